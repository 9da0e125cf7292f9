package cluster

import (
	"context"
	"fmt"
	"time"

	"keepstep.dev/local-cluster/internal/kube"
	"keepstep.dev/local-cluster/internal/model"
	"keepstep.dev/local-cluster/internal/network"
	"keepstep.dev/local-cluster/internal/proc"
)

// KillOptions: how a machine goes, and what the cloud's controller then does.
type KillOptions struct {
	// Delay before it goes; the notice time when a notice was given.
	Delay time.Duration
	// MachineID, if set, spares a node that was replaced by another of the same name in the meantime.
	MachineID string
	// KeepObject leaves the Node object, as where no cloud controller runs. Otherwise it goes ObjectAfter the machine.
	KeepObject  bool
	ObjectAfter time.Duration
}

// KillNode ends a machine at once, with all its containers, as a reclaimed spot instance ends.
func KillNode(cluster, node string, o KillOptions, say Say) error {
	time.Sleep(o.Delay)
	h, err := Open(cluster, "node kill")
	if err != nil {
		return err
	}
	n, err := h.running(node)
	if err != nil {
		h.Close()
		return err
	}
	if o.MachineID != "" && n.MachineID != o.MachineID {
		h.Close()
		return fmt.Errorf("node %q is another machine by now: it was not killed", node)
	}
	machine := n.MachineID
	began := time.Now()
	err = h.die(node)
	gone := time.Since(began)
	if err == nil {
		n.State = model.NodeDead
		if err = h.save(); err == nil {
			err = h.bury(node)
		}
	}
	h.Close()
	if err != nil {
		return err
	}
	say("killed     node %s: no process of it is left after %d ms", node, gone.Milliseconds())
	if o.KeepObject {
		return nil
	}
	time.Sleep(o.ObjectAfter)
	return removeObject(cluster, node, machine, say)
}

// removeObject is the cloud controller: it deletes the Node object of a machine that no longer exists.
func removeObject(cluster, node, machine string, say Say) error {
	h, err := Open(cluster, "node kill")
	if err != nil {
		return err
	}
	defer h.Close()
	n := h.Node(node)
	if n == nil || n.MachineID != machine {
		return nil // a new machine has the name now, and the object
	}
	k, err := h.kube()
	if err != nil {
		return err
	}
	if err := k.DeleteNode(context.Background(), node); err != nil {
		return err
	}
	say("removed    Node object %s", node)
	return h.forget(node)
}

// NoticeOptions: the warning, and the time from it to the end.
type NoticeOptions struct {
	After time.Duration
	Taint string // empty: what the node's provider uses
	// Drain evicts the node's pods right after the taint, as AWS's node termination handler and Karpenter do.
	Drain  bool
	Detach bool
	Kill   KillOptions
}

// Notice warns a node's pods by a taint and ends the machine when the time is up.
func Notice(cluster, node string, o NoticeOptions, say Say) error {
	h, err := Open(cluster, "node notice")
	if err != nil {
		return err
	}
	n, err := h.running(node)
	if err == nil && o.Taint == "" {
		o.Taint = model.Providers[n.Provider].NoticeTaint
	}
	h.Close() // the machine lives on for a while; other verbs may work meanwhile
	if err != nil {
		return err
	}
	if err := model.CheckTaint(o.Taint); err != nil {
		return err
	}
	k, err := h.kube()
	if err != nil {
		return err
	}
	began := time.Now()
	t := kube.ParseTaint(o.Taint)
	if t.Effect == "NoExecute" {
		t.TimeAdded = began.UTC().Format(time.RFC3339)
	}
	if err := k.AddTaint(context.Background(), node, t); err != nil {
		return err
	}
	say("notice     node %s tainted %s; it ends at %s", node, o.Taint, began.Add(o.After).Format(time.TimeOnly))
	if o.Drain {
		evicted, err := k.EvictAll(context.Background(), node)
		if err != nil {
			return err
		}
		say("drained    node %s: %d pods evicted", node, evicted)
	}
	o.Kill.Delay = max(0, o.After-time.Since(began))
	o.Kill.MachineID = n.MachineID
	if !o.Detach {
		return KillNode(cluster, node, o.Kill, say)
	}
	return h.background(node, o.Kill)
}

// background leaves the killing to a process of its own, which down ends like any other of the cluster's.
func (h *Handle) background(node string, o KillOptions) error {
	argv := []string{h.Tools.Self, "node", "kill", node, "--name", h.Name, "--delay", o.Delay.String(),
		"--machine", o.MachineID, "--object-after", o.ObjectAfter.String()}
	if o.KeepObject {
		argv = append(argv, "--keep-object")
	}
	_, err := proc.Start(proc.Spec{Argv: argv, Dir: h.Dir, Log: h.logFile("notice-" + node)})
	return err
}

// RemoveNode ends a node and forgets it at once, Node object included.
func RemoveNode(cluster, node string, say Say) error {
	h, err := Open(cluster, "node rm")
	if err != nil {
		return err
	}
	defer h.Close()
	if err := h.withNodes(); err != nil {
		return err
	}
	if h.Node(node) == nil {
		return fmt.Errorf("cluster %q has no node %q: it has %s", h.Name, node, h.nodeNames())
	}
	if err := h.die(node); err != nil {
		return err
	}
	if err := h.bury(node); err != nil {
		return err
	}
	k, err := h.kube()
	if err != nil {
		return err
	}
	if err := k.DeleteNode(context.Background(), node); err != nil {
		return err
	}
	say("removed    node %s", node)
	return h.forget(node)
}

// RebootNode ends all processes at once and starts the same machine again: its disk, its name and its Node object stay, the
// boot ID is another.
func RebootNode(cluster, node string, off time.Duration, wait bool, say Say) error {
	h, err := Open(cluster, "node reboot")
	if err != nil {
		return err
	}
	n, err := h.running(node)
	if err == nil {
		err = h.die(node)
	}
	if err == nil {
		time.Sleep(off)
		n.State, n.BootID = model.NodeUp, newBootID()
		if err = h.save(); err == nil {
			err = h.boot(*n)
		}
	}
	h.Close()
	if err != nil {
		return err
	}
	if wait {
		if err := h.awaitReady(*n); err != nil {
			return err
		}
	}
	say("rebooted   node %s", node)
	return nil
}

// SetPartition cuts a node off the network, API and S3 included, or puts it back. Its containers run on.
func SetPartition(cluster, node string, cut bool, say Say) error {
	h, err := Open(cluster, "node partition")
	if err != nil {
		return err
	}
	defer h.Close()
	n, err := h.running(node)
	if err != nil {
		return err
	}
	if err := network.SetCable(h.Cluster, *n, !cut); err != nil {
		return err
	}
	n.State = model.NodeUp
	word := "healed     node %s is on the network again"
	if cut {
		n.State = model.NodePartitioned
		word = "cut        node %s is off the network; its containers run on"
	}
	say(word, node)
	return h.save()
}
