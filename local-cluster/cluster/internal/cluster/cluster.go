// Package cluster is the verbs: what they do, in what order, under which lock. What is done is computed by model; here are
// the effects.
package cluster

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"keepstep.dev/local-cluster/internal/kube"
	"keepstep.dev/local-cluster/internal/model"
	"keepstep.dev/local-cluster/internal/nodeinit"
	"keepstep.dev/local-cluster/internal/proc"
	"keepstep.dev/local-cluster/internal/store"
)

// patience is how long a verb waits for another one on the same cluster.
const patience = 2 * time.Minute

// Say reports one thing that was done, for people.
type Say func(format string, args ...any)

// Handle is a cluster that a verb works on, with its lock held.
type Handle struct {
	model.Cluster
	lock *store.Lock
	// interrupted gets a signal when up is told to stop; nil for verbs that are over too soon to care.
	interrupted chan os.Signal
}

var errInterrupted = errors.New("interrupted; what was started has ended again")

// Dir is the folder of the cluster of that name.
func Dir(name string) (string, error) {
	c, err := model.NewCluster(name, store.Root(), model.WithNodes)
	return c.Dir, err
}

// Read loads a cluster for looking only.
func Read(name string) (model.Cluster, error) {
	dir, err := Dir(name)
	if err != nil {
		return model.Cluster{}, err
	}
	c, err := store.Load(dir)
	if errors.Is(err, store.ErrNoCluster) {
		return c, fmt.Errorf("there is no cluster %q: bring it up with `keepstep-cluster up --name %s`", name, name)
	}
	return c, err
}

// Open loads a running cluster and locks it.
func Open(name, verb string) (*Handle, error) {
	if _, err := Read(name); err != nil {
		return nil, err
	}
	dir, _ := Dir(name)
	lock, err := store.Acquire(dir, verb, patience)
	if err != nil {
		return nil, err
	}
	c, err := Read(name) // again: what was read before the lock may be old
	if err == nil && c.Phase != model.Running {
		err = fmt.Errorf("cluster %q is the remains of an `up` that did not finish: `keepstep-cluster up --name %s` starts it anew", name, name)
	}
	if err != nil {
		lock.Release()
		return nil, err
	}
	return &Handle{Cluster: c, lock: lock}, nil
}

// Close lets the next verb in.
func (h *Handle) Close() { h.lock.Release() }

func (h *Handle) save() error { return store.Save(h.Cluster) }

// withNodes refuses what only a whole cluster can do.
func (h *Handle) withNodes() error {
	if h.Mode != model.WithNodes {
		return fmt.Errorf("cluster %q was brought up with --only %s and has no nodes: bring it up without --only", h.Name, h.Mode)
	}
	return nil
}

func (h *Handle) start(cmd model.Command, files ...*os.File) error {
	spec := proc.Spec{Argv: cmd.Argv, Env: cmd.Env, Dir: h.Dir, Log: h.logFile(cmd.Name), Files: files}
	if cmd.Inside {
		spec.Netns = "/run/netns/" + h.ControlPlaneNetns()
	}
	id, err := proc.Start(spec)
	if err != nil {
		return err
	}
	return id.Save(PidFile(h.Cluster, cmd.Name))
}

// PidFile is where a component's process is written down.
func PidFile(c model.Cluster, component string) string { return c.Path("pid", component) }

// NodeProcess is the first process of a node.
func NodeProcess(c model.Cluster, node string) proc.ID { return proc.Load(nodeinit.PidFile(c, node)) }

func (h *Handle) logFile(component string) string { return h.Path("log", component+".log") }

// await polls until ready answers nil; it gives up early when one of the named components has ended, and shows its last words.
func (h *Handle) await(what string, limit time.Duration, ready func() error, components ...string) error {
	var last error
	for deadline := time.Now().Add(limit); ; time.Sleep(30 * time.Millisecond) {
		if h.wasInterrupted() {
			return errInterrupted
		}
		if last = ready(); last == nil {
			return nil
		}
		for _, name := range components {
			if !proc.Load(PidFile(h.Cluster, name)).Alive() {
				return fmt.Errorf("%s ended before %s\n%s", name, what, LastWords(h.logFile(name)))
			}
		}
		if time.Now().After(deadline) {
			msg := fmt.Sprintf("waited %s for %s: %v", limit, what, last)
			for _, name := range components {
				msg += "\n" + LastWords(h.logFile(name))
			}
			return errors.New(msg)
		}
	}
}

// wasInterrupted takes the signal, if one came.
func (h *Handle) wasInterrupted() bool {
	select {
	case <-h.interrupted:
		return true
	default:
		return false
	}
}

// LastWords are the last lines of a log, each cut to a screen's width, under the log's name.
func LastWords(path string) string {
	b, err := os.ReadFile(path)
	if err != nil || len(b) == 0 {
		return "  (" + path + " is empty)"
	}
	lines := strings.Split(strings.TrimRight(string(b), "\n"), "\n")
	lines = lines[max(0, len(lines)-8):]
	for i, l := range lines {
		if len(l) > 240 {
			l = l[:240] + "…"
		}
		lines[i] = "  | " + l
	}
	return "  the last lines of " + path + ":\n" + strings.Join(lines, "\n")
}

func (h *Handle) kube() (*kube.Client, error) { return kube.New(h.Cluster) }

// awaitAPI waits for the API server, and starts it again when it ended: on a machine that is busy or emulated one of its own
// start-up checks may be too late, and everywhere else something starts it again too.
func (h *Handle) awaitAPI(k *kube.Client) error {
	for attempt := 1; ; attempt++ {
		err := h.await("the API was ready", 5*time.Minute, apiReady(k), "etcd", "kube-apiserver")
		if err == nil || attempt == 3 || errors.Is(err, errInterrupted) || !proc.Load(PidFile(h.Cluster, "etcd")).Alive() ||
			proc.Load(PidFile(h.Cluster, "kube-apiserver")).Alive() {
			return err
		}
		if err := h.start(h.APIServer()); err != nil {
			return err
		}
	}
}

func apiReady(k *kube.Client) func() error {
	return func() error {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		return k.Get(ctx, "/readyz", nil)
	}
}
