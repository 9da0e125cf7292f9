// Package proc starts, finds and ends the processes of a cluster. Each carries the cluster's folder in its environment, so
// that all of them are found again even when the command that started them was killed before it wrote anything down, and
// no process of anybody else is ever signalled.
package proc

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// Mark is the environment variable that every process of a cluster carries, with its folder as the value.
const Mark = "KEEPSTEP_LOCAL_CLUSTER"

// ID is a process for good: its number can be used again, its number and start time cannot.
type ID struct {
	Pid   int
	Start uint64
}

// Spec is a program to start in the background.
type Spec struct {
	Argv  []string
	Env   []string
	Dir   string // the cluster's folder: the mark
	Log   string // stdout and stderr are appended here
	Netns string // path of a network namespace, or empty for the caller's
	Files []*os.File
}

// Start starts a program of its own session, with no terminal and nothing open but its log.
func Start(s Spec) (ID, error) {
	log, err := os.OpenFile(s.Log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return ID{}, err
	}
	defer log.Close()
	null, err := os.Open(os.DevNull)
	if err != nil {
		return ID{}, err
	}
	defer null.Close()
	attr := &os.ProcAttr{
		Dir:   "/",
		Env:   append(Environment(s.Dir), s.Env...),
		Files: append([]*os.File{null, log, log}, s.Files...),
		Sys:   &syscall.SysProcAttr{Setsid: true},
	}
	p, err := inNetns(s.Netns, func() (*os.Process, error) { return os.StartProcess(s.Argv[0], s.Argv, attr) })
	if err != nil {
		return ID{}, fmt.Errorf("cannot start %s: %w", filepath.Base(s.Argv[0]), err)
	}
	go p.Wait() // so that it does not stay a zombie while this command runs
	id, err := Identify(p.Pid)
	if err != nil {
		return ID{}, fmt.Errorf("%s ended at once: see %s", filepath.Base(s.Argv[0]), s.Log)
	}
	return id, nil
}

// Environment is all that a cluster's process inherits. A proxy set for the machine's user would catch what goes to the nodes,
// and etcd takes any variable that begins with ETCD_ for a flag. How much memory Go may use is for whoever starts the cluster.
func Environment(dir string) []string {
	env := []string{
		"PATH=" + os.Getenv("PATH") + ":/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
		"HOME=/", "LANG=C.UTF-8", "KEEPSTEP_STATE=" + filepath.Dir(dir), Mark + "=" + dir,
	}
	if percent, set := os.LookupEnv("GOGC"); set {
		env = append(env, "GOGC="+percent)
	}
	return env
}

// inNetns runs f on a thread in another network namespace; the child it starts inherits the thread's. The thread is never
// unlocked, so it ends with its goroutine and no other goroutine runs on it.
func inNetns(path string, f func() (*os.Process, error)) (*os.Process, error) {
	if path == "" {
		return f()
	}
	type result struct {
		p   *os.Process
		err error
	}
	ch := make(chan result)
	go func() {
		runtime.LockOSThread()
		ns, err := os.Open(path)
		if err != nil {
			ch <- result{nil, err}
			return
		}
		defer ns.Close()
		if err := unix.Setns(int(ns.Fd()), unix.CLONE_NEWNET); err != nil {
			ch <- result{nil, fmt.Errorf("entering %s: %w", path, err)}
			return
		}
		p, err := f()
		ch <- result{p, err}
	}()
	r := <-ch
	return r.p, r.err
}

// Identify reads a process's start time. An ended process that waits to be reaped counts as gone.
func Identify(pid int) (ID, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return ID{}, err
	}
	// The second field is the program's name in brackets and may hold anything.
	fields := strings.Fields(string(b[bytes.LastIndexByte(b, ')')+1:]))
	if len(fields) < 20 {
		return ID{}, fmt.Errorf("/proc/%d/stat is short", pid)
	}
	if fields[0] == "Z" || fields[0] == "X" {
		return ID{}, fs.ErrNotExist
	}
	start, err := strconv.ParseUint(fields[19], 10, 64)
	return ID{pid, start}, err
}

// Alive says whether that very process still runs.
func (id ID) Alive() bool {
	now, err := Identify(id.Pid)
	return err == nil && now == id
}

// Signal reaches that very process or nothing. A process that is gone is no error.
func (id ID) Signal(s syscall.Signal) error {
	if !id.Alive() {
		return nil
	}
	if err := syscall.Kill(id.Pid, s); err != nil && !errors.Is(err, syscall.ESRCH) {
		return fmt.Errorf("cannot signal process %d: %w", id.Pid, err)
	}
	return nil
}

// Kill ends it without asking and waits until it is gone.
func (id ID) Kill() error {
	if err := id.Signal(syscall.SIGKILL); err != nil {
		return err
	}
	if !id.waitGone(15 * time.Second) {
		return fmt.Errorf("process %d does not end although it was killed: it waits for the disk or a debugger", id.Pid)
	}
	return nil
}

func (id ID) waitGone(patience time.Duration) bool {
	for deadline := time.Now().Add(patience); id.Alive(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			return false
		}
	}
	return true
}

// Marked lists every process that carries the mark of the cluster in dir.
func Marked(dir string) []ID {
	want := []byte(Mark + "=" + dir)
	entries, _ := os.ReadDir("/proc")
	var out []ID
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil || pid == os.Getpid() {
			continue
		}
		env, err := os.ReadFile(filepath.Join("/proc", e.Name(), "environ"))
		if err != nil {
			continue
		}
		for _, kv := range bytes.Split(env, []byte{0}) {
			if bytes.Equal(kv, want) {
				if id, err := Identify(pid); err == nil {
					out = append(out, id)
				}
				break
			}
		}
	}
	return out
}

// Save and Load keep an ID in a file.
func (id ID) Save(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return os.WriteFile(path, fmt.Appendf(nil, "%d %d\n", id.Pid, id.Start), 0o600)
}

// Load gives an ID that is not alive when there is no such file.
func Load(path string) ID {
	var id ID
	if b, err := os.ReadFile(path); err == nil {
		fmt.Sscanf(string(b), "%d %d", &id.Pid, &id.Start)
	}
	return id
}
