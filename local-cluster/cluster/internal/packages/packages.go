// Package packages knows the Debian packages that nodes need, and gets those that are missing.
package packages

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// need is a program that nodes need and the Debian package that has it.
type need struct{ program, debian string }

var needs = []need{{"ip", "iproute2"}, {"containerd", "containerd"}, {"ctr", "containerd"}, {"runc", "runc"}, {"busybox", "busybox-static"}}

// cniFolders are where distributions put the CNI plugins.
var cniFolders = []string{"/usr/lib/cni", "/opt/cni/bin", "/usr/libexec/cni"}

// CNI is the folder with the CNI plugins, or empty.
func CNI() string {
	for _, d := range cniFolders {
		if _, err := os.Stat(filepath.Join(d, "bridge")); err == nil {
			return d
		}
	}
	return ""
}

// Missing names the packages of the programs that are not on this machine, each once.
func Missing() []string {
	var out []string
	add := func(p string) {
		for _, have := range out {
			if have == p {
				return
			}
		}
		out = append(out, p)
	}
	for _, n := range needs {
		if _, err := exec.LookPath(n.program); err != nil {
			add(n.debian)
		}
	}
	if CNI() == "" {
		add("containernetworking-plugins")
	}
	return out
}

// Install gets the missing packages with apt-get, and nothing else; it says so, since it is the one lasting change that this
// program makes to a machine.
func Install(allowed bool, say func(format string, args ...any)) error {
	packages := Missing()
	if len(packages) == 0 {
		return nil
	}
	list := strings.Join(packages, " ")
	if !allowed {
		return fmt.Errorf("packages are missing on this machine: apt-get install --no-install-recommends %s", list)
	}
	if _, err := exec.LookPath("apt-get"); err != nil {
		return fmt.Errorf("programs are missing, and there is no apt-get to install them with: install what your distribution calls %s", list)
	}
	began := time.Now()
	say("installing %s (Debian packages)", list)
	out, err := apt("install", packages)
	if err != nil { // the lists may be old or absent
		if out, err = apt("update", nil); err == nil {
			out, err = apt("install", packages)
		}
	}
	if err != nil {
		return fmt.Errorf("apt-get install %s failed: install these by hand\n%s", list, out)
	}
	say("installed  %s in %.0f s", list, time.Since(began).Seconds())
	return nil
}

func apt(verb string, packages []string) (string, error) {
	args := []string{"-qq", verb}
	if verb == "install" {
		args = append([]string{"-qq", "-y", "--no-install-recommends", verb}, packages...)
	}
	cmd := exec.Command("apt-get", args...)
	cmd.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
	out, err := cmd.CombinedOutput()
	return "  | " + strings.ReplaceAll(strings.TrimSpace(string(out)), "\n", "\n  | "), err
}
