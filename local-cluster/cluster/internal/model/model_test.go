package model

import (
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"
)

func spot(name string) Node {
	return Node{Name: name, Index: 1, Capacity: "spot", Provider: "karpenter", Zone: "zone-a", InstanceType: "local.large"}
}

func TestClusterNamesAreCheckedWithTheMend(t *testing.T) {
	for name, ok := range map[string]bool{
		"demo": true, "a": true, "x-1": true, "a2345678901234567890": true,
		"": false, "Demo": false, "1a": false, "-a": false, "a_b": false, "a23456789012345678901": false, "../x": false,
	} {
		_, err := NewCluster(name, "/state", WithNodes)
		if (err == nil) != ok {
			t.Errorf("NewCluster(%q): %v", name, err)
		}
		if err != nil && !strings.Contains(err.Error(), "use 1 to 20") {
			t.Errorf("NewCluster(%q) gives no mend: %v", name, err)
		}
	}
}

func TestClustersOfOneNameInTwoFoldersHaveNothingInCommon(t *testing.T) {
	a, _ := NewCluster("demo", "/state/a", WithNodes)
	b, _ := NewCluster("demo", "/state/b", WithNodes)
	for _, pair := range [][2]string{
		{a.ID, b.ID}, {a.NetnsPrefix(), b.NetnsPrefix()}, {a.CgroupName(), b.CgroupName()}, {a.Dir, b.Dir},
	} {
		if pair[0] == pair[1] {
			t.Errorf("both clusters have %q", pair[0])
		}
	}
}

func TestNoClusterSeesAnothersNamespacesAsItsOwn(t *testing.T) {
	a, _ := NewCluster("demo", "/state", WithNodes)
	b, _ := NewCluster("demo-2", "/state", WithNodes)
	if strings.HasPrefix(b.ControlPlaneNetns(), a.NetnsPrefix()) || strings.HasPrefix(a.ControlPlaneNetns(), b.NetnsPrefix()) {
		t.Errorf("%s and %s", a.ControlPlaneNetns(), b.ControlPlaneNetns())
	}
	if a.NodeNetns("cp") == a.ControlPlaneNetns() {
		t.Error("a node named cp has the control plane's namespace")
	}
}

func TestAddressesOfAllNodesDifferAndFitTheirNetworks(t *testing.T) {
	nodes, pods := netip.MustParsePrefix("10.77.0.0/16"), netip.MustParsePrefix("10.78.0.0/16")
	seen := map[string]bool{ControlPlaneAddress: true, S3Address: true}
	for i := 1; i <= MaxNodes; i++ {
		n := Node{Index: i}
		if seen[n.Address()] || seen[n.PodRange()] {
			t.Fatalf("node %d has an address twice", i)
		}
		seen[n.Address()], seen[n.PodRange()] = true, true
		if !nodes.Contains(netip.MustParseAddr(n.Address())) || !pods.Overlaps(netip.MustParsePrefix(n.PodRange())) {
			t.Fatalf("node %d: %s, %s", i, n.Address(), n.PodRange())
		}
		if len(n.Link()) > 15 {
			t.Fatalf("link name %q is longer than the kernel takes", n.Link())
		}
	}
}

func TestTheLowestFreeNumberIsTakenAndTheLastOneIsRefused(t *testing.T) {
	c := Cluster{Name: "demo", Nodes: []Node{{Index: 1}, {Index: 3}}}
	if i, err := c.FreeIndex(); err != nil || i != 2 {
		t.Errorf("got %d, %v", i, err)
	}
	for i := 1; i <= MaxNodes; i++ {
		c.Nodes = append(c.Nodes, Node{Index: i})
	}
	if _, err := c.FreeIndex(); err == nil || !strings.Contains(err.Error(), "node rm") {
		t.Errorf("a full cluster says %v", err)
	}
}

func TestEveryProviderMarksSpotAsItsCloudDoes(t *testing.T) {
	for _, c := range []struct {
		provider, capacity, label, value, taint string
	}{
		{"karpenter", "spot", "karpenter.sh/capacity-type", "spot", ""},
		{"karpenter", "on-demand", "karpenter.sh/capacity-type", "on-demand", ""},
		{"eks", "spot", "eks.amazonaws.com/capacityType", "SPOT", ""},
		{"eks", "on-demand", "eks.amazonaws.com/capacityType", "ON_DEMAND", ""},
		{"gke", "spot", "cloud.google.com/gke-spot", "true", "cloud.google.com/gke-spot=true:NoSchedule"},
		{"gke", "on-demand", "cloud.google.com/gke-spot", "", ""},
		{"aks", "spot", "kubernetes.azure.com/scalesetpriority", "spot", "kubernetes.azure.com/scalesetpriority=spot:NoSchedule"},
		{"aks", "on-demand", "kubernetes.azure.com/scalesetpriority", "", ""},
	} {
		n := spot("a")
		n.Provider, n.Capacity = c.provider, c.capacity
		if got := n.AllLabels()[c.label]; got != c.value {
			t.Errorf("%s %s: %s=%q", c.provider, c.capacity, c.label, got)
		}
		if got := strings.Join(n.AllTaints(), ","); got != c.taint {
			t.Errorf("%s %s: taints %q", c.provider, c.capacity, got)
		}
		if n.AllLabels()["topology.kubernetes.io/zone"] != "zone-a" {
			t.Errorf("%s %s has no zone", c.provider, c.capacity)
		}
	}
}

func TestEveryProvidersTaintsAreWellFormed(t *testing.T) {
	for name, p := range Providers {
		for _, taint := range append(p.SpotTaints, p.NoticeTaint) {
			if err := CheckTaint(taint); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

func TestAMistakeInANodeNamesTheFlagAndTheValue(t *testing.T) {
	for want, change := range map[string]func(*Node){
		`node name "A"`:            func(n *Node) { n.Name = "A" },
		`--capacity "spott"`:       func(n *Node) { n.Capacity = "spott" },
		`--provider "azure"`:       func(n *Node) { n.Provider = "azure" },
		`--zone "a b"`:             func(n *Node) { n.Zone = "a b" },
		`--instance-type ""`:       func(n *Node) { n.InstanceType = "" },
		`--gpus -1`:                func(n *Node) { n.GPUs = -1 },
		`--taint "x=y"`:            func(n *Node) { n.Taints = []string{"x=y"} },
		`--taint "x:NoWhere"`:      func(n *Node) { n.Taints = []string{"x:NoWhere"} },
		`--taint "x y:NoSchedule"`: func(n *Node) { n.Taints = []string{"x y:NoSchedule"} },
	} {
		n := spot("a")
		change(&n)
		if err := n.Check(); err == nil || !strings.HasPrefix(err.Error(), want) || !strings.Contains(err.Error(), ": use ") {
			t.Errorf("want %s …: use …, got %v", want, err)
		}
	}
	if err := spot("a").Check(); err != nil {
		t.Error(err)
	}
}

func TestLabelsAreParsedOrRefused(t *testing.T) {
	got, err := ParseLabels([]string{"a=b", "x.y/z="})
	if err != nil || got["a"] != "b" || got["x.y/z"] != "" || len(got) != 2 {
		t.Errorf("%v, %v", got, err)
	}
	if _, err := ParseLabels([]string{"a"}); err == nil || !strings.Contains(err.Error(), `--label "a"`) {
		t.Errorf("%v", err)
	}
}

func TestOnLoopbackNothingTakesAUsualPort(t *testing.T) {
	c := Cluster{Name: "x", Dir: "/s/x", Mode: ControlPlane, APIPort: 40001, EtcdPort: 40002, PeerPort: 40003, NodeGrace: time.Second}
	for _, cmd := range []Command{c.Etcd(), c.APIServer(), c.Controllers(), c.Scheduler()} {
		line := strings.Join(cmd.Argv, " ")
		for _, usual := range []string{":2379", ":2380", "=443", "0.0.0.0"} {
			if strings.Contains(line, usual) {
				t.Errorf("%s has %s: %s", cmd.Name, usual, line)
			}
		}
		if cmd.Inside {
			t.Errorf("%s would run in a namespace that is not there", cmd.Name)
		}
	}
	for _, cmd := range []Command{c.Controllers(), c.Scheduler()} {
		if !slices.Contains(cmd.Argv, "--secure-port=0") {
			t.Errorf("%s serves on a port of the machine", cmd.Name)
		}
	}
}

func TestWithNodesEverythingRunsInTheControlPlanesNamespace(t *testing.T) {
	c := Cluster{Name: "x", Dir: "/s/x", Mode: WithNodes, EtcdPort: 2379, PeerPort: 2380, S3: &S3{Region: "r"}}
	for _, cmd := range []Command{c.Etcd(), c.APIServer(), c.Controllers(), c.Scheduler(), c.Versitygw()} {
		if !cmd.Inside {
			t.Errorf("%s runs on the machine's own network", cmd.Name)
		}
	}
}

func TestAKubeletRegistersWithLabelsInOrderAndTaintsOnlyIfThereAreAny(t *testing.T) {
	n := spot("a")
	line := strings.Join(n.Kubelet("/b", "/c", "/k"), " ")
	if !strings.Contains(line, "--node-labels=karpenter.sh/capacity-type=spot,node.kubernetes.io/instance-type=local.large,topology") {
		t.Error(line)
	}
	if strings.Contains(line, "register-with-taints") {
		t.Error("taints without taints: " + line)
	}
	n.Taints = []string{"a=b:NoSchedule"}
	if !strings.Contains(strings.Join(n.Kubelet("/b", "/c", "/k"), " "), "--register-with-taints=a=b:NoSchedule") {
		t.Error("no taint")
	}
}
