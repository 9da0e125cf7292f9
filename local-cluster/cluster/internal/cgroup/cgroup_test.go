package cgroup

import (
	"reflect"
	"testing"
)

const hybridOwn = `9:name=systemd:/
8:pids:/
4:memory:/process_api/f00a
3:cpuset:/
2:cpuacct:/
1:cpu:/
0::/
`

const hybridMounts = `22 1 254:0 / / rw - ext4 /dev/vda rw
30 22 0:26 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755
31 30 0:27 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu
32 30 0:28 / /sys/fs/cgroup/cpuacct rw - cgroup cgroup rw,cpuacct
33 30 0:29 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset
34 30 0:30 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
35 30 0:31 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids
36 30 0:32 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,xattr,name=systemd
37 30 0:33 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw
`

func TestEveryHierarchyOfVersion1IsFoundWithTheCallersOwnGroup(t *testing.T) {
	want := []Hierarchy{
		{"/sys/fs/cgroup/cpu", "/sys/fs/cgroup/cpu", "cpu"},
		{"/sys/fs/cgroup/cpuacct", "/sys/fs/cgroup/cpuacct", "cpuacct"},
		{"/sys/fs/cgroup/cpuset", "/sys/fs/cgroup/cpuset", "cpuset"},
		{"/sys/fs/cgroup/memory", "/sys/fs/cgroup/memory/process_api/f00a", "memory"},
		{"/sys/fs/cgroup/pids", "/sys/fs/cgroup/pids", "pids"},
		{"/sys/fs/cgroup/systemd", "/sys/fs/cgroup/systemd", "none,name=systemd"},
	}
	if got := detectV1(hybridMounts, hybridOwn); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

func TestControllersThatAreMountedTogetherStayTogether(t *testing.T) {
	got := detectV1("31 30 0:27 / /sys/fs/cgroup/cpu,cpuacct rw,nosuid - cgroup cgroup rw,cpu,cpuacct\n", "2:cpu,cpuacct:/user.slice\n")
	want := []Hierarchy{{"/sys/fs/cgroup/cpu,cpuacct", "/sys/fs/cgroup/cpu,cpuacct/user.slice", "cpu,cpuacct"}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v", got)
	}
	if m := Missing(got); !reflect.DeepEqual(m, []string{"cpuset", "memory", "pids"}) {
		t.Errorf("missing %v", m)
	}
}

func TestInAContainerThePathBelowTheMountIsTaken(t *testing.T) {
	got := detectV1("31 30 0:27 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n", "4:memory:/docker/abc\n")
	if len(got) != 1 || got[0].Self != "/sys/fs/cgroup/memory" {
		t.Errorf("got %v", got)
	}
}
