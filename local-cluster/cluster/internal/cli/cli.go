// Package cli is the command line: flags, help, and how results are printed. What a verb does is package cluster's.
package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"keepstep.dev/local-cluster/internal/cluster"
)

const long = `A real Kubernetes on this machine, without Docker: etcd, API server, controller manager, scheduler and kubelets,
with containerd and runc running real containers, and a real S3 server.

Each node is a set of namespaces with a kubelet and a containerd of its own, so it can be lost as a machine is lost:
at once, with everything on it. The machine's own network, settings and folders are not touched.

  keepstep-cluster up --s3
  keepstep-cluster node add spot-a --capacity spot --zone zone-a --gpus 2
  keepstep-cluster kubectl get nodes
  keepstep-cluster node notice spot-a --after 30s
  keepstep-cluster down

What it has not: kube-proxy and DNS. The API is at 10.96.0.1 in every pod, as always; other Services have no
address that answers. Pods reach each other by pod IP, and S3 by the address that ` + "`s3 status`" + ` prints.

Everything a cluster writes is in $KEEPSTEP_STATE/NAME (default /var/tmp/keepstep/NAME) and goes with it.`

// app is what the flags of all verbs share.
type app struct {
	name   string
	quiet  bool
	stderr io.Writer
	stdout io.Writer
}

// say prints one line about what was done, on stderr: stdout is for what was asked for.
func (a *app) say(format string, args ...any) {
	if !a.quiet {
		fmt.Fprintf(a.stderr, "  "+format+"\n", args...)
	}
}

// Main runs one command line and returns the exit status: 0 done, 1 failed, 2 asked for in a way that cannot be done.
func Main(args []string, stdout, stderr io.Writer) int {
	a := &app{stdout: stdout, stderr: stderr}
	root := &cobra.Command{
		Use: "keepstep-cluster", Short: "A real Kubernetes and a real S3 on one machine", Long: long,
		SilenceErrors: true, SilenceUsage: true,
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.PersistentFlags().StringVar(&a.name, "name", "demo", "which cluster; several can run side by side")
	root.PersistentFlags().BoolVarP(&a.quiet, "quiet", "q", false, "print no line about what was done")
	root.AddCommand(a.upCommand(), a.downCommand(), a.statusCommand(), a.kubeconfigCommand(), a.nodeCommand(),
		a.imageCommand(), a.s3Command(), a.apiCommand(), a.datastoreCommand(), a.logsCommand(), a.preflightCommand())
	root.AddCommand(components()...)
	root.AddCommand(inner()...)
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.Execute()
	if err == nil {
		return 0
	}
	if q, ok := err.(exit); ok {
		return int(q)
	}
	fmt.Fprintln(stderr, "error: "+err.Error())
	if strings.HasPrefix(err.Error(), "unknown ") {
		fmt.Fprintln(stderr, "  mend: `keepstep-cluster --help` shows what there is")
		return 2
	}
	return 1
}

// exit is a status with nothing left to print.
type exit int

func (e exit) Error() string { return fmt.Sprintf("exit %d", int(e)) }

func (a *app) printJSON(v any) error {
	e := json.NewEncoder(a.stdout)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

func (a *app) printStatus() error {
	c, err := cluster.Read(a.name)
	if err != nil {
		return err
	}
	return a.printJSON(cluster.Look(c))
}

func checkFormat(format string) error {
	if format != "table" && format != "json" {
		return fmt.Errorf("--format %q: use table or json", format)
	}
	return nil
}

func formatFlag(c *cobra.Command, format *string) {
	c.Flags().StringVar(format, "format", "table", "table or json")
}

// Stdio is the usual Main.
func Stdio() int { return Main(os.Args[1:], os.Stdout, os.Stderr) }
