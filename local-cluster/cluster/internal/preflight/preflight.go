// Package preflight says what a machine lacks, all of it at once, each with its mend.
package preflight

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"

	"keepstep.dev/local-cluster/internal/cgroup"
	"keepstep.dev/local-cluster/internal/packages"
)

// Check is one thing looked at.
type Check struct {
	Name string `json:"name"`
	OK   bool   `json:"ok"`
	// Found is what there is; Mend is what to do where OK is false.
	Found string `json:"found"`
	Mend  string `json:"mend,omitempty"`
}

// Needs are the amounts asked for.
type Needs struct {
	Memory, Disk uint64 // bytes, free
	StateRoot    string
}

// All looks at everything; it changes nothing on the machine.
func All(n Needs) []Check {
	checks := []Check{root(), memory(n.Memory), disk(n.Disk, n.StateRoot), stateFolder(n.StateRoot), namespaces()}
	for _, fs := range []string{"overlay", "tmpfs", "proc"} {
		checks = append(checks, filesystem(fs))
	}
	return append(append(checks, cgroups(), programs()), links()...)
}

// Failed are the checks that did not pass.
func Failed(checks []Check) []Check {
	var out []Check
	for _, c := range checks {
		if !c.OK {
			out = append(out, c)
		}
	}
	return out
}

func root() Check {
	return Check{"root", os.Geteuid() == 0, fmt.Sprintf("user ID %d", os.Geteuid()),
		"run as root (sudo), or use --only control-plane, which needs none; for a demo, a cluster you have: --context"}
}

func memory(need uint64) Check {
	have := memAvailable()
	return Check{"memory", have >= need, fmt.Sprintf("%s available, %s needed", size(have), size(need)),
		"end other programs, or use a larger machine"}
}

func memAvailable() uint64 {
	f, err := os.Open("/proc/meminfo")
	if err != nil {
		return 0
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if fields := strings.Fields(s.Text()); len(fields) > 1 && fields[0] == "MemAvailable:" {
			kib, _ := strconv.ParseUint(fields[1], 10, 64)
			return kib << 10
		}
	}
	return 0
}

// existing is the nearest folder above path that is there.
func existing(path string) string {
	for {
		if _, err := os.Stat(path); err == nil || path == "/" || path == "." {
			return path
		}
		path = filepath.Dir(path)
	}
}

func disk(need uint64, stateRoot string) Check {
	var s unix.Statfs_t
	unix.Statfs(existing(stateRoot), &s)
	have := s.Bavail * uint64(s.Bsize)
	return Check{"disk", have >= need, fmt.Sprintf("%s free at %s, %s needed", size(have), stateRoot, size(need)),
		"free some, or set KEEPSTEP_STATE to a folder on a larger disk"}
}

// stateFolder: containers are overlays, and an overlay's upper folder cannot lie on another overlay.
func stateFolder(stateRoot string) Check {
	var s unix.Statfs_t
	unix.Statfs(existing(stateRoot), &s)
	bad := s.Type == unix.OVERLAYFS_SUPER_MAGIC || s.Type == unix.NFS_SUPER_MAGIC || s.Type == unix.V9FS_MAGIC
	found := "a file system that can carry containers"
	if bad {
		found = fmt.Sprintf("file system type %#x, which cannot carry overlays", s.Type)
	}
	return Check{"state folder", !bad, found, "set KEEPSTEP_STATE to a folder on ext4, xfs, btrfs or tmpfs"}
}

func namespaces() Check {
	var missing []string
	for _, ns := range []string{"cgroup", "ipc", "mnt", "net", "pid", "uts"} {
		if _, err := os.Stat("/proc/self/ns/" + ns); err != nil {
			missing = append(missing, ns)
		}
	}
	if len(missing) > 0 {
		return Check{"namespaces", false, "the kernel has no " + strings.Join(missing, ", "), "use a kernel with CONFIG_NAMESPACES and all of its kinds"}
	}
	if os.Geteuid() != 0 {
		return Check{"namespaces", true, "cgroup, ipc, mnt, net, pid, uts (not tried, for want of root)", ""}
	}
	all := unix.CLONE_NEWCGROUP | unix.CLONE_NEWIPC | unix.CLONE_NEWNS | unix.CLONE_NEWNET | unix.CLONE_NEWPID | unix.CLONE_NEWUTS
	if _, err := runIn(uintptr(all), "/proc/self/exe", "--help"); err != nil {
		return Check{"namespaces", false, "making some is refused: " + err.Error(),
			"in a container, start it with --privileged; in a sandbox, use a virtual machine"}
	}
	return Check{"namespaces", true, "cgroup, ipc, mnt, net, pid, uts", ""}
}

func filesystem(fs string) Check {
	b, _ := os.ReadFile("/proc/filesystems")
	for line := range strings.Lines(string(b)) {
		if f := strings.Fields(line); len(f) > 0 && f[len(f)-1] == fs {
			return Check{"file system " + fs, true, "there", ""}
		}
	}
	return Check{"file system " + fs, module(fs), "not loaded", "modprobe " + fs + ", or use a kernel that has it"}
}

func cgroups() Check {
	hs, err := cgroup.Detect()
	if err != nil || len(hs) == 0 {
		return Check{"cgroups", false, "none mounted at " + cgroup.Root, "mount cgroup2 there, as every distribution does"}
	}
	version := "version 1"
	if hs[0].V2() {
		version = "version 2"
	}
	if m := cgroup.Missing(hs); len(m) > 0 {
		return Check{"cgroups", false, version + " without " + strings.Join(m, ", "),
			"start the kernel without cgroup_disable, or the container with --privileged --cgroupns=host"}
	}
	return Check{"cgroups", true, version + " with " + strings.Join(cgroup.Wanted, ", "), ""}
}

// programs: what is missing is no obstacle where up can install it.
func programs() Check {
	missing := packages.Missing()
	list := strings.Join(missing, ", ")
	if len(missing) == 0 {
		return Check{"programs", true, "containerd, runc, CNI plugins, ip, busybox", ""}
	}
	if _, err := exec.LookPath("apt-get"); err == nil {
		return Check{"programs", true, "`up` will install " + list, ""}
	}
	return Check{"programs", false, "no " + list + ", and no apt-get to install them with",
		"install what your distribution calls " + list}
}

// links tries a bridge and a cable in a namespace that goes with the command.
func links() []Check {
	if os.Geteuid() != 0 {
		return []Check{{"bridge and veth", true, "not tried, for want of root", ""}}
	}
	ip, err := exec.LookPath("ip")
	if err != nil {
		return []Check{{"bridge and veth", true, "not tried, for want of ip(8)", ""}}
	}
	var out []Check
	for _, l := range [][2]string{{"bridge", "link add name kstest0 type bridge"}, {"veth", "link add name kstest1 type veth peer name kstest2"}} {
		kind, args := l[0], l[1]
		o, err := runIn(unix.CLONE_NEWNET, ip, strings.Fields(args)...)
		c := Check{Name: kind, OK: err == nil, Found: "there", Mend: "modprobe " + kind + ", or use a kernel that has it"}
		if err != nil {
			c.Found = strings.TrimSpace(string(o))
		}
		out = append(out, c)
	}
	return out
}

// runIn runs a program in new namespaces, which go with it.
func runIn(namespaces uintptr, program string, args ...string) ([]byte, error) {
	cmd := exec.Command(program, args...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: namespaces}
	return cmd.CombinedOutput()
}

// module says whether the kernel could load it: it then does so when it is first used.
func module(name string) bool {
	var u unix.Utsname
	unix.Uname(&u)
	dep, err := os.ReadFile("/lib/modules/" + unix.ByteSliceToString(u.Release[:]) + "/modules.dep")
	return err == nil && strings.Contains(string(dep), "/"+name+".ko")
}

func size(b uint64) string { return fmt.Sprintf("%.1f GB", float64(b)/1e9) }
