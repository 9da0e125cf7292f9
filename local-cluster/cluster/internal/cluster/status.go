package cluster

import (
	"context"
	"time"

	"keepstep.dev/local-cluster/internal/kube"
	"keepstep.dev/local-cluster/internal/model"
	"keepstep.dev/local-cluster/internal/proc"
)

// Status is a cluster as it is now; `status --format json` prints it, and what reads that may rely on these names.
type Status struct {
	Name       string            `json:"name"`
	Version    string            `json:"kubernetesVersion"`
	Mode       model.Mode        `json:"mode"`
	Phase      model.Phase       `json:"phase"`
	Dir        string            `json:"dir"`
	Kubeconfig string            `json:"kubeconfig"`
	Server     string            `json:"server"`
	Datastore  string            `json:"datastore"` // etcd's URL, in the control plane's network namespace
	S3         *S3Status         `json:"s3,omitempty"`
	Components []ComponentStatus `json:"components"`
	Nodes      []NodeStatus      `json:"nodes"`
}

// S3Status has all that a client needs.
type S3Status struct {
	PodEndpoint  string `json:"podEndpoint"`
	HostEndpoint string `json:"hostEndpoint"`
	AccessKey    string `json:"accessKey"`
	SecretKey    string `json:"secretKey"`
	Region       string `json:"region"`
	Running      bool   `json:"running"`
}

// ComponentStatus is one program of the control plane.
type ComponentStatus struct {
	Name    string `json:"name"`
	Pid     int    `json:"pid"`
	Running bool   `json:"running"`
}

// NodeStatus is what the tool knows and, under ready, what Kubernetes thinks: True, False, Unknown, or empty without an object.
type NodeStatus struct {
	model.Node
	Address string `json:"address"`
	Pid     int    `json:"pid"`
	Running bool   `json:"running"`
	Ready   string `json:"ready"`
}

// Look gathers a Status. An API server that does not answer leaves every node's ready empty.
func Look(c model.Cluster) Status {
	s := Status{Name: c.Name, Version: model.KubernetesVersion, Mode: c.Mode, Phase: c.Phase, Dir: c.Dir,
		Kubeconfig: c.Kubeconfig(), Server: c.Server(), Datastore: c.EtcdURL(), Components: []ComponentStatus{}, Nodes: []NodeStatus{}}
	names := []string{"etcd", "kube-apiserver"}
	if c.Mode != model.API {
		names = append(names, "kube-controller-manager", "kube-scheduler")
	}
	if c.Mode == model.WithNodes {
		names = append(names, "relay")
	}
	if c.S3 != nil {
		names = append(names, "s3", "s3-relay")
		s.S3 = &S3Status{c.S3.PodEndpoint(), c.S3.HostEndpoint(), c.S3.AccessKey, c.S3.SecretKey, c.S3.Region,
			proc.Load(PidFile(c, "s3")).Alive()}
	}
	for _, name := range names {
		id := proc.Load(PidFile(c, name))
		s.Components = append(s.Components, ComponentStatus{name, id.Pid, id.Alive()})
	}
	objects := map[string]kube.Node{}
	if k, err := kube.New(c); err == nil && len(c.Nodes) > 0 {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		objects, _ = k.Nodes(ctx)
	}
	for _, n := range c.Nodes {
		id := NodeProcess(c, n.Name)
		s.Nodes = append(s.Nodes, NodeStatus{n, n.Address(), id.Pid, id.Alive(), objects[n.Name].Ready()})
	}
	return s
}
