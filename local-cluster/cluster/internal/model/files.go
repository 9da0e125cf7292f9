package model

import (
	"encoding/base64"
	"fmt"
)

// PauseImage is every pod's sandbox; BusyboxImage is there for a quick look. Both are made here, from no registry.
const (
	PauseImage   = "keepstep.local/pause:1"
	BusyboxImage = "keepstep.local/busybox:1"
)

// KubeletConfig: caFile as the node sees it.
func (n Node) KubeletConfig(caFile string) string {
	return fmt.Sprintf(`apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
# Since 1.35 a kubelet refuses cgroup v1 unless told otherwise; many machines and microVMs still have it.
failCgroupV1: false
cgroupDriver: cgroupfs
containerRuntimeEndpoint: unix:///run/containerd/containerd.sock
# The node's cgroup is not the machine's: the kubelet has nothing to reserve there.
enforceNodeAllocatable: []
# The wanted kernel settings are bound over /proc/sys in the node, so there is nothing to change on the machine.
protectKernelDefaults: true
makeIPTablesUtilChains: false
failSwapOn: false
registerNode: true
providerID: keepstep:///%s/%s
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: %s}}
authorization: {mode: Webhook}
clusterDNS: []
resolvConf: /dev/null
nodeStatusUpdateFrequency: 1s
nodeStatusReportFrequency: 10s
nodeLeaseDurationSeconds: 4
syncFrequency: 5s
imageGCHighThresholdPercent: 100
imageGCLowThresholdPercent: 99
evictionHard: {memory.available: 50Mi, nodefs.available: "1%%", imagefs.available: "1%%", nodefs.inodesFree: "1%%"}
`, n.Zone, n.Name, caFile)
}

// ContainerdConfig is written in version 2, which containerd 1.6 to 2.x read.
func ContainerdConfig(cniBin, cniConf string) string {
	return fmt.Sprintf(`version = 2
disabled_plugins = ["io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs",
  "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs"]
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = %q
  # Without CAP_SYS_RESOURCE (many containers and microVMs) runc fails on a lower score than its parent's.
  restrict_oom_score_adj = true
[plugins."io.containerd.grpc.v1.cri".cni]
  bin_dir = %q
  conf_dir = %q
`, PauseImage, cniBin, cniConf)
}

// CNIConfig: a bridge per node; the control plane's namespace routes between them.
func (n Node) CNIConfig() string {
	return fmt.Sprintf(`{"cniVersion": "1.0.0", "name": "keepstep", "plugins": [
  {"type": "bridge", "bridge": "cni0", "isGateway": true,
   "ipam": {"type": "host-local", "ranges": [[{"subnet": "%s"}]], "routes": [{"dst": "0.0.0.0/0"}], "dataDir": "/run/cni"}},
  {"type": "loopback"}]}
`, n.PodRange())
}

// KernelSettings are what the kubelet insists on (protectKernelDefaults), by path below /proc/sys.
var KernelSettings = map[string]string{
	"vm/overcommit_memory":      "1",
	"vm/panic_on_oom":           "0",
	"kernel/panic":              "10",
	"kernel/panic_on_oops":      "1",
	"kernel/keys/root_maxkeys":  "1000000",
	"kernel/keys/root_maxbytes": "25000000",
}

// Kubeconfig with everything in it, so that it can be copied away.
func Kubeconfig(server string, ca, cert, key []byte) []byte {
	return fmt.Appendf(nil, `apiVersion: v1
kind: Config
current-context: keepstep
clusters: [{name: keepstep, cluster: {server: "%s", certificate-authority-data: %s}}]
users: [{name: keepstep, user: {client-certificate-data: %s, client-key-data: %s}}]
contexts: [{name: keepstep, context: {cluster: keepstep, user: keepstep, namespace: default}}]
`, server, b64(ca), b64(cert), b64(key))
}

func b64(b []byte) string { return base64.StdEncoding.EncodeToString(b) }
