package model

import "fmt"

// The address plan. It is the same in every cluster: each one lives in network namespaces of its own that no route leads
// into, so two clusters never meet, and only the loopback ports have to differ.
const (
	// ControlPlaneAddress is the bridge that all nodes hang on: their gateway.
	ControlPlaneAddress = "10.77.0.1"
	// S3Address is on the same bridge, so that a node cut off the network is cut off S3 too.
	S3Address = "10.77.0.2"
	S3Port    = 7070
	// ServiceAddress is the `kubernetes` Service. No kube-proxy: the API server simply has this address.
	ServiceAddress = "10.96.0.1"
	ServiceRange   = "10.96.0.0/24"
	// MaxNodes is bounded by the pod ranges 10.78.N.0/24.
	MaxNodes = 240
)

// Address is the node's own address.
func (n Node) Address() string { return fmt.Sprintf("10.77.1.%d", n.Index) }

// PodRange is what the node's CNI hands out.
func (n Node) PodRange() string { return fmt.Sprintf("10.78.%d.0/24", n.Index) }

// Link is the control plane's end of the node's cable: taking it down cuts the node off.
func (n Node) Link() string { return fmt.Sprintf("v%d", n.Index) }

// ControlPlaneNetns and NodeNetns are the names under /run/netns.
func (c Cluster) ControlPlaneNetns() string { return c.NetnsPrefix() + "cp" }

// NodeNetns is the name of a node's network namespace. The dot keeps a node named "cp" apart from the control plane.
func (c Cluster) NodeNetns(node string) string { return c.NetnsPrefix() + "node." + node }

// NetnsPrefix begins the names of all network namespaces of this cluster and of no other: an ID holds no dot.
func (c Cluster) NetnsPrefix() string { return "keepstep." + c.ID + "." }

// CgroupName is the one cgroup (in each hierarchy) that all nodes of the cluster are in.
func (c Cluster) CgroupName() string { return "keepstep." + c.ID }

// Server is the API's address as seen from outside the namespaces.
func (c Cluster) Server() string { return fmt.Sprintf("https://127.0.0.1:%d", c.APIPort) }

// InternalServer is the API's address as the control plane's own parts and the nodes see it.
func (c Cluster) InternalServer() string {
	if c.Mode == WithNodes {
		return "https://" + ControlPlaneAddress + ":443"
	}
	return c.Server()
}

// PodEndpoint and HostEndpoint are the two addresses of the object store.
func (S3) PodEndpoint() string { return fmt.Sprintf("http://%s:%d", S3Address, S3Port) }

// HostEndpoint is where the machine itself reaches the object store.
func (s S3) HostEndpoint() string { return fmt.Sprintf("http://127.0.0.1:%d", s.HostPort) }
