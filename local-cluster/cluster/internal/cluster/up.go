package cluster

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"keepstep.dev/local-cluster/internal/cgroup"
	"keepstep.dev/local-cluster/internal/image"
	"keepstep.dev/local-cluster/internal/kube"
	"keepstep.dev/local-cluster/internal/model"
	"keepstep.dev/local-cluster/internal/network"
	"keepstep.dev/local-cluster/internal/preflight"
	"keepstep.dev/local-cluster/internal/proc"
	"keepstep.dev/local-cluster/internal/store"
)

// UpOptions are what `up` can be asked for.
type UpOptions struct {
	Name      string
	Mode      model.Mode
	NodeGrace time.Duration
	Port      int // of the API on loopback; 0 picks a free one
	S3        bool
	S3Port    int
	Versity   string // path of versitygw; empty looks beside this program and on PATH
	Replace   bool
	NoInstall bool
	// Owner, if not 0, is a process at whose end the cluster is taken down.
	Owner int
	// Audit has the API server keep an audit log.
	Audit bool
}

// Up brings a control plane up, after clearing away what an `up` that died left behind. Interrupted, it leaves nothing. When it
// fails it ends what it started and leaves the logs and nothing else: no key outlives its cluster. The next up or down clears
// these away too.
func Up(o UpOptions, say Say) (model.Cluster, error) {
	c, err := model.NewCluster(o.Name, store.Root(), o.Mode)
	if err != nil {
		return c, err
	}
	if o.NodeGrace < 3*time.Second {
		return c, fmt.Errorf("--node-grace %s: use 3s or more, since a kubelet reports every second", o.NodeGrace)
	}
	if o.S3 && o.Mode != model.WithNodes {
		return c, fmt.Errorf("--s3 needs nodes and so no --only: without a cluster, run versitygw by itself")
	}
	if c.Tools, err = findTools(o, say); err != nil {
		return c, err
	}
	if o.Mode == model.WithNodes {
		if err := suitable(); err != nil {
			return c, err
		}
	}
	lock, err := store.Acquire(c.Dir, "up", patience)
	if err != nil {
		return c, err
	}
	defer lock.Release()
	if err := clearFormer(c, o.Replace, say); err != nil {
		return c, err
	}
	c.NodeGrace, c.Audit = o.NodeGrace, o.Audit
	h := &Handle{Cluster: c, lock: lock}
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(signals)
	h.interrupted = signals
	err = h.up(o, say)
	if h.wasInterrupted() { // also in the last moment, when nobody waited for anything any more
		err = errInterrupted
	}
	switch {
	case errors.Is(err, errInterrupted):
		if cleared := remains(h.Cluster); cleared != nil {
			return h.Cluster, errors.Join(err, cleared)
		}
		lock.Remove()
	case err != nil:
		err = errors.Join(err, endAll(h.Cluster), keepOnlyLogs(h.Cluster))
	}
	return h.Cluster, err
}

// suitable refuses a machine on which nodes cannot run, before anything is started on it.
func suitable() error {
	failed := preflight.Failed(preflight.All(preflight.Needs{Memory: 500e6, Disk: 500e6, StateRoot: store.Root()}))
	if len(failed) == 0 {
		return nil
	}
	var all []string
	for _, c := range failed {
		all = append(all, fmt.Sprintf("%s (%s): %s", c.Name, c.Found, c.Mend))
	}
	return fmt.Errorf("nodes cannot run on this machine for want of %s", strings.Join(all, "; and of "))
}

// clearFormer makes sure that nothing of a former cluster of this name is left; one that runs is only taken down when asked.
func clearFormer(c model.Cluster, replace bool, say Say) error {
	old, err := store.Load(c.Dir)
	if err == nil && old.Phase == model.Running && proc.Load(PidFile(old, "kube-apiserver")).Alive() && !replace {
		return fmt.Errorf("cluster %q is up already: take it down first, add --replace, or choose another --name", c.Name)
	}
	if err == nil {
		say("cleared    what was left of the former cluster %q", c.Name)
		c = old
	}
	return remains(c)
}

func (h *Handle) up(o UpOptions, say Say) error {
	began := time.Now()
	for _, d := range []string{"", "pki", "log", "pid", "images", "nodes", "template/var-lib", "s3/data", "s3/versions"} {
		if err := os.MkdirAll(h.Path(d), 0o700); err != nil {
			return err
		}
	}
	if err := h.choosePorts(o); err != nil {
		return err
	}
	if o.S3 {
		h.S3 = &model.S3{AccessKey: "keepstep", SecretKey: "keepstep-secret", Region: "us-east-1"}
	}
	if err := h.save(); err != nil {
		return err
	}
	if err := h.guard(o.Owner); err != nil {
		return err
	}
	if h.Mode == model.WithNodes {
		if err := h.machine(); err != nil {
			return err
		}
	}
	if err := h.start(h.Etcd()); err != nil { // it gets going while the keys are made
		return err
	}
	apiListener, err := h.listener(o.Port)
	if err != nil {
		return err
	}
	if err := h.certificates(); err != nil {
		return err
	}
	if h.Audit {
		if err := store.WriteFile(h.Path("audit-policy.yaml"), []byte(model.AuditPolicy), 0o600); err != nil {
			return err
		}
	}
	if err := h.start(h.APIServer()); err != nil {
		return err
	}
	if err := h.relay("relay", apiListener, model.ControlPlaneAddress+":443"); err != nil {
		return err
	}
	if h.S3 != nil {
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", o.S3Port))
		if err != nil {
			return fmt.Errorf("--s3-port %d: %w: choose another, or 0 for any", o.S3Port, err)
		}
		h.S3.HostPort = l.Addr().(*net.TCPAddr).Port
		if err := h.relay("s3-relay", l, fmt.Sprintf("%s:%d", model.S3Address, model.S3Port)); err != nil {
			return err
		}
		if err := h.startS3(); err != nil {
			return err
		}
	}
	if h.Mode == model.WithNodes {
		if err := h.baseImages(); err != nil {
			return err
		}
	}
	k, err := h.kube()
	if err != nil {
		return err
	}
	if err := h.awaitAPI(k); err != nil {
		return err
	}
	if err := h.controllers(k); err != nil {
		return err
	}
	h.Phase = model.Running
	if err := h.save(); err != nil {
		return err
	}
	say("started    Kubernetes %s (%s) at %s in %.1f s", model.KubernetesVersion, h.Mode, h.Server(), time.Since(began).Seconds())
	return nil
}

// machine prepares what belongs to the machine: network namespaces, and the controllers of cgroup version 2.
func (h *Handle) machine() error {
	hs, err := cgroup.Detect()
	if err != nil {
		return err
	}
	if hs[0].V2() {
		if h.AddedV2Controllers, err = cgroup.HandDown(cgroup.Root); err != nil {
			return err
		}
		if err := h.save(); err != nil {
			return err
		}
	}
	return network.UpControlPlane(h.Cluster)
}

// choosePorts: in a namespace of its own etcd has its usual ports; on the machine's loopback it takes free ones.
func (h *Handle) choosePorts(o UpOptions) error {
	h.EtcdPort, h.PeerPort, h.APIPort = 2379, 2380, o.Port
	if h.Mode == model.WithNodes {
		return nil
	}
	ports := []*int{&h.EtcdPort, &h.PeerPort}
	if o.Port == 0 {
		ports = append(ports, &h.APIPort)
	}
	for _, p := range ports {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		defer l.Close() // all at the end, so that they differ
		*p = l.Addr().(*net.TCPAddr).Port
	}
	return nil
}

// listener opens the API's loopback port here and now, and the relay inherits it: nobody else can take it in between.
func (h *Handle) listener(port int) (net.Listener, error) {
	if h.Mode != model.WithNodes {
		return nil, nil
	}
	l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return nil, fmt.Errorf("--port %d: %w: choose another, or 0 for any", port, err)
	}
	h.APIPort = l.Addr().(*net.TCPAddr).Port
	return l, h.save()
}

func (h *Handle) relay(name string, l net.Listener, address string) error {
	if l == nil {
		return nil
	}
	defer l.Close()
	f, err := l.(*net.TCPListener).File()
	if err != nil {
		return err
	}
	defer f.Close()
	cmd := model.Command{Name: name, Argv: []string{h.Tools.Self, "relay", network.Path(h.ControlPlaneNetns()), address}}
	return h.start(cmd, f)
}

// controllers starts controller manager and scheduler and waits for what pods need: the default service account.
func (h *Handle) controllers(k *kube.Client) error {
	if h.Mode == model.API {
		return nil
	}
	if err := h.start(h.Controllers()); err != nil {
		return err
	}
	if err := h.start(h.Scheduler()); err != nil {
		return err
	}
	return h.await("the default service account was there", 2*time.Minute, func() error {
		return k.Get(context.Background(), "/api/v1/namespaces/default/serviceaccounts/default", nil)
	}, "kube-controller-manager", "kube-scheduler")
}

// baseImages makes the two images that every node has.
func (h *Handle) baseImages() error {
	pause, err := image.Pause(model.PauseImage, h.Tools.Pause)
	if err != nil {
		return err
	}
	images := map[string]image.Image{"pause": pause}
	if h.Tools.Busybox != "" {
		if images["busybox"], err = image.Busybox(model.BusyboxImage, h.Tools.Busybox); err != nil {
			return err
		}
	}
	for name, i := range images {
		b, err := i.Archive()
		if err != nil {
			return err
		}
		if err := store.WriteFile(filepath.Join(h.Path("images"), name+".tar"), b, 0o600); err != nil {
			return err
		}
	}
	return nil
}
