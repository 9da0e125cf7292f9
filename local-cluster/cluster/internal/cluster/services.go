package cluster

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"keepstep.dev/local-cluster/internal/model"
	"keepstep.dev/local-cluster/internal/network"
	"keepstep.dev/local-cluster/internal/nodeinit"
	"keepstep.dev/local-cluster/internal/proc"
	"keepstep.dev/local-cluster/internal/relay"
)

// API stops, starts, pauses or resumes the API server. Stopped it refuses connections; paused it accepts and never answers.
func API(cluster, verb string, say Say) error {
	h, err := Open(cluster, "apiserver "+verb)
	if err != nil {
		return err
	}
	defer h.Close()
	id := proc.Load(PidFile(h.Cluster, "kube-apiserver"))
	switch verb {
	case "stop":
		err = id.Kill() // a graceful end would first wait for every watch
	case "pause":
		err = id.Signal(syscall.SIGSTOP)
	case "resume":
		err = id.Signal(syscall.SIGCONT)
	case "start":
		err = h.startAPI(id)
	}
	if err == nil {
		say("done       API server: %s", verb)
	}
	return err
}

func (h *Handle) startAPI(id proc.ID) error {
	if id.Alive() {
		return errors.New("the API server runs already: `apiserver resume` if it was paused")
	}
	if err := h.start(h.APIServer()); err != nil {
		return err
	}
	k, err := h.kube()
	if err != nil {
		return err
	}
	if err := h.awaitAPI(k); err != nil {
		return err
	}
	// Controller manager and scheduler give up when the API is away for long, as they do anywhere.
	for _, c := range []model.Command{h.Controllers(), h.Scheduler()} {
		if h.Mode != model.API && !proc.Load(PidFile(h.Cluster, c.Name)).Alive() {
			if err := h.start(c); err != nil {
				return err
			}
		}
	}
	return nil
}

// Datastore stops or starts etcd; its data stays.
func Datastore(cluster, verb string, say Say) error {
	h, err := Open(cluster, "datastore "+verb)
	if err != nil {
		return err
	}
	defer h.Close()
	id := proc.Load(PidFile(h.Cluster, "etcd"))
	switch verb {
	case "stop":
		err = id.Kill() // as it goes with its machine
	case "start":
		err = h.startDatastore(id)
	}
	if err == nil {
		say("done       etcd: %s", verb)
	}
	return err
}

func (h *Handle) startDatastore(id proc.ID) error {
	if id.Alive() {
		return errors.New("etcd runs already")
	}
	if err := h.start(h.Etcd()); err != nil {
		return err
	}
	k, err := h.kube()
	if err != nil {
		return err
	}
	return h.awaitAPI(k)
}

// S3 stops or starts the object store; its data stays.
func S3(cluster, verb string, say Say) error {
	h, err := Open(cluster, "s3 "+verb)
	if err != nil {
		return err
	}
	defer h.Close()
	if h.S3 == nil {
		return fmt.Errorf("cluster %q has no object store: bring it up with --s3", h.Name)
	}
	id := proc.Load(PidFile(h.Cluster, "s3"))
	switch verb {
	case "stop":
		err = id.Kill() // as a server goes whose machine goes
	case "start":
		if id.Alive() {
			return errors.New("the object store runs already")
		}
		err = h.startS3()
	}
	if err == nil {
		say("done       object store: %s", verb)
	}
	return err
}

func (h *Handle) startS3() error {
	if err := h.start(h.Versitygw()); err != nil {
		return err
	}
	return h.await("the object store listened", 30*time.Second, func() error {
		return relay.Probe(network.Path(h.ControlPlaneNetns()), fmt.Sprintf("%s:%d", model.S3Address, model.S3Port))
	}, "s3")
}

// LoadImages gives docker-archive tars to every running node, and to those that come later.
func LoadImages(cluster string, tars []string, say Say) error {
	h, err := Open(cluster, "image load")
	if err != nil {
		return err
	}
	defer h.Close()
	if err := h.withNodes(); err != nil {
		return err
	}
	for _, tar := range tars {
		began := time.Now()
		kept, err := h.keep(tar)
		if err != nil {
			return err
		}
		unpacked := make(chan error, 1)
		go func() { unpacked <- h.fillTemplate() }()
		n, err := h.spread(kept)
		if err := errors.Join(err, <-unpacked); err != nil {
			return err
		}
		say("loaded     %s into %d nodes in %.1f s", filepath.Base(tar), n, time.Since(began).Seconds())
	}
	return nil
}

// keep copies the tar into the cluster's folder under a name that its content gives it.
func (h *Handle) keep(tar string) (string, error) {
	in, err := os.Open(tar)
	if err != nil {
		return "", fmt.Errorf("image %s: %w", tar, err)
	}
	defer in.Close()
	tmp := h.Path("images", ".incoming")
	out, err := os.OpenFile(tmp, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return "", err
	}
	defer out.Close()
	sum := sha256.New()
	if _, err := io.Copy(io.MultiWriter(out, sum), in); err != nil {
		return "", err
	}
	base := strings.TrimSuffix(filepath.Base(tar), ".tar")
	to := h.Path("images", base+"-"+hex.EncodeToString(sum.Sum(nil)[:6])+".tar")
	return to, os.Rename(tmp, to)
}

// spread imports into all running nodes side by side.
func (h *Handle) spread(tar string) (int, error) {
	var wg sync.WaitGroup
	errs := make([]error, len(h.Nodes))
	count := 0
	for i, n := range h.Nodes {
		disk := h.Path("nodes", n.Name)
		if !NodeProcess(h.Cluster, n.Name).Alive() || nodeinit.Imported(disk, filepath.Base(tar)) {
			continue
		}
		count++
		wg.Go(func() {
			if errs[i] = importInto(h.Cluster, n.Name, tar); errs[i] == nil {
				errs[i] = nodeinit.MarkImported(disk, filepath.Base(tar))
			}
		})
	}
	wg.Wait()
	return count, errors.Join(errs...)
}
