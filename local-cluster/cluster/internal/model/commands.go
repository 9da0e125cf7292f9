package model

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Command is one long-running program of the control plane.
type Command struct {
	Name string
	// Argv begins with the program's path.
	Argv []string
	Env  []string
	// Inside says that it runs in the control plane's network namespace rather than in the machine's.
	Inside bool
}

// EtcdURL is where etcd listens, in the control plane's network namespace.
func (c Cluster) EtcdURL() string { return fmt.Sprintf("http://127.0.0.1:%d", c.EtcdPort) }

// Etcd keeps nothing that must outlive the cluster, so it need not wait for the disk.
func (c Cluster) Etcd() Command {
	client, peer := c.EtcdURL(), fmt.Sprintf("http://127.0.0.1:%d", c.PeerPort)
	return c.component("etcd",
		"--data-dir="+c.Path("etcd"), "--unsafe-no-fsync", "--log-level=warn",
		"--listen-client-urls="+client, "--advertise-client-urls="+client,
		"--listen-peer-urls="+peer, "--initial-advertise-peer-urls="+peer, "--initial-cluster=default="+peer)
}

// APIServer has the defaults of 1.36 in admission, which include PodSecurity and ValidatingAdmissionPolicy.
func (c Cluster) APIServer() Command {
	pki := func(f string) string { return c.Path("pki", f) }
	args := []string{
		"--etcd-servers=" + c.EtcdURL(),
		"--tls-cert-file=" + pki("apiserver.crt"), "--tls-private-key-file=" + pki("apiserver.key"),
		"--client-ca-file=" + pki("ca.crt"),
		"--service-account-issuer=https://kubernetes.default.svc",
		"--service-account-key-file=" + pki("sa.pub"), "--service-account-signing-key-file=" + pki("sa.key"),
		"--service-cluster-ip-range=" + ServiceRange,
		"--authorization-mode=Node,RBAC", "--enable-admission-plugins=NodeRestriction",
		"--endpoint-reconciler-type=none", "--allow-privileged", "--profiling=false",
		// Otherwise a stop waits for the watches of clients that have no reason to end them.
		"--shutdown-delay-duration=0s",
		// The kubelets' own addresses: by default logs and exec would look a node's name up in DNS, of which there is none.
		"--kubelet-preferred-address-types=InternalIP",
		"--kubelet-client-certificate=" + pki("apiserver-kubelet.crt"), "--kubelet-client-key=" + pki("apiserver-kubelet.key"),
	}
	if c.Mode == WithNodes {
		args = append(args, "--bind-address=0.0.0.0", "--secure-port=443", "--advertise-address="+ControlPlaneAddress)
	} else {
		args = append(args, "--bind-address=127.0.0.1", fmt.Sprintf("--secure-port=%d", c.APIPort))
	}
	if c.Mode == API {
		// Nobody makes service accounts there, and without one no pod could be created.
		args = append(args, "--disable-admission-plugins=ServiceAccount")
	}
	if c.Audit {
		args = append(args, "--audit-policy-file="+c.Path("audit-policy.yaml"), "--audit-log-path="+c.Path("log", "audit.log"))
	}
	return c.component("kube-apiserver", args...)
}

// AuditPolicy has every request written down once, when it is answered: who, which verb on what, and the answer's code.
const AuditPolicy = `apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
omitManagedFields: true
rules: [{level: Metadata}]
`

// Controllers leaves out what only a cloud provider or a node address allocator has a use for.
func (c Cluster) Controllers() Command {
	args := []string{
		"--kubeconfig=" + c.Path("kcm.kubeconfig"), "--leader-elect=false", "--profiling=false",
		"--controllers=*,-nodeipam,-cloud-node-lifecycle,-service-lb-controller,-node-route-controller",
		"--use-service-account-credentials",
		"--service-account-private-key-file=" + c.Path("pki", "sa.key"), "--root-ca-file=" + c.Path("pki", "ca.crt"),
		"--node-monitor-period=1s", "--node-monitor-grace-period=" + c.NodeGrace.String(),
		// Defaults of 20 and 30 make a thousand pods wait 50 s for their controller.
		"--kube-api-qps=500", "--kube-api-burst=1000",
	}
	return c.component("kube-controller-manager", append(args, c.servePort()...)...)
}

// Scheduler is the default one.
func (c Cluster) Scheduler() Command {
	args := []string{"--kubeconfig=" + c.Path("scheduler.kubeconfig"), "--leader-elect=false", "--profiling=false",
		"--kube-api-qps=500", "--kube-api-burst=1000"}
	return c.component("kube-scheduler", append(args, c.servePort()...)...)
}

// servePort: in a namespace of its own a component serves its health where it always does; on the machine's own loopback,
// where other clusters may run, it serves nothing.
func (c Cluster) servePort() []string {
	if c.Mode == WithNodes {
		return []string{"--bind-address=127.0.0.1"}
	}
	return []string{"--secure-port=0"}
}

// Versitygw serves a folder as S3.
func (c Cluster) Versitygw() Command {
	return Command{
		Name: "s3", Inside: true,
		Argv: []string{c.Tools.Versitygw, "--port", fmt.Sprintf("%s:%d", S3Address, S3Port), "--region", c.S3.Region,
			"posix", "--versioning-dir", c.Path("s3", "versions"), c.Path("s3", "data")},
		Env: []string{"ROOT_ACCESS_KEY=" + c.S3.AccessKey, "ROOT_SECRET_KEY=" + c.S3.SecretKey},
	}
}

func (c Cluster) component(name string, args ...string) Command {
	return Command{Name: name, Argv: append([]string{c.Tools.Components, name}, args...), Inside: c.Mode == WithNodes}
}

// Kubelet is the command line of a node's kubelet; binary, config and kubeconfig are paths as the node sees them.
func (n Node) Kubelet(binary, config, kubeconfig string) []string {
	argv := []string{binary, "kubelet", "--config=" + config, "--kubeconfig=" + kubeconfig, "--hostname-override=" + n.Name,
		"--node-ip=" + n.Address(), "--cert-dir=/run/keepstep/kubelet-pki", "--v=2"}
	var labels []string
	for _, k := range slices.Sorted(maps.Keys(n.AllLabels())) {
		labels = append(labels, k+"="+n.AllLabels()[k])
	}
	argv = append(argv, "--node-labels="+strings.Join(labels, ","))
	if t := n.AllTaints(); len(t) > 0 {
		argv = append(argv, "--register-with-taints="+strings.Join(t, ","))
	}
	return argv
}
