// Package nodeinit is a node from the inside. enter puts a new process into the node's cgroups and namespaces; that process,
// the node's first, makes the machine look like one of its own and runs containerd and the kubelet. Killing it kills the
// kubelet, containerd and all containers at once, since the kernel ends a process namespace with its first process.
package nodeinit

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"

	"keepstep.dev/local-cluster/internal/cgroup"
	"keepstep.dev/local-cluster/internal/model"
	"keepstep.dev/local-cluster/internal/network"
	"keepstep.dev/local-cluster/internal/proc"
	"keepstep.dev/local-cluster/internal/store"
)

// PidFile is where the node's first process is written down.
func PidFile(c model.Cluster, node string) string { return c.Path("pid", "node-"+node) }

// Cgroups are those that the node was started in, one a hierarchy.
func Cgroups(c model.Cluster, node string) []string {
	b, _ := os.ReadFile(c.Path("pid", "cgroups-"+node))
	return strings.Fields(string(b))
}

// Enter starts the node's first process and returns; the caller ends, so that the node has no parent to depend on.
// The order matters: a cgroup namespace begins at the cgroup that its maker is in.
func Enter(dir, node string) error {
	c, n, err := load(dir, node)
	if err != nil {
		return err
	}
	hs, err := cgroup.Detect()
	if err != nil {
		return err
	}
	groups, err := cgroup.Prepare(hs, c.CgroupName(), n.Name)
	if err != nil {
		return err
	}
	// Written down, since a later verb may run in another cgroup and would look elsewhere.
	if err := os.WriteFile(c.Path("pid", "cgroups-"+node), []byte(strings.Join(groups, "\n")), 0o600); err != nil {
		return err
	}
	if err := cgroup.Enter(groups); err != nil {
		return err
	}
	runtime.LockOSThread() // what follows is of this thread, and its child inherits it
	if err := unix.Unshare(unix.CLONE_NEWCGROUP); err != nil {
		return fmt.Errorf("cannot make a cgroup namespace: %w: the kernel needs CONFIG_CGROUPS", err)
	}
	if hs[0].V2() {
		// Version 2 hands controllers down only where no process is: the node's own sit one level below its root.
		inner := filepath.Join(groups[0], "init")
		if err := os.Mkdir(inner, 0o755); err != nil {
			return err
		}
		if err := cgroup.Enter([]string{inner}); err != nil {
			return err
		}
	}
	ns, err := os.Open(network.Path(c.NodeNetns(n.Name)))
	if err != nil {
		return err
	}
	defer ns.Close()
	if err := unix.Setns(int(ns.Fd()), unix.CLONE_NEWNET); err != nil {
		return fmt.Errorf("cannot enter the node's network: %w", err)
	}
	p, err := os.StartProcess(c.Tools.Self, []string{c.Tools.Self, "node-init", dir, node}, &os.ProcAttr{
		Dir: "/", Env: os.Environ(), Files: []*os.File{os.Stdin, os.Stdout, os.Stderr},
		Sys: &syscall.SysProcAttr{Setsid: true,
			Cloneflags: unix.CLONE_NEWPID | unix.CLONE_NEWNS | unix.CLONE_NEWUTS | unix.CLONE_NEWIPC},
	})
	if err != nil {
		return fmt.Errorf("cannot make the node's namespaces: %w: root and a kernel with process, mount, UTS and IPC namespaces are needed", err)
	}
	id, err := proc.Identify(p.Pid)
	if err != nil {
		return fmt.Errorf("the node ended at once")
	}
	return id.Save(PidFile(c, node))
}

func load(dir, node string) (model.Cluster, model.Node, error) {
	c, err := store.Load(dir)
	if err != nil {
		return c, model.Node{}, err
	}
	n := c.Node(node)
	if n == nil {
		return c, model.Node{}, fmt.Errorf("cluster %s has no node %q", c.Name, node)
	}
	return c, *n, nil
}
