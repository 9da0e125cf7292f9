// Package network lays a cluster's cables: one network namespace for the control plane with a bridge in it, one for each
// node, a cable between the two. All of it by ip(8), in namespaces only; the machine's own network is not touched.
package network

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"keepstep.dev/local-cluster/internal/model"
)

const bridge = "nodes"

// A bridge left to itself wears the lowest hardware address of its ports, so a node that comes or goes changes the
// address of API and S3, and the others send to the old one until their neighbour entries age: half a minute without S3.
const bridgeHardwareAddress = "02:6b:73:00:00:01"

// Path is where a named network namespace is mounted.
func Path(netns string) string { return "/run/netns/" + netns }

// UpControlPlane makes the control plane's namespace with the bridge and the addresses of API and S3 on it.
func UpControlPlane(c model.Cluster) error {
	ns := c.ControlPlaneNetns()
	if err := ip("", "netns add "+ns); err != nil {
		return err
	}
	if err := ip(ns,
		"link set lo up",
		"link add "+bridge+" address "+bridgeHardwareAddress+" type bridge",
		"addr add "+model.ControlPlaneAddress+"/16 dev "+bridge,
		"addr add "+model.S3Address+"/16 dev "+bridge,
		"addr add "+model.ServiceAddress+"/32 dev "+bridge,
		"link set "+bridge+" up"); err != nil {
		return err
	}
	// Routing between the nodes' pod ranges; a setting of this namespace alone.
	return run("ip", "netns", "exec", ns, "sh", "-c", "echo 1 >/proc/sys/net/ipv4/ip_forward")
}

// UpNode makes the node's namespace and its cable; it takes away one that a dead node of the same name left.
func UpNode(c model.Cluster, n model.Node) error {
	if err := DownNode(c, n); err != nil {
		return err
	}
	ns, cp := c.NodeNetns(n.Name), c.ControlPlaneNetns()
	if err := ip("", "netns add "+ns); err != nil {
		return err
	}
	if err := ip(cp,
		"link add "+n.Link()+" type veth peer name eth0 netns "+ns,
		"link set "+n.Link()+" master "+bridge+" up",
		"route replace "+n.PodRange()+" via "+n.Address()); err != nil {
		return err
	}
	return ip(ns,
		"link set lo up", "link set eth0 up",
		"addr add "+n.Address()+"/16 dev eth0",
		"route add default via "+model.ControlPlaneAddress)
}

// DownNode removes the node's cable and namespace. The cable first and by name: a namespace's own end of it would go some
// time after the namespace, and until then the name is taken.
func DownNode(c model.Cluster, n model.Node) error {
	if _, err := os.Stat(Path(c.ControlPlaneNetns())); err == nil {
		for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
			err := exec.Command("ip", "-n", c.ControlPlaneNetns(), "link", "show", n.Link()).Run()
			if err != nil {
				break
			}
			if err := ip(c.ControlPlaneNetns(), "link del "+n.Link()); err != nil && time.Now().After(deadline) {
				return err
			}
		}
	}
	return remove(c.NodeNetns(n.Name))
}

// SetCable takes the node's cable out or puts it back.
func SetCable(c model.Cluster, n model.Node, up bool) error {
	state := "down"
	if up {
		state = "up"
	}
	if err := ip(c.ControlPlaneNetns(), "link set "+n.Link()+" "+state); err != nil || !up {
		return err
	}
	// The kernel dropped the route when the link went, if it was the only one on that subnet.
	return ip(c.ControlPlaneNetns(), "route replace "+n.PodRange()+" via "+n.Address())
}

// Down removes every namespace of the cluster.
func Down(c model.Cluster) error {
	names, err := List(c)
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := remove(name); err != nil {
			return err
		}
	}
	return nil
}

// List names the network namespaces of the cluster that exist.
func List(c model.Cluster) ([]string, error) {
	entries, err := os.ReadDir("/run/netns")
	if os.IsNotExist(err) {
		return nil, nil
	}
	var out []string
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), c.NetnsPrefix()) {
			out = append(out, e.Name())
		}
	}
	return out, err
}

func remove(netns string) error {
	if _, err := os.Stat(Path(netns)); os.IsNotExist(err) {
		return nil
	}
	if err := run("ip", "netns", "del", netns); err != nil {
		// An ip that was killed between making the file and mounting on it leaves a plain file.
		if os.Remove(Path(netns)) == nil {
			return nil
		}
		return err
	}
	return nil
}

// ip runs a batch of ip(8) lines in one process, in a namespace or (empty) in the machine's own.
func ip(netns string, lines ...string) error {
	args := []string{"-batch", "-"}
	if netns != "" {
		args = append([]string{"-n", netns}, args...)
	}
	cmd := exec.Command("ip", args...)
	cmd.Stdin = strings.NewReader(strings.Join(lines, "\n") + "\n")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("ip %s (in %s) failed: %s", strings.Join(lines, "; "), orMachine(netns), oneLine(out, err))
	}
	return nil
}

func orMachine(netns string) string {
	if netns == "" {
		return "the machine"
	}
	return netns
}

func run(argv ...string) error {
	out, err := exec.Command(argv[0], argv[1:]...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s failed: %s", filepath.Base(strings.Join(argv, " ")), oneLine(out, err))
	}
	return nil
}

func oneLine(out []byte, err error) string {
	if s := strings.Join(strings.Fields(string(out)), " "); s != "" {
		return s
	}
	return err.Error()
}
