package store

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"keepstep.dev/local-cluster/internal/model"
)

func sample(t *testing.T) model.Cluster {
	t.Helper()
	c, err := model.NewCluster("demo", t.TempDir(), model.WithNodes)
	if err != nil {
		t.Fatal(err)
	}
	c.S3 = &model.S3{HostPort: 1, AccessKey: "a"}
	c.Nodes = []model.Node{{Name: "n", Labels: map[string]string{"a": "b"}, State: model.NodeUp}}
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestWhatIsSavedIsReadBack(t *testing.T) {
	c := sample(t)
	if err := Save(c); err != nil {
		t.Fatal(err)
	}
	got, err := Load(c.Dir)
	if err != nil || !reflect.DeepEqual(got, c) {
		t.Errorf("got %+v, %v", got, err)
	}
	if left, _ := filepath.Glob(c.Path("*.new")); len(left) > 0 {
		t.Errorf("left %v", left)
	}
}

func TestNoStateFileIsNoClusterAndATornOneNamesTheMend(t *testing.T) {
	c := sample(t)
	if _, err := Load(c.Dir); !errors.Is(err, ErrNoCluster) {
		t.Errorf("got %v", err)
	}
	os.WriteFile(c.Path("cluster.json"), []byte(`{"name": "de`), 0o600)
	if _, err := Load(c.Dir); err == nil || !strings.Contains(err.Error(), "down --name demo") {
		t.Errorf("got %v", err)
	}
}

func TestASecondLockIsRefusedAndNamesTheFirst(t *testing.T) {
	c := sample(t)
	first, err := Acquire(c.Dir, "up", 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = Acquire(c.Dir, "down", 0)
	if err == nil || !strings.Contains(err.Error(), "cluster demo is busy with up (process ") {
		t.Errorf("got %v", err)
	}
	first.Release()
	second, err := Acquire(c.Dir, "down", 0)
	if err != nil {
		t.Fatal(err)
	}
	second.Release()
}

func TestALockThatWasRemovedMeanwhileIsTakenAnew(t *testing.T) {
	c := sample(t)
	first, _ := Acquire(c.Dir, "down", 0)
	got := make(chan error)
	go func() {
		second, err := Acquire(c.Dir, "up", time.Minute)
		if err == nil {
			_, err = Acquire(c.Dir, "node add", 0)
			if err == nil {
				err = errors.New("two hold the lock")
			} else {
				err = nil
			}
			second.Release()
		}
		got <- err
	}()
	first.Remove()
	if err := <-got; err != nil {
		t.Error(err)
	}
}

// A process that holds the lock and is killed: the next one gets it.
func TestALockDiesWithItsHolder(t *testing.T) {
	if dir := os.Getenv("HOLD_LOCK_ON"); dir != "" {
		if _, err := Acquire(dir, "up", 0); err != nil {
			t.Fatal(err)
		}
		os.Stdout.WriteString("held\n")
		time.Sleep(time.Hour)
	}
	c := sample(t)
	holder := exec.Command(os.Args[0], "-test.run=^TestALockDiesWithItsHolder$")
	holder.Env = append(os.Environ(), "HOLD_LOCK_ON="+c.Dir)
	out, _ := holder.StdoutPipe()
	if err := holder.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := out.Read(make([]byte, 5)); err != nil {
		t.Fatal(err)
	}
	if _, err := Acquire(c.Dir, "down", 0); err == nil {
		t.Error("the lock was not held")
	}
	holder.Process.Kill()
	holder.Wait()
	l, err := Acquire(c.Dir, "down", 0)
	if err != nil {
		t.Fatal(err)
	}
	l.Release()
}

func TestTheStateFolderIsTheOneAskedFor(t *testing.T) {
	t.Setenv("KEEPSTEP_STATE", "/some/where")
	if Root() != "/some/where" {
		t.Error(Root())
	}
	t.Setenv("KEEPSTEP_STATE", "")
	want := "/var/tmp/keepstep"
	if uid := os.Geteuid(); uid != 0 {
		want = fmt.Sprintf("/var/tmp/keepstep-%d", uid)
	}
	if Root() != want {
		t.Error(Root())
	}
}
