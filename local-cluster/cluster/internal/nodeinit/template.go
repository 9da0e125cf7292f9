package nodeinit

import (
	"os"

	"golang.org/x/sys/unix"

	"keepstep.dev/local-cluster/internal/model"
	"keepstep.dev/local-cluster/internal/store"
)

// FillTemplate unpacks the cluster's images once, into a disk that the disks of new nodes are copied from. It is the first
// process of namespaces of its own, like a node's, so that its containerd has its usual paths and ends with it.
func FillTemplate(dir string) error {
	c, err := store.Load(dir)
	if err != nil {
		return err
	}
	log, err := os.OpenFile(c.Path("log", "template.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	if err := mount("", "/", "", unix.MS_SLAVE|unix.MS_REC, ""); err != nil {
		return err
	}
	if err := mount("proc", "/proc", "proc", 0, ""); err != nil {
		return err
	}
	disk := c.Path("template")
	if err := overRun([][2]string{{disk + "/var-lib", "/var/lib"}, {c.Path("images"), imagesDir}, {disk, nodeDir}}); err != nil {
		return err
	}
	if err := put(containerd, []byte(model.ContainerdConfig(c.Tools.CNI, cniConf))); err != nil {
		return err
	}
	runtime, err := startContainerd(newReaper(), c, log)
	if err != nil {
		return err
	}
	// Asked, not killed: its databases are to be whole when they are copied.
	if err := unix.Kill(runtime.pid, unix.SIGTERM); err != nil {
		return err
	}
	<-runtime.end
	return nil
}
