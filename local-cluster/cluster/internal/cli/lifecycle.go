package cli

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"keepstep.dev/local-cluster/internal/cluster"
	"keepstep.dev/local-cluster/internal/model"
)

func (a *app) upCommand() *cobra.Command {
	o := cluster.UpOptions{Mode: model.WithNodes}
	var only, format string
	c := &cobra.Command{
		Use: "up", Short: "bring up a control plane (nodes are added with `node add`)", Args: cobra.NoArgs,
		Long: `Brings up a control plane; takes 3 to 10 seconds. What an earlier up of that name left behind when it was killed is
cleared away first. Debian packages that nodes need and the machine lacks (containerd, runc, containernetworking-plugins,
busybox-static, iproute2) are installed with apt-get, unless --no-install is given; nothing else on the machine changes.

With --only control-plane there are etcd, API server, controller manager and scheduler on loopback, with --only api the
first two: neither can have nodes and neither needs root.`,
		RunE: func(*cobra.Command, []string) error {
			switch only {
			case "":
			case string(model.API), string(model.ControlPlane):
				o.Mode = model.Mode(only)
			default:
				return fmt.Errorf("--only %q: use api or control-plane, or leave it out", only)
			}
			if err := checkFormat(format); err != nil {
				return err
			}
			o.Name = a.name
			made, err := cluster.Up(o, a.say)
			if err != nil {
				return err
			}
			if format == "json" {
				return a.printStatus()
			}
			a.say("next       export KUBECONFIG=%s", made.Kubeconfig())
			return nil
		},
	}
	f := c.Flags()
	f.DurationVar(&o.NodeGrace, "node-grace", 12*time.Second, "how long a node may be silent before it is NotReady")
	f.IntVar(&o.Port, "port", 0, "the API's port on loopback; 0 takes a free one")
	f.BoolVar(&o.S3, "s3", false, "also a real S3 server (versitygw), for pods and on loopback")
	f.IntVar(&o.S3Port, "s3-port", 0, "the S3 server's port on loopback; 0 takes a free one")
	f.StringVar(&o.Versity, "versitygw", "", "path of versitygw (default: beside this program, or on PATH)")
	f.StringVar(&only, "only", "", "api or control-plane: only that, on loopback, without nodes and without root")
	f.BoolVar(&o.Replace, "replace", false, "take down a cluster of that name that is up")
	f.BoolVar(&o.NoInstall, "no-install", false, "name missing Debian packages instead of installing them")
	f.BoolVar(&o.Audit, "audit", false, "keep an audit log of all requests to the API: `logs audit`")
	f.IntVar(&o.Owner, "until-exit-of", 0, "take the cluster down when the process of that number ends")
	formatFlag(c, &format)
	return c
}

func (a *app) downCommand() *cobra.Command {
	return &cobra.Command{
		Use: "down", Short: "remove every trace of a cluster", Args: cobra.NoArgs,
		Long: `Ends all processes of the cluster and removes its network namespaces, cgroups and files. Safe to run twice, and after
anything that died half-way.`,
		RunE: func(*cobra.Command, []string) error { return cluster.Down(a.name, a.say) },
	}
}

func (a *app) statusCommand() *cobra.Command {
	var format string
	c := &cobra.Command{
		Use: "status", Short: "what runs, and where it is reached", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if err := checkFormat(format); err != nil {
				return err
			}
			if format == "json" {
				return a.printStatus()
			}
			made, err := cluster.Read(a.name)
			if err != nil {
				return err
			}
			return a.statusTable(cluster.Look(made))
		},
	}
	formatFlag(c, &format)
	return c
}

func (a *app) statusTable(s cluster.Status) error {
	fmt.Fprintf(a.stdout, "cluster     %s (Kubernetes %s, %s)\nkubeconfig  %s\nserver      %s\n", s.Name, s.Version, s.Phase, s.Kubeconfig, s.Server)
	if s.S3 != nil {
		fmt.Fprintf(a.stdout, "s3          %s for pods, %s here\n", s.S3.PodEndpoint, s.S3.HostEndpoint)
	}
	var down []string
	for _, c := range s.Components {
		if !c.Running {
			down = append(down, c.Name)
		}
	}
	if len(down) > 0 {
		fmt.Fprintf(a.stdout, "not running %s\n", strings.Join(down, ", "))
	}
	if len(s.Nodes) == 0 {
		return nil
	}
	fmt.Fprintln(a.stdout)
	w := tabwriter.NewWriter(a.stdout, 0, 0, 3, ' ', 0)
	fmt.Fprintln(w, "NODE\tSTATE\tREADY\tCAPACITY\tZONE\tTYPE\tGPUS\tADDRESS")
	for _, n := range s.Nodes {
		state := string(n.State)
		if !n.Running {
			state = string(model.NodeDead)
		}
		ready := n.Ready
		if ready == "" {
			ready = "-"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%d\t%s\n", n.Name, state, ready, n.Capacity, n.Zone, n.InstanceType, n.GPUs, n.Address)
	}
	return w.Flush()
}

func (a *app) kubeconfigCommand() *cobra.Command {
	return &cobra.Command{
		Use: "kubeconfig", Short: "print the path of the administrator's kubeconfig", Args: cobra.NoArgs,
		Example: "  export KUBECONFIG=$(keepstep-cluster kubeconfig)",
		RunE: func(*cobra.Command, []string) error {
			c, err := cluster.Read(a.name)
			if err == nil {
				fmt.Fprintln(a.stdout, c.Kubeconfig())
			}
			return err
		},
	}
}

func (a *app) logsCommand() *cobra.Command {
	return &cobra.Command{
		Use: "logs [COMPONENT]", Short: "print a component's log; without a name, list the names", Args: cobra.MaximumNArgs(1),
		Example: "  keepstep-cluster logs kube-apiserver\n  keepstep-cluster logs kubelet-spot-a",
		RunE: func(_ *cobra.Command, args []string) error {
			c, err := cluster.Read(a.name)
			if err != nil {
				return err
			}
			files, _ := filepath.Glob(c.Path("log", "*.log"))
			var names []string
			for _, f := range files {
				names = append(names, strings.TrimSuffix(filepath.Base(f), ".log"))
			}
			sort.Strings(names)
			if len(args) == 0 {
				fmt.Fprintln(a.stdout, strings.Join(names, "\n"))
				return nil
			}
			f, err := os.Open(c.Path("log", filepath.Base(args[0])+".log"))
			if err != nil {
				return fmt.Errorf("no log %q: there are %s", args[0], strings.Join(names, ", "))
			}
			defer f.Close()
			_, err = io.Copy(a.stdout, f)
			return err
		},
	}
}
