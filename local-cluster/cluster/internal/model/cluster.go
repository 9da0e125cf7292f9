// Package model is what a local cluster is: names, addresses, nodes, and the command lines and files that follow from them.
// It is pure: no process, no file and no clock, so that all of it is tested in memory.
package model

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"regexp"
	"time"
)

// KubernetesVersion is what the components are built from; go.mod pins the same.
const KubernetesVersion = "v1.36.3"

// Mode says how much of a cluster runs.
type Mode string

const (
	// WithNodes is the whole: a control plane in a network namespace of its own, and nodes. It needs root.
	WithNodes Mode = "nodes"
	// ControlPlane is etcd, API server, controllers and scheduler on loopback. It needs no root and can have no nodes.
	ControlPlane Mode = "control-plane"
	// API is etcd and the API server alone on loopback.
	API Mode = "api"
)

// Cluster is everything that has to be known of a cluster to work on it again later; the state file holds it.
type Cluster struct {
	Name string `json:"name"`
	// ID tells this cluster's namespaces and cgroups from those of a cluster of the same name in another state folder.
	ID        string        `json:"id"`
	Dir       string        `json:"dir"`
	Phase     Phase         `json:"phase"`
	Mode      Mode          `json:"mode"`
	APIPort   int           `json:"apiPort"`
	EtcdPort  int           `json:"etcdPort"`
	PeerPort  int           `json:"peerPort"`
	NodeGrace time.Duration `json:"nodeGrace"`
	Tools     Tools         `json:"tools"`
	S3        *S3           `json:"s3,omitempty"`
	// Audit says that the API server writes down who asked for what.
	Audit bool   `json:"audit,omitempty"`
	Nodes []Node `json:"nodes"`
	// AddedV2Controllers are those that up had to hand down from the machine's root cgroup, for down to take back.
	AddedV2Controllers []string `json:"addedV2Controllers,omitempty"`
}

// Phase is how far up has come. A cluster found Starting when nobody holds its lock is the remains of an up that died.
type Phase string

const (
	Starting Phase = "starting"
	Running  Phase = "running"
)

// Tools are the absolute paths of the programs that a cluster runs.
type Tools struct {
	Self       string `json:"self"`
	Components string `json:"components"`
	Pause      string `json:"pause,omitempty"`
	Containerd string `json:"containerd,omitempty"`
	Ctr        string `json:"ctr,omitempty"`
	CNI        string `json:"cni,omitempty"`
	Busybox    string `json:"busybox,omitempty"`
	Versitygw  string `json:"versitygw,omitempty"`
}

// S3 is the cluster's object store. Its credentials guard nothing: it is reachable on loopback and inside the cluster only.
type S3 struct {
	HostPort  int    `json:"hostPort"`
	AccessKey string `json:"accessKey"`
	SecretKey string `json:"secretKey"`
	Region    string `json:"region"`
}

var clusterName = regexp.MustCompile(`^[a-z][a-z0-9-]{0,19}$`)

// NewCluster checks the name and derives what follows from name and folder.
func NewCluster(name, stateRoot string, mode Mode) (Cluster, error) {
	if !clusterName.MatchString(name) {
		return Cluster{}, fmt.Errorf("cluster name %q: use 1 to 20 lower-case letters, digits and dashes, a letter first", name)
	}
	dir := filepath.Join(stateRoot, name)
	return Cluster{Name: name, ID: ID(name, dir), Dir: dir, Phase: Starting, Mode: mode}, nil
}

// ID is the name and six hex digits of the folder's hash: readable in `ip netns`, and never another cluster's.
func ID(name, dir string) string {
	sum := sha256.Sum256([]byte(dir))
	return name + "-" + hex.EncodeToString(sum[:3])
}

// Path is a file or folder in the cluster's folder.
func (c Cluster) Path(parts ...string) string {
	return filepath.Join(append([]string{c.Dir}, parts...)...)
}

// Kubeconfig is the administrator's.
func (c Cluster) Kubeconfig() string { return c.Path("admin.kubeconfig") }

// Node returns the node of that name, or nil.
func (c *Cluster) Node(name string) *Node {
	for i := range c.Nodes {
		if c.Nodes[i].Name == name {
			return &c.Nodes[i]
		}
	}
	return nil
}
