// Package cgroup gives every node a cgroup of its own in each hierarchy of the machine: the many of version 1, or the one of
// version 2. The node's processes see theirs as the root (a cgroup namespace), as they would on a machine of their own.
package cgroup

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// Root is where cgroups are mounted, as everywhere.
const Root = "/sys/fs/cgroup"

// Wanted are the controllers that the kubelet cannot do without.
var Wanted = []string{"cpu", "cpuset", "memory", "pids"}

// Hierarchy is one tree of cgroups.
type Hierarchy struct {
	// Mount is where the tree is mounted, and Self the caller's own cgroup in it as an absolute path.
	Mount, Self string
	// Options name its controllers, as mount(8) wants them: "cpu,cpuacct", or "none,name=systemd". Empty for version 2.
	Options string
}

// V2 says whether this hierarchy is the unified one.
func (h Hierarchy) V2() bool { return h.Options == "" }

// Detect lists the hierarchies that nodes use here.
func Detect() ([]Hierarchy, error) {
	var fsInfo unix.Statfs_t
	if err := unix.Statfs(Root, &fsInfo); err != nil {
		return nil, fmt.Errorf("no cgroups at %s: %w: mount them", Root, err)
	}
	if fsInfo.Type == unix.CGROUP2_SUPER_MAGIC {
		// The tree's top rather than the caller's own: version 2 hands controllers down only where no process is.
		return []Hierarchy{{Mount: Root, Self: Root}}, nil
	}
	mounts, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return nil, err
	}
	own, err := os.ReadFile("/proc/self/cgroup")
	if err != nil {
		return nil, err
	}
	return detectV1(string(mounts), string(own)), nil
}

// detectV1 puts /proc/self/mountinfo and /proc/self/cgroup together.
func detectV1(mountinfo, own string) []Hierarchy {
	self := map[string]string{}
	for line := range strings.Lines(own) {
		if f := strings.SplitN(strings.TrimSpace(line), ":", 3); len(f) == 3 && f[1] != "" {
			self[f[1]] = f[2]
		}
	}
	var out []Hierarchy
	for line := range strings.Lines(mountinfo) {
		before, after, ok := strings.Cut(line, " - ")
		fields, super := strings.Fields(before), strings.Fields(after)
		if !ok || len(fields) < 5 || len(super) < 3 || super[0] != "cgroup" {
			continue
		}
		var options []string
		for _, o := range strings.Split(super[2], ",") {
			// Not options that every mount has (rw), nor those that a second mount of the tree need not repeat (xattr, ...).
			if _, isController := self[o]; isController || strings.HasPrefix(o, "name=") || joined(self, o) {
				options = append(options, o)
			}
		}
		path, known := self[strings.Join(options, ",")]
		if !known {
			continue
		}
		if root := fields[3]; root != "/" {
			path = strings.TrimPrefix(path, root)
		}
		if strings.HasPrefix(options[0], "name=") {
			options = append([]string{"none"}, options...)
		}
		out = append(out, Hierarchy{Mount: fields[4], Self: filepath.Join(fields[4], path), Options: strings.Join(options, ",")})
	}
	return out
}

func joined(self map[string]string, controller string) bool {
	for k := range self {
		if slices.Contains(strings.Split(k, ","), controller) {
			return true
		}
	}
	return false
}

// Missing names the controllers that the kubelet needs and that hs do not offer.
func Missing(hs []Hierarchy) []string {
	var have []string
	for _, h := range hs {
		if h.V2() {
			have = append(have, readWords(filepath.Join(h.Mount, "cgroup.controllers"))...)
		} else {
			have = append(have, strings.Split(h.Options, ",")...)
		}
	}
	var out []string
	for _, w := range Wanted {
		if !slices.Contains(have, w) {
			out = append(out, w)
		}
	}
	return out
}

// handedDown are the controllers of version 2 that a node gets.
var handedDown = []string{"cpu", "cpuset", "io", "memory", "pids"}

// HandDown lets the children of a version 2 cgroup have its controllers and says which it had to add.
func HandDown(group string) ([]string, error) {
	file := filepath.Join(group, "cgroup.subtree_control")
	have, can := readWords(file), readWords(filepath.Join(group, "cgroup.controllers"))
	var added []string
	for _, c := range handedDown {
		if slices.Contains(can, c) && !slices.Contains(have, c) {
			added = append(added, c)
		}
	}
	if len(added) == 0 {
		return nil, nil
	}
	if err := os.WriteFile(file, []byte("+"+strings.Join(added, " +")), 0o644); err != nil {
		return nil, fmt.Errorf("cannot hand the controllers %s down in %s: %w: in a container, start it with the machine's cgroup namespace (docker run --privileged --cgroupns=host)",
			strings.Join(added, ", "), group, err)
	}
	return added, nil
}

// TakeBack undoes HandDown, best effort: somebody else may use them by now.
func TakeBack(group string, controllers []string) {
	for _, c := range controllers {
		os.WriteFile(filepath.Join(group, "cgroup.subtree_control"), []byte("-"+c), 0o644)
	}
}

// Prepare makes an empty cgroup for a node in every hierarchy and returns the paths. A killed node leaves the (empty)
// cgroups of its pods, and a kubelet that finds them waits 3 s for each, so they go first.
func Prepare(hs []Hierarchy, cluster, node string) ([]string, error) {
	var out []string
	for _, h := range hs {
		group := filepath.Join(h.Self, cluster, node)
		if err := Remove(group); err != nil {
			return nil, err
		}
		if err := os.MkdirAll(group, 0o755); err != nil {
			return nil, fmt.Errorf("cannot make the node's cgroup: %w", err)
		}
		if h.V2() {
			if _, err := HandDown(filepath.Dir(group)); err != nil {
				return nil, err
			}
		} else if strings.Contains(h.Options, "cpuset") {
			// A new cpuset of version 1 has no processors and no memory until it is told.
			for _, g := range []string{filepath.Dir(group), group} {
				for _, f := range []string{"cpuset.cpus", "cpuset.mems"} {
					if err := inherit(g, f); err != nil {
						return nil, err
					}
				}
			}
		}
		out = append(out, group)
	}
	return out, nil
}

func inherit(group, file string) error {
	b, err := os.ReadFile(filepath.Join(filepath.Dir(group), file))
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(group, file), b, 0o644)
}

// Pids counts the processes below a cgroup.
func Pids(group string) int {
	n := 0
	filepath.WalkDir(group, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() {
			n += len(readWords(filepath.Join(path, "cgroup.procs")))
		}
		return nil
	})
	return n
}

// Remove removes a cgroup and all below it. The kernel needs a moment after the last process ended.
func Remove(group string) error {
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		var dirs []string
		filepath.WalkDir(group, func(path string, d fs.DirEntry, err error) error {
			if err == nil && d.IsDir() {
				dirs = append(dirs, path)
			}
			return nil
		})
		var failed error
		for _, d := range slices.Backward(dirs) {
			if err := unix.Rmdir(d); err != nil && !errors.Is(err, unix.ENOENT) {
				failed = err
			}
		}
		if failed == nil {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("cannot remove the cgroup %s: %w (%d processes in it)", group, failed, Pids(group))
		}
	}
}

// RemoveAll removes every cgroup called name, wherever in the trees it is: down may run in another cgroup than up did.
func RemoveAll(name string) error {
	var found []string
	filepath.WalkDir(Root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && d.Name() == name {
			found = append(found, path)
			return filepath.SkipDir
		}
		return nil
	})
	for _, g := range found {
		if err := Remove(g); err != nil {
			return err
		}
	}
	return nil
}

// Others says whether a cgroup of another cluster exists at the top of version 2.
func Others(prefix, except string) bool {
	entries, _ := os.ReadDir(Root)
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), prefix) && e.Name() != except {
			return true
		}
	}
	return false
}

// Enter moves the calling process into each cgroup.
func Enter(groups []string) error {
	for _, g := range groups {
		if err := os.WriteFile(filepath.Join(g, "cgroup.procs"), []byte(strconv.Itoa(os.Getpid())), 0o644); err != nil {
			return fmt.Errorf("cannot enter the cgroup %s: %w", g, err)
		}
	}
	return nil
}

func readWords(file string) []string {
	f, err := os.Open(file)
	if err != nil {
		return nil
	}
	defer f.Close()
	var out []string
	s := bufio.NewScanner(f)
	s.Split(bufio.ScanWords)
	for s.Scan() {
		out = append(out, s.Text())
	}
	return out
}
