package proc

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func start(t *testing.T, argv ...string) (ID, Spec) {
	t.Helper()
	dir := t.TempDir()
	s := Spec{Argv: argv, Dir: dir, Log: filepath.Join(dir, "log")}
	id, err := Start(s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { id.Kill() })
	return id, s
}

func TestAProcessIsFoundByItsMarkAndGoneAfterAKill(t *testing.T) {
	id, s := start(t, "/bin/sleep", "3600")
	if got := Marked(s.Dir); len(got) != 1 || got[0] != id {
		t.Errorf("marked: %v, started: %v", got, id)
	}
	if got := Marked(s.Dir + "x"); len(got) != 0 {
		t.Errorf("another folder's: %v", got)
	}
	if err := id.Kill(); err != nil {
		t.Fatal(err)
	}
	if id.Alive() || len(Marked(s.Dir)) != 0 {
		t.Error("still there")
	}
}

func TestANumberUsedAgainIsAnotherProcess(t *testing.T) {
	id, _ := start(t, "/bin/sleep", "3600")
	former := ID{id.Pid, id.Start - 1}
	if former.Alive() {
		t.Error("a former process of that number is taken for alive")
	}
	if err := former.Signal(syscall.SIGKILL); err != nil || !id.Alive() {
		t.Errorf("the wrong process was signalled: %v", err)
	}
}

func TestAnIDIsReadBackAndNoFileIsNoProcess(t *testing.T) {
	id, s := start(t, "/bin/sleep", "3600")
	file := filepath.Join(s.Dir, "pid", "x")
	if err := id.Save(file); err != nil {
		t.Fatal(err)
	}
	if Load(file) != id || Load(file+"y").Alive() {
		t.Error(Load(file), Load(file+"y"))
	}
}

func TestOutputGoesToTheLogBehindWhatIsThere(t *testing.T) {
	dir := t.TempDir()
	s := Spec{Argv: []string{"/bin/sh", "-c", "echo out; echo err >&2; exec sleep 3600"}, Dir: dir, Log: filepath.Join(dir, "log")}
	os.WriteFile(s.Log, []byte("before\n"), 0o600)
	id, err := Start(s)
	if err != nil {
		t.Fatal(err)
	}
	defer id.Kill()
	for {
		if b, _ := os.ReadFile(s.Log); strings.Count(string(b), "\n") == 3 {
			if string(b) != "before\nout\nerr\n" {
				t.Errorf("log: %q", b)
			}
			return
		}
	}
}

func TestAProgramThatIsNotThereIsNamed(t *testing.T) {
	dir := t.TempDir()
	_, err := Start(Spec{Argv: []string{"/no/such/program"}, Dir: dir, Log: filepath.Join(dir, "log")})
	if err == nil || !strings.HasPrefix(err.Error(), "cannot start program: ") {
		t.Error(err)
	}
}

func TestAProcessInheritsNoneOfTheCallersSettings(t *testing.T) {
	t.Setenv("HTTPS_PROXY", "http://proxy:3128")
	t.Setenv("ETCD_NAME", "other")
	id, s := start(t, "/bin/sleep", "3600")
	env, err := os.ReadFile(fmt.Sprintf("/proc/%d/environ", id.Pid))
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"PROXY", "ETCD"} {
		if strings.Contains(string(env), bad) {
			t.Errorf("inherits %s", bad)
		}
	}
	if !strings.Contains(string(env), "KEEPSTEP_STATE="+filepath.Dir(s.Dir)) {
		t.Error("would look for its cluster in another folder")
	}
}
