package nodeinit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"keepstep.dev/local-cluster/internal/deviceplugin"
	"keepstep.dev/local-cluster/internal/model"
)

const socket = "/run/containerd/containerd.sock"

// Run is the node's first process. It returns when containerd or the kubelet has ended, and the node ends with it.
func Run(dir, node string) error {
	c, n, err := load(dir, node)
	if err != nil {
		return err
	}
	logs := map[string]*os.File{}
	for _, name := range []string{"containerd", "kubelet"} {
		f, err := os.OpenFile(c.Path("log", name+"-"+node+".log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		logs[name] = f
	}
	if err := furnish(c, n); err != nil {
		return err
	}
	r := newReaper()
	runtime, err := startContainerd(r, c, logs["containerd"])
	if err != nil {
		return err
	}
	argv := n.Kubelet(binary, config, kubeconfig)
	kubelet, err := r.start(logs["kubelet"], argv[0], argv[1:]...)
	if err != nil {
		return err
	}
	if n.GPUs > 0 {
		go deviceplugin.Run(context.Background(), "nvidia.com/gpu", n.GPUs)
	}
	select {
	case s := <-runtime.end:
		return fmt.Errorf("containerd ended (%v), and the node with it", describe(s))
	case s := <-kubelet.end:
		return fmt.Errorf("the kubelet ended (%v), and the node with it", describe(s))
	}
}

// startContainerd returns when it answers and has every image of the cluster.
func startContainerd(r *reaper, c model.Cluster, log *os.File) (child, error) {
	runtime, err := r.start(log, c.Tools.Containerd, "--config", containerd)
	if err != nil {
		return child{}, err
	}
	if err := awaitSocket(runtime.end); err != nil {
		return child{}, err
	}
	return runtime, importImages(r, c.Tools.Ctr, log)
}

func awaitSocket(ended chan unix.WaitStatus) error {
	for deadline := time.Now().Add(60 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if conn, err := net.Dial("unix", socket); err == nil {
			return conn.Close()
		}
		select {
		case s := <-ended:
			return fmt.Errorf("containerd ended (%v) before it was ready", describe(s))
		default:
		}
		if time.Now().After(deadline) {
			return errors.New("containerd was not ready within 60 s")
		}
	}
}

// importImages loads what the cluster has and this disk has not. A pod may come as soon as the kubelet runs, so this is first.
func importImages(r *reaper, ctr string, log *os.File) error {
	tars, err := filepath.Glob(imagesDir + "/*.tar")
	if err != nil {
		return err
	}
	for _, tar := range tars {
		if Imported(nodeDir, filepath.Base(tar)) {
			continue
		}
		done, err := r.start(log, ctr, "--address", socket, "--namespace", "k8s.io", "images", "import", tar)
		if err != nil {
			return err
		}
		if s := <-done.end; s.ExitStatus() != 0 {
			return fmt.Errorf("containerd refused the image %s (%v)", filepath.Base(tar), describe(s))
		}
		if err := MarkImported(nodeDir, filepath.Base(tar)); err != nil {
			return err
		}
	}
	return nil
}

// Imported and MarkImported keep, on the node's disk, which images it has.
func Imported(disk, image string) bool {
	b, _ := os.ReadFile(filepath.Join(disk, "imported"))
	return slices.Contains(strings.Fields(string(b)), image)
}

// MarkImported adds an image to those that the disk has.
func MarkImported(disk, image string) error {
	f, err := os.OpenFile(filepath.Join(disk, "imported"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = f.Write(append(bytes.TrimSpace([]byte(image)), '\n'))
	return err
}

// reaper waits for every process that ends in the node: its own children, and the orphans that the kernel hands to a first
// process. os.Process.Wait cannot be used beside it.
type reaper struct {
	mu       sync.Mutex
	children map[int]chan unix.WaitStatus
}

// child is a running program; end gets its status.
type child struct {
	pid int
	end chan unix.WaitStatus
}

func newReaper() *reaper {
	r := &reaper{children: map[int]chan unix.WaitStatus{}}
	go r.run()
	return r
}

// start starts a program. The lock is held across the start, so that a program that ends at once
// is not reaped before it is known.
func (r *reaper) start(log *os.File, program string, args ...string) (child, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	null, err := os.Open(os.DevNull)
	if err != nil {
		return child{}, err
	}
	defer null.Close()
	p, err := os.StartProcess(program, append([]string{program}, args...), &os.ProcAttr{
		Dir: "/", Env: os.Environ(), Files: []*os.File{null, log, log}})
	if err != nil {
		return child{}, fmt.Errorf("cannot start %s: %w", filepath.Base(program), err)
	}
	end := make(chan unix.WaitStatus, 1)
	r.children[p.Pid] = end
	pid := p.Pid
	p.Release()
	return child{pid, end}, nil
}

func (r *reaper) run() {
	for {
		var status unix.WaitStatus
		pid, err := unix.Wait4(-1, &status, 0, nil)
		if err != nil {
			time.Sleep(20 * time.Millisecond) // no child yet, or a signal came between
			continue
		}
		r.mu.Lock()
		if end, ours := r.children[pid]; ours {
			end <- status
			delete(r.children, pid)
		}
		r.mu.Unlock()
	}
}

func describe(s unix.WaitStatus) string {
	if s.Signaled() {
		return s.Signal().String()
	}
	return fmt.Sprintf("exit %d", s.ExitStatus())
}
