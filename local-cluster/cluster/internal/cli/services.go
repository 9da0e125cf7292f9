package cli

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"syscall"

	"github.com/spf13/cobra"

	"keepstep.dev/local-cluster/internal/cluster"
	"keepstep.dev/local-cluster/internal/nodeinit"
	"keepstep.dev/local-cluster/internal/relay"
)

func (a *app) imageCommand() *cobra.Command {
	c := &cobra.Command{Use: "image", Short: "load container images from files"}
	c.AddCommand(&cobra.Command{
		Use: "load TAR...", Short: "load images (docker or OCI archives) into all nodes, also those added later", Args: cobra.MinimumNArgs(1),
		Long: `Unpacks each image once for all nodes to come, which then have it at no cost, and once in every node that runs already.
So load images before adding nodes.`,
		RunE: func(_ *cobra.Command, args []string) error { return cluster.LoadImages(a.name, args, a.say) },
	})
	return c
}

func (a *app) s3Command() *cobra.Command {
	c := &cobra.Command{Use: "s3", Short: "the cluster's S3 server: where it is; stop and start it"}
	var format string
	status := &cobra.Command{
		Use: "status", Short: "print endpoints and credentials as environment variables, or as JSON", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			made, err := cluster.Read(a.name)
			if err != nil {
				return err
			}
			s := cluster.Look(made).S3
			if s == nil {
				return fmt.Errorf("cluster %q has no object store: bring it up with --s3", a.name)
			}
			if format == "json" {
				return a.printJSON(s)
			}
			fmt.Fprintf(a.stdout, "AWS_ENDPOINT_URL_S3=%s\nAWS_ACCESS_KEY_ID=%s\nAWS_SECRET_ACCESS_KEY=%s\nAWS_REGION=%s\n# for pods: %s\n# running: %t\n",
				s.HostEndpoint, s.AccessKey, s.SecretKey, s.Region, s.PodEndpoint, s.Running)
			return nil
		},
	}
	formatFlag(status, &format)
	c.AddCommand(status)
	for verb, short := range map[string]string{"stop": "end it at once; its data stays", "start": "start it again"} {
		c.AddCommand(&cobra.Command{Use: verb, Short: short, Args: cobra.NoArgs,
			RunE: func(*cobra.Command, []string) error { return cluster.S3(a.name, verb, a.say) }})
	}
	return c
}

func (a *app) apiCommand() *cobra.Command {
	c := &cobra.Command{Use: "apiserver", Short: "stop, start, pause or resume the API server"}
	for verb, short := range map[string]string{
		"stop": "end it: connections are refused", "start": "start it again, and what gave up without it",
		"pause": "freeze it: connections are accepted and never answered", "resume": "let it go on",
	} {
		c.AddCommand(&cobra.Command{Use: verb, Short: short, Args: cobra.NoArgs,
			RunE: func(*cobra.Command, []string) error { return cluster.API(a.name, verb, a.say) }})
	}
	return c
}

func (a *app) datastoreCommand() *cobra.Command {
	c := &cobra.Command{Use: "datastore", Short: "stop or start etcd, in which the API server keeps everything"}
	for verb, short := range map[string]string{
		"stop": "end it at once: the API server answers, but can neither read nor write; its data stays", "start": "start it again",
	} {
		c.AddCommand(&cobra.Command{Use: verb, Short: short, Args: cobra.NoArgs,
			RunE: func(*cobra.Command, []string) error { return cluster.Datastore(a.name, verb, a.say) }})
	}
	return c
}

// components run Kubernetes' own programs, from the file beside this one.
func components() []*cobra.Command {
	var out []*cobra.Command
	for _, name := range []string{"kubectl", "etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubelet"} {
		out = append(out, &cobra.Command{
			Use: name, Hidden: name != "kubectl", DisableFlagParsing: true,
			Short: "kubectl of the same version, on the cluster that KUBECONFIG names or else `demo`",
			RunE:  func(_ *cobra.Command, args []string) error { return run(name, args) },
		})
	}
	return out
}

func run(component string, args []string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	if self, err = filepath.EvalSymlinks(self); err != nil {
		return err
	}
	if component == "kubectl" && os.Getenv("KUBECONFIG") == "" {
		if c, err := cluster.Read("demo"); err == nil {
			os.Setenv("KUBECONFIG", c.Kubeconfig())
		}
	}
	binary := filepath.Join(filepath.Dir(self), "keepstep-components")
	err = syscall.Exec(binary, append([]string{binary, component}, args...), os.Environ())
	return fmt.Errorf("cannot run %s: %w: build it with local-cluster/build.sh", binary, err)
}

// inner are the program's own parts, which it starts as processes.
func inner() []*cobra.Command {
	hidden := func(use string, n int, run func(args []string) error) *cobra.Command {
		return &cobra.Command{Use: use, Hidden: true, Args: cobra.ExactArgs(n),
			RunE: func(_ *cobra.Command, args []string) error { return run(args) }}
	}
	return []*cobra.Command{
		hidden("relay NETNS ADDRESS", 2, func(args []string) error {
			// The listener is open already and comes as file 3, so that its port was never free in between.
			l, err := net.FileListener(os.NewFile(3, "listener"))
			if err != nil {
				return err
			}
			return relay.Serve(l, args[0], args[1])
		}),
		hidden("guard NAME PID", 2, func(args []string) error {
			pid, err := strconv.Atoi(args[1])
			if err != nil {
				return err
			}
			return cluster.Guard(args[0], pid, func(string, ...any) {})
		}),
		hidden("node-enter DIR NODE", 2, func(args []string) error { return nodeinit.Enter(args[0], args[1]) }),
		hidden("fill-template DIR", 1, func(args []string) error { return nodeinit.FillTemplate(args[0]) }),
		hidden("node-init DIR NODE", 2, func(args []string) error { return nodeinit.Run(args[0], args[1]) }),
	}
}
