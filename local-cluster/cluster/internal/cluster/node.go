package cluster

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"keepstep.dev/local-cluster/internal/cgroup"
	"keepstep.dev/local-cluster/internal/kube"
	"keepstep.dev/local-cluster/internal/model"
	"keepstep.dev/local-cluster/internal/network"
	"keepstep.dev/local-cluster/internal/nodeinit"
	"keepstep.dev/local-cluster/internal/pki"
	"keepstep.dev/local-cluster/internal/proc"
	"keepstep.dev/local-cluster/internal/store"
)

// readyLimit is how long a new node may take to report Ready; it takes 2 s on an idle machine.
const readyLimit = 5 * time.Minute

// AddNode starts a node and, if asked, waits until it is Ready. A dead node of that name is replaced by a new machine: another
// disk, another machine ID, the same addresses.
func AddNode(cluster string, n model.Node, wait bool, say Say) error {
	if err := n.Check(); err != nil {
		return err
	}
	h, err := Open(cluster, "node add")
	if err != nil {
		return err
	}
	began := time.Now()
	if err := h.addNode(&n); err != nil {
		h.Close()
		return err
	}
	h.Close() // other verbs need not wait for the kubelet
	if wait {
		if err := h.awaitReady(n); err != nil {
			return err
		}
	}
	say("added      node %s (%s, %s, %d GPUs) in %.1f s", n.Name, n.Capacity, n.Zone, n.GPUs, time.Since(began).Seconds())
	return nil
}

func (h *Handle) addNode(n *model.Node) error {
	if err := h.withNodes(); err != nil {
		return err
	}
	if old := h.Node(n.Name); old != nil {
		if NodeProcess(h.Cluster, n.Name).Alive() {
			return fmt.Errorf("node %q runs already: kill or remove it first, or choose another name", n.Name)
		}
		if err := h.forget(n.Name); err != nil {
			return err
		}
		n.Index = old.Index
	}
	var err error
	if n.Index == 0 {
		if n.Index, err = h.FreeIndex(); err != nil {
			return err
		}
	}
	n.State, n.MachineID, n.BootID = model.NodeUp, randomHex(), newBootID()
	h.Nodes = append(h.Nodes, *n)
	if err := h.save(); err != nil {
		return err
	}
	ca, err := pki.LoadCA(h.Path("pki"))
	if err != nil {
		return err
	}
	pair, err := ca.Issue(pki.Subject{Name: "system:node:" + n.Name, Group: "system:nodes"}, time.Now())
	if err != nil {
		return err
	}
	content := model.Kubeconfig(h.InternalServer(), ca.Pair.Cert, pair.Cert, pair.Key)
	if err := store.WriteFile(h.Path("node-"+n.Name+".kubeconfig"), content, 0o600); err != nil {
		return err
	}
	if err := h.cloneTemplate(n.Name); err != nil {
		return err
	}
	return h.boot(*n)
}

// boot starts the node's first process on whatever disk there is.
func (h *Handle) boot(n model.Node) error {
	for _, d := range []string{"var-lib", "var-log"} {
		if err := os.MkdirAll(h.Path("nodes", n.Name, d), 0o755); err != nil {
			return err
		}
	}
	if err := network.UpNode(h.Cluster, n); err != nil {
		return err
	}
	log := h.logFile("node-" + n.Name)
	// enter ends as soon as the node's first process is there; waiting for it is enough.
	id, err := proc.Start(proc.Spec{Argv: []string{h.Tools.Self, "node-enter", h.Dir, n.Name}, Dir: h.Dir, Log: log})
	if err == nil {
		for deadline := time.Now().Add(20 * time.Second); id.Alive() && time.Now().Before(deadline); {
			time.Sleep(2 * time.Millisecond)
		}
	}
	if !NodeProcess(h.Cluster, n.Name).Alive() {
		return fmt.Errorf("node %s did not start\n%s", n.Name, LastWords(log))
	}
	return nil
}

// awaitReady waits until the Node object is this boot's and Ready.
func (h *Handle) awaitReady(n model.Node) error {
	k, err := h.kube()
	if err != nil {
		return err
	}
	var last error
	for deadline := time.Now().Add(readyLimit); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if !NodeProcess(h.Cluster, n.Name).Alive() {
			return fmt.Errorf("node %s ended before it was Ready\n%s\n%s", n.Name,
				LastWords(h.logFile("node-"+n.Name)), LastWords(h.logFile("kubelet-"+n.Name)))
		}
		var node kube.Node
		if last = k.Get(context.Background(), "/api/v1/nodes/"+n.Name, &node); last != nil {
			continue
		}
		gpus := node.Status.Allocatable["nvidia.com/gpu"]
		if node.Ready() == "True" && node.Status.NodeInfo.BootID == n.BootID && (n.GPUs == 0 || gpus == fmt.Sprint(n.GPUs)) {
			return nil
		}
		last = fmt.Errorf("it reports Ready=%q, nvidia.com/gpu=%q", node.Ready(), gpus)
	}
	return fmt.Errorf("node %s was not Ready within %s: %w\n%s", n.Name, readyLimit, last, LastWords(h.logFile("kubelet-"+n.Name)))
}

// die ends every process of the node at once and waits until none is left in its cgroups.
func (h *Handle) die(node string) error {
	if err := NodeProcess(h.Cluster, node).Kill(); err != nil {
		return err
	}
	for _, group := range nodeinit.Cgroups(h.Cluster, node) {
		for deadline := time.Now().Add(15 * time.Second); cgroup.Pids(group) > 0; time.Sleep(5 * time.Millisecond) {
			if time.Now().After(deadline) {
				return fmt.Errorf("%d processes are left in %s after the node was killed", cgroup.Pids(group), group)
			}
		}
	}
	return nil
}

// bury takes away what a dead machine had: its cable, its cgroups and its disk.
func (h *Handle) bury(node string) error {
	if n := h.Node(node); n != nil {
		if err := network.DownNode(h.Cluster, *n); err != nil {
			return err
		}
	}
	for _, group := range nodeinit.Cgroups(h.Cluster, node) {
		if err := cgroup.Remove(group); err != nil {
			return err
		}
	}
	return removeFolder(h.Path("nodes", node))
}

// forget removes a node from the state file, and what only it had.
func (h *Handle) forget(node string) error {
	kept := h.Nodes[:0]
	for _, n := range h.Nodes {
		if n.Name != node {
			kept = append(kept, n)
		}
	}
	h.Nodes = kept
	os.Remove(nodeinit.PidFile(h.Cluster, node))
	os.Remove(h.Path("pid", "cgroups-"+node))
	os.Remove(h.Path("node-" + node + ".kubeconfig"))
	if err := removeFolder(h.Path("nodes", node)); err != nil {
		return err
	}
	return h.save()
}

// running returns the node if it runs.
func (h *Handle) running(node string) (*model.Node, error) {
	if err := h.withNodes(); err != nil {
		return nil, err
	}
	n := h.Node(node)
	if n == nil {
		return nil, fmt.Errorf("cluster %q has no node %q: it has %s", h.Name, node, h.nodeNames())
	}
	if !NodeProcess(h.Cluster, node).Alive() {
		return nil, fmt.Errorf("node %q is dead: start a new one with `node add %s`", node, node)
	}
	return n, nil
}

func (h *Handle) nodeNames() string {
	if len(h.Nodes) == 0 {
		return "none"
	}
	var names []string
	for _, n := range h.Nodes {
		names = append(names, n.Name)
	}
	return strings.Join(names, ", ")
}

// importInto loads an image into a running node, through the node's own socket.
func importInto(c model.Cluster, node, tar string) error {
	socket := fmt.Sprintf("/proc/%d/root/run/containerd/containerd.sock", NodeProcess(c, node).Pid)
	out, err := exec.Command(c.Tools.Ctr, "--address", socket, "--namespace", "k8s.io", "images", "import", tar).CombinedOutput()
	if err != nil {
		return fmt.Errorf("node %s refused the image: %s", node, strings.Join(strings.Fields(string(out)), " "))
	}
	return nil
}

func randomHex() string {
	b := make([]byte, 16)
	rand.Read(b)
	return hex.EncodeToString(b)
}

func newBootID() string {
	h := randomHex()
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}
