package nodeinit

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"

	"keepstep.dev/local-cluster/internal/cgroup"
	"keepstep.dev/local-cluster/internal/model"
)

// What the node sees, below /run/keepstep: the files it needs from the cluster's folder, whatever is mounted over that.
const (
	runDir     = "/run/keepstep"
	binary     = runDir + "/bin/keepstep-components"
	imagesDir  = runDir + "/images"
	nodeDir    = runDir + "/node"
	caFile     = runDir + "/ca.crt"
	kubeconfig = runDir + "/kubeconfig"
	config     = runDir + "/kubelet.yaml"
	containerd = runDir + "/containerd.toml"
	cniConf    = runDir + "/cni"
)

// furnish makes this mount namespace look like a machine of its own: own /proc, /run, /var/lib, /var/log and cgroups. The
// disk (/var/lib and /var/log) is a folder of the cluster's and outlives a reboot; the rest does not. Everything else is the
// machine's own, /tmp and /dev included.
func furnish(c model.Cluster, n model.Node) error {
	if err := unix.Sethostname([]byte(n.Name)); err != nil {
		return err
	}
	// Slave: what the machine unmounts goes here too, so that a node holds no disk busy; nothing goes out.
	if err := mount("", "/", "", unix.MS_SLAVE|unix.MS_REC, ""); err != nil {
		return err
	}
	hs, err := cgroup.Detect()
	if err != nil {
		return err
	}
	if err := mount("proc", "/proc", "proc", 0, ""); err != nil {
		return err
	}
	if err := mountCgroups(hs); err != nil {
		return err
	}
	disk := c.Path("nodes", n.Name)
	small := map[string][]byte{}
	for to, from := range map[string]string{caFile: c.Path("pki", "ca.crt"), kubeconfig: c.Path("node-" + n.Name + ".kubeconfig")} {
		if small[to], err = os.ReadFile(from); err != nil {
			return err
		}
	}
	small[config] = []byte(n.KubeletConfig(caFile))
	small[containerd] = []byte(model.ContainerdConfig(c.Tools.CNI, cniConf))
	small[cniConf+"/10-keepstep.conflist"] = []byte(n.CNIConfig())

	if err := overRun([][2]string{
		{filepath.Join(disk, "var-lib"), "/var/lib"}, {filepath.Join(disk, "var-log"), "/var/log"},
		{c.Tools.Components, binary}, {c.Path("images"), imagesDir}, {disk, nodeDir},
	}); err != nil {
		return err
	}
	for path, content := range small {
		if err := put(path, content); err != nil {
			return err
		}
	}
	if err := settings(n); err != nil {
		return err
	}
	// Volumes that the kubelet mounts must show in containers that were started before.
	if err := os.MkdirAll("/var/lib/kubelet", 0o755); err != nil {
		return err
	}
	if err := mount("/var/lib/kubelet", "/var/lib/kubelet", "", unix.MS_BIND, ""); err != nil {
		return err
	}
	return mount("", "/var/lib/kubelet", "", unix.MS_SHARED|unix.MS_REC, "")
}

// overRun mounts an empty /run and then binds each file or folder to its place. All are opened before anything is mounted over
// them: the cluster's folder may lie anywhere, below /var/lib or /run too.
func overRun(binds [][2]string) error {
	var all []held
	for _, b := range binds {
		h, err := hold(b[0], b[1])
		if err != nil {
			return err
		}
		all = append(all, h)
	}
	if err := mount("run", "/run", "tmpfs", 0, "mode=755"); err != nil {
		return err
	}
	for _, h := range all {
		if err := h.bind(); err != nil {
			return err
		}
	}
	return nil
}

// mountCgroups: this namespace's root of each tree is the node's own cgroup.
func mountCgroups(hs []cgroup.Hierarchy) error {
	if hs[0].V2() {
		// The mount that is there shows the machine's tree.
		if err := unix.Unmount(cgroup.Root, unix.MNT_DETACH); err != nil {
			return fmt.Errorf("cannot unmount the machine's cgroups in the node: %w", err)
		}
		if err := mount("cgroup", cgroup.Root, "cgroup2", 0, ""); err != nil {
			return err
		}
		_, err := cgroup.HandDown(cgroup.Root)
		return err
	}
	if err := mount("cgroup", cgroup.Root, "tmpfs", 0, "mode=755"); err != nil {
		return err
	}
	for _, h := range hs {
		dir := filepath.Join(cgroup.Root, filepath.Base(h.Mount))
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
		if err := mount("cgroup", dir, "cgroup", 0, h.Options); err != nil {
			return err
		}
		if names := strings.Split(filepath.Base(h.Mount), ","); len(names) > 1 {
			for _, name := range names {
				os.Symlink(filepath.Base(h.Mount), filepath.Join(cgroup.Root, name))
			}
		}
	}
	return nil
}

// settings binds files over the kernel settings that the kubelet wants and over what tells one machine from another.
func settings(n model.Node) error {
	over := map[string]string{"/proc/sys/kernel/random/boot_id": n.BootID}
	for path, value := range model.KernelSettings {
		over["/proc/sys/"+path] = value
	}
	if err := put("/var/lib/dbus/machine-id", []byte(n.MachineID+"\n")); err != nil {
		return err
	}
	over["/etc/machine-id"] = n.MachineID
	for path, value := range over {
		if _, err := os.Stat(path); err != nil {
			continue
		}
		from := filepath.Join(runDir, "over", strings.ReplaceAll(path[1:], "/", "."))
		if err := put(from, []byte(value+"\n")); err != nil {
			return err
		}
		if err := mount(from, path, "", unix.MS_BIND, ""); err != nil {
			return err
		}
	}
	return nil
}

// held is an open file or folder that is to be bound somewhere.
type held struct {
	fd  int
	dir bool
	to  string
}

func hold(from, to string) (held, error) {
	info, err := os.Stat(from)
	if err != nil {
		return held{}, err
	}
	fd, err := unix.Open(from, unix.O_PATH|unix.O_CLOEXEC, 0)
	if err != nil {
		return held{}, fmt.Errorf("cannot open %s: %w", from, err)
	}
	return held{fd, info.IsDir(), to}, nil
}

func (h held) bind() error {
	defer unix.Close(h.fd)
	if h.dir {
		if err := os.MkdirAll(h.to, 0o755); err != nil {
			return err
		}
	} else if err := put(h.to, nil); err != nil {
		return err
	}
	return mount(fmt.Sprintf("/proc/self/fd/%d", h.fd), h.to, "", unix.MS_BIND, "")
}

func put(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, content, 0o600)
}

func mount(source, target, kind string, flags uintptr, data string) error {
	if err := unix.Mount(source, target, kind, flags, data); err != nil {
		return fmt.Errorf("cannot mount %s on %s in the node: %w", strings.TrimSpace(kind+" "+source), target, err)
	}
	return nil
}
