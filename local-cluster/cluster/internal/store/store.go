// Package store keeps a cluster's state file and its lock. One command works on a cluster at a time; status only reads.
package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"keepstep.dev/local-cluster/internal/model"
)

// Root is where clusters keep their files: $KEEPSTEP_STATE or /var/tmp/keepstep, for others than root with the user's number
// behind it. Not /tmp, which is often a small tmpfs.
func Root() string {
	if d := os.Getenv("KEEPSTEP_STATE"); d != "" {
		if abs, err := filepath.Abs(d); err == nil {
			return abs
		}
	}
	if uid := os.Geteuid(); uid != 0 {
		return fmt.Sprintf("/var/tmp/keepstep-%d", uid)
	}
	return "/var/tmp/keepstep"
}

// ErrNoCluster: there is no state file.
var ErrNoCluster = errors.New("no such cluster")

// Load reads the state file in dir.
func Load(dir string) (model.Cluster, error) {
	var c model.Cluster
	b, err := os.ReadFile(filepath.Join(dir, "cluster.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return c, ErrNoCluster
	}
	if err != nil {
		return c, err
	}
	if err := json.Unmarshal(b, &c); err != nil {
		return c, fmt.Errorf("%s/cluster.json is not readable (%w): run `keepstep-cluster down --name %s`", dir, err, filepath.Base(dir))
	}
	return c, nil
}

// Save replaces the state file in one step, so that a reader or a kill half-way never sees half of it.
func Save(c model.Cluster) error {
	b, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return err
	}
	return WriteFile(c.Path("cluster.json"), append(b, '\n'), 0o600)
}

// WriteFile is os.WriteFile by way of a new file and a rename.
func WriteFile(path string, b []byte, mode os.FileMode) error {
	tmp := path + ".new"
	if err := os.WriteFile(tmp, b, mode); err != nil {
		return err
	}
	return os.Rename(tmp, path)
}

// Lock is held by the one command that changes a cluster. The kernel lets go of it when its process dies, however it dies.
type Lock struct{ f *os.File }

// Acquire waits up to patience for the lock on the cluster in dir. The lock file lies beside the folder, not in it, so that
// down can remove the folder while it holds the lock.
func Acquire(dir, verb string, patience time.Duration) (*Lock, error) {
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return nil, fmt.Errorf("cannot make the state folder: %w: set KEEPSTEP_STATE to a folder that you may write to", err)
	}
	path := filepath.Join(filepath.Dir(dir), "."+filepath.Base(dir)+".lock")
	for deadline := time.Now().Add(patience); ; {
		f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
		if err != nil {
			return nil, fmt.Errorf("cannot open the lock: %w: set KEEPSTEP_STATE to a folder that you may write to", err)
		}
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil && same(f, path) {
			if err := f.Truncate(0); err == nil {
				fmt.Fprintf(f, "%s (process %d)", verb, os.Getpid())
			}
			return &Lock{f}, nil
		}
		f.Close()
		if time.Now().After(deadline) {
			holder, _ := os.ReadFile(path)
			return nil, fmt.Errorf("cluster %s is busy with %s: wait for it, or end it",
				filepath.Base(dir), strings.TrimSpace(string(holder)))
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// same: the lock that was waited for may have been removed by the down that held it.
func same(f *os.File, path string) bool {
	a, errA := f.Stat()
	b, errB := os.Stat(path)
	return errA == nil && errB == nil && os.SameFile(a, b)
}

// Release lets the next command in.
func (l *Lock) Release() { l.f.Close() }

// Remove lets go and leaves no file behind.
func (l *Lock) Remove() {
	os.Remove(l.f.Name())
	l.f.Close()
	os.Remove(filepath.Dir(l.f.Name())) // the state folder itself, when this was its last cluster
}
