package cluster

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"keepstep.dev/local-cluster/internal/model"
	"keepstep.dev/local-cluster/internal/packages"
)

// findTools looks for every program that the cluster will need, and installs or names all that are missing at once.
func findTools(o UpOptions, say Say) (model.Tools, error) {
	var t model.Tools
	var err error
	if t.Self, err = os.Executable(); err != nil {
		return t, err
	}
	if t.Self, err = filepath.EvalSymlinks(t.Self); err != nil {
		return t, err
	}
	t.Components = filepath.Join(filepath.Dir(t.Self), "keepstep-components")
	if _, err := os.Stat(t.Components); err != nil {
		return t, fmt.Errorf("%s is missing: build it with local-cluster/build.sh", t.Components)
	}
	if o.Mode != model.WithNodes {
		return t, nil
	}
	if os.Geteuid() != 0 {
		return t, fmt.Errorf("nodes need root, for network and mount namespaces: run as root, or use --only control-plane, which needs none")
	}
	t.Pause = filepath.Join(filepath.Dir(t.Self), "pause")
	if err := packages.Install(!o.NoInstall, say); err != nil {
		return t, err
	}
	for p, program := range map[*string]string{&t.Containerd: "containerd", &t.Ctr: "ctr", &t.Busybox: "busybox"} {
		if *p, err = exec.LookPath(program); err != nil {
			return t, err
		}
	}
	t.CNI = packages.CNI()
	if o.S3 {
		if t.Versitygw, err = findVersity(t.Self, o.Versity); err != nil {
			return t, err
		}
	}
	return t, nil
}

func findVersity(self, asked string) (string, error) {
	if asked != "" {
		if _, err := os.Stat(asked); err != nil {
			return "", fmt.Errorf("--versitygw %s: no such file", asked)
		}
		return filepath.Abs(asked)
	}
	beside := filepath.Join(filepath.Dir(self), "versitygw")
	if _, err := os.Stat(beside); err == nil {
		return beside, nil
	}
	if p, err := exec.LookPath("versitygw"); err == nil {
		return p, nil
	}
	return "", fmt.Errorf("--s3 needs versitygw: build it with local-cluster/build.sh, or name it with --versitygw PATH")
}
