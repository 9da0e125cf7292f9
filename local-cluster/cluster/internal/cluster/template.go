package cluster

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"

	"keepstep.dev/local-cluster/internal/proc"
)

// fillTemplate unpacks the images that are new into the template disk.
func (h *Handle) fillTemplate() error {
	// The child is to die with this command, for nobody may copy a template that is being filled; the kernel ties that to
	// the thread that started it.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	cmd := exec.Command(h.Tools.Self, "fill-template", h.Dir)
	cmd.Env = proc.Environment(h.Dir)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL,
		Cloneflags: unix.CLONE_NEWPID | unix.CLONE_NEWNS | unix.CLONE_NEWIPC | unix.CLONE_NEWNET}
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("the image could not be unpacked: %s\n%s", strings.TrimSpace(string(out)), LastWords(h.logFile("template")))
	}
	return nil
}

// cloneTemplate gives a new node the images that are unpacked already. What containerd keeps is never written to again, so
// links will do and cost next to nothing, for images of any size; all but its databases, which are copied.
func (h *Handle) cloneTemplate(node string) error {
	from, to := h.Path("template", "var-lib", "containerd"), h.Path("nodes", node, "var-lib")
	if _, err := os.Stat(from); err != nil {
		return nil // no image was loaded yet
	}
	if err := os.MkdirAll(to, 0o755); err != nil {
		return err
	}
	if out, err := exec.Command("cp", "-a", "--link", from, to).CombinedOutput(); err != nil {
		return fmt.Errorf("cannot copy the unpacked images: %s", oneLine(out))
	}
	err := filepath.WalkDir(filepath.Join(to, "containerd"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Base(path) == "snapshots" || filepath.Base(path) == "blobs" {
			return skip(d, err)
		}
		if d.Type().IsRegular() {
			return unshare(path)
		}
		return nil
	})
	if err != nil {
		return err
	}
	imported, err := os.ReadFile(h.Path("template", "imported"))
	if err != nil {
		return err
	}
	return os.WriteFile(h.Path("nodes", node, "imported"), imported, 0o600)
}

// skip leaves out a folder of things that are never written to.
func skip(d fs.DirEntry, err error) error {
	if err == nil && d.IsDir() {
		return fs.SkipDir
	}
	return err
}

// unshare makes a file that is linked elsewhere one of its own.
func unshare(path string) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := os.Remove(path); err != nil {
		return err
	}
	return os.WriteFile(path, b, 0o600)
}

func oneLine(out []byte) string { return strings.Join(strings.Fields(string(out)), " ") }
