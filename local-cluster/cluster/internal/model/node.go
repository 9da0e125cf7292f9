package model

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// NodeState is what the tool did to a node; what Kubernetes makes of it is in the Node object.
type NodeState string

const (
	NodeUp          NodeState = "up"
	NodePartitioned NodeState = "partitioned"
	NodeDead        NodeState = "dead"
)

// Node is one machine of the cluster: a set of namespaces with a kubelet and containerd of its own.
type Node struct {
	Name         string            `json:"name"`
	Index        int               `json:"index"`
	Capacity     string            `json:"capacity"`
	Provider     string            `json:"provider"`
	Zone         string            `json:"zone"`
	InstanceType string            `json:"instanceType"`
	GPUs         int               `json:"gpus"`
	Labels       map[string]string `json:"labels,omitempty"`
	Taints       []string          `json:"taints,omitempty"`
	State        NodeState         `json:"state"`
	// MachineID and BootID are what the kubelet reports; a reboot changes the second, a new machine both.
	MachineID string `json:"machineID"`
	BootID    string `json:"bootID"`
}

// Provider is how one cloud marks spot and on-demand nodes, and how it tells that one is about to go.
type Provider struct {
	SpotLabels, OnDemandLabels map[string]string
	SpotTaints                 []string
	NoticeTaint                string
}

// Providers: labels and taints as each cloud's own documentation has them.
var Providers = map[string]Provider{
	"karpenter": {
		SpotLabels:     map[string]string{"karpenter.sh/capacity-type": "spot"},
		OnDemandLabels: map[string]string{"karpenter.sh/capacity-type": "on-demand"},
		NoticeTaint:    "aws-node-termination-handler/spot-itn:NoSchedule",
	},
	"eks": {
		SpotLabels:     map[string]string{"eks.amazonaws.com/capacityType": "SPOT"},
		OnDemandLabels: map[string]string{"eks.amazonaws.com/capacityType": "ON_DEMAND"},
		NoticeTaint:    "aws-node-termination-handler/spot-itn:NoSchedule",
	},
	"gke": {
		SpotLabels:  map[string]string{"cloud.google.com/gke-spot": "true"},
		SpotTaints:  []string{"cloud.google.com/gke-spot=true:NoSchedule"},
		NoticeTaint: "cloud.google.com/impending-node-termination:NoSchedule",
	},
	"aks": {
		SpotLabels:  map[string]string{"kubernetes.azure.com/scalesetpriority": "spot"},
		SpotTaints:  []string{"kubernetes.azure.com/scalesetpriority=spot:NoSchedule"},
		NoticeTaint: "remediator.kubernetes.azure.com/unschedulable:NoSchedule",
	},
}

var (
	nodeName = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$`)
	taint    = regexp.MustCompile(`^[A-Za-z0-9./_-]+(=[A-Za-z0-9._-]*)?:(NoSchedule|PreferNoSchedule|NoExecute)$`)
	label    = regexp.MustCompile(`^[A-Za-z0-9./_-]+=[A-Za-z0-9._-]*$`)
	word     = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$`)
)

// Check says in one sentence what is wrong with a node as asked for.
func (n Node) Check() error {
	switch {
	case !nodeName.MatchString(n.Name):
		return fmt.Errorf("node name %q: use 1 to 40 lower-case letters, digits and dashes", n.Name)
	case n.Capacity != "spot" && n.Capacity != "on-demand":
		return fmt.Errorf("--capacity %q: use spot or on-demand", n.Capacity)
	case Providers[n.Provider].NoticeTaint == "":
		return fmt.Errorf("--provider %q: use %s", n.Provider, strings.Join(slices.Sorted(maps.Keys(Providers)), ", "))
	case !word.MatchString(n.Zone):
		return fmt.Errorf("--zone %q: use a label value such as zone-a", n.Zone)
	case !word.MatchString(n.InstanceType):
		return fmt.Errorf("--instance-type %q: use a label value such as local.large", n.InstanceType)
	case n.GPUs < 0 || n.GPUs > 64:
		return fmt.Errorf("--gpus %d: use 0 to 64", n.GPUs)
	}
	for _, t := range n.Taints {
		if err := CheckTaint(t); err != nil {
			return err
		}
	}
	return nil
}

// CheckTaint wants KEY[=VALUE]:EFFECT.
func CheckTaint(t string) error {
	if !taint.MatchString(t) {
		return fmt.Errorf("--taint %q: use KEY[=VALUE]:EFFECT with effect NoSchedule, PreferNoSchedule or NoExecute", t)
	}
	return nil
}

// ParseLabels reads KEY=VALUE arguments.
func ParseLabels(args []string) (map[string]string, error) {
	out := map[string]string{}
	for _, a := range args {
		if !label.MatchString(a) {
			return nil, fmt.Errorf("--label %q: use KEY=VALUE", a)
		}
		k, v, _ := strings.Cut(a, "=")
		out[k] = v
	}
	return out, nil
}

// AllLabels are the labels that the node registers with: those a cloud's node of its kind has, then the user's own.
func (n Node) AllLabels() map[string]string {
	out := map[string]string{
		"topology.kubernetes.io/region":    "local",
		"topology.kubernetes.io/zone":      n.Zone,
		"node.kubernetes.io/instance-type": n.InstanceType,
	}
	p := Providers[n.Provider]
	if n.Capacity == "spot" {
		maps.Copy(out, p.SpotLabels)
	} else {
		maps.Copy(out, p.OnDemandLabels)
	}
	maps.Copy(out, n.Labels)
	return out
}

// AllTaints are the taints that the node registers with.
func (n Node) AllTaints() []string {
	var out []string
	if n.Capacity == "spot" {
		out = append(out, Providers[n.Provider].SpotTaints...)
	}
	return append(out, n.Taints...)
}

// FreeIndex is the lowest number that no node has: it decides addresses, which a dead node keeps until it is removed.
func (c Cluster) FreeIndex() (int, error) {
	used := map[int]bool{}
	for _, n := range c.Nodes {
		used[n.Index] = true
	}
	for i := 1; i <= MaxNodes; i++ {
		if !used[i] {
			return i, nil
		}
	}
	return 0, fmt.Errorf("cluster %s has %d nodes, which is the most: remove one with `node rm`", c.Name, MaxNodes)
}
