package cluster

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"keepstep.dev/local-cluster/internal/cgroup"
	"keepstep.dev/local-cluster/internal/model"
	"keepstep.dev/local-cluster/internal/network"
	"keepstep.dev/local-cluster/internal/proc"
	"keepstep.dev/local-cluster/internal/store"
)

// Down removes every trace of a cluster: processes, network namespaces, cgroups, files. A cluster that is not there, or only
// in part, is no error: that is what it is for.
func Down(name string, say Say) error {
	dir, err := Dir(name)
	if err != nil {
		return err
	}
	// the terminal's second Ctrl-C comes here too: half a cluster whose guard is gone would stay
	signal.Ignore(os.Interrupt)
	began := time.Now()
	lock, err := store.Acquire(dir, "down", patience)
	if err != nil {
		return err
	}
	defer lock.Remove()
	c, err := store.Load(dir)
	if err != nil { // nothing, or nothing readable: what bears its name goes all the same
		if c, err = model.NewCluster(name, store.Root(), model.WithNodes); err != nil {
			return err
		}
	}
	if err := remains(c); err != nil {
		return err
	}
	say("stopped    cluster %q in %.1f s; nothing of it is left", name, time.Since(began).Seconds())
	return nil
}

// remains removes whatever there is of a cluster. No data of it is worth a graceful end.
func remains(c model.Cluster) error {
	if err := endAll(c); err != nil {
		return err
	}
	return removeFolder(c.Dir)
}

// endAll ends the processes and takes back what they had of the machine; the files stay.
func endAll(c model.Cluster) error {
	if err := killMarked(c.Dir); err != nil {
		return err
	}
	if os.Geteuid() == 0 {
		if err := network.Down(c); err != nil {
			return err
		}
		if err := cgroup.RemoveAll(c.CgroupName()); err != nil {
			return err
		}
		if len(c.AddedV2Controllers) > 0 && !cgroup.Others("keepstep.", c.CgroupName()) {
			cgroup.TakeBack(cgroup.Root, c.AddedV2Controllers)
		}
	}
	return nil
}

// keepOnlyLogs removes the files of a cluster that did not come up, except what its programs said about why.
func keepOnlyLogs(c model.Cluster) error {
	entries, err := os.ReadDir(c.Dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Name() == "log" {
			continue
		}
		if err := removeFolder(c.Path(e.Name())); err != nil {
			return err
		}
	}
	return nil
}

// killMarked kills until a whole round finds nobody: a process that was being started when the first round looked is found by
// the second.
func killMarked(dir string) error {
	for deadline := time.Now().Add(20 * time.Second); ; {
		ids := proc.Marked(dir)
		if len(ids) == 0 {
			return nil
		}
		for _, id := range ids {
			if err := id.Signal(syscall.SIGKILL); err != nil {
				return err
			}
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("%d processes of the cluster do not end although they were killed (one is %d): they wait for the disk or a debugger", len(ids), ids[0].Pid)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// removeFolder tries for a while: the mounts of a node's containers go with its last process, and the kernel takes a moment.
func removeFolder(dir string) error {
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		err := os.RemoveAll(dir)
		if err == nil {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("cannot remove %s: %w", dir, err)
		}
	}
}
