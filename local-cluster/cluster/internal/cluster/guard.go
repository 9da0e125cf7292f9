package cluster

import (
	"errors"
	"fmt"
	"time"

	"golang.org/x/sys/unix"

	"keepstep.dev/local-cluster/internal/proc"
)

// guard starts a process that takes the cluster down when the process with that number ends, however it ends: a test run or a
// demo that is killed leaves nothing behind.
func (h *Handle) guard(pid int) error {
	if pid == 0 {
		return nil
	}
	if _, err := proc.Identify(pid); err != nil {
		return fmt.Errorf("--until-exit-of %d: no such process", pid)
	}
	id, err := proc.Start(proc.Spec{Argv: []string{h.Tools.Self, "guard", h.Name, fmt.Sprint(pid)}, Dir: h.Dir, Log: h.logFile("guard")})
	if err != nil {
		return err
	}
	return id.Save(PidFile(h.Cluster, "guard"))
}

// Guard waits for the end of the process and takes the cluster down.
func Guard(name string, pid int, say Say) error {
	if err := awaitEnd(pid); err != nil {
		return err
	}
	return Down(name, say)
}

func awaitEnd(pid int) error {
	fd, err := unix.PidfdOpen(pid, 0)
	if errors.Is(err, unix.ESRCH) {
		return nil
	}
	if err != nil { // a kernel before 5.3, or a sandbox that knows no pidfd
		id, err := proc.Identify(pid)
		for err == nil && id.Alive() {
			time.Sleep(500 * time.Millisecond)
		}
		return nil
	}
	defer unix.Close(fd)
	for {
		n, err := unix.Poll([]unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}, -1)
		if err != nil && !errors.Is(err, unix.EINTR) {
			return err
		}
		if n > 0 {
			return nil
		}
	}
}
