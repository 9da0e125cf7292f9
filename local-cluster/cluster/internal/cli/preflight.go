package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"keepstep.dev/local-cluster/internal/preflight"
	"keepstep.dev/local-cluster/internal/store"
)

func (a *app) preflightCommand() *cobra.Command {
	var format string
	var memory, disk float64
	c := &cobra.Command{
		Use: "preflight", Short: "say all that this machine lacks, with the mend of each", Args: cobra.NoArgs,
		Long: `Looks at root, memory, disk, namespaces, file systems, cgroups and network links, and prints all that is missing at
once. Exit status 0: nothing is missing; 1: something is. It changes nothing.`,
		RunE: func(*cobra.Command, []string) error {
			if err := checkFormat(format); err != nil {
				return err
			}
			checks := preflight.All(preflight.Needs{Memory: uint64(memory * 1e9), Disk: uint64(disk * 1e9), StateRoot: store.Root()})
			failed := preflight.Failed(checks)
			if format == "json" {
				if err := a.printJSON(map[string]any{"ok": len(failed) == 0, "checks": checks}); err != nil {
					return err
				}
			} else {
				a.printChecks(checks)
			}
			if len(failed) > 0 {
				return exit(1)
			}
			return nil
		},
	}
	c.Flags().Float64Var(&memory, "memory", 3, "gigabytes of memory that must be available")
	c.Flags().Float64Var(&disk, "disk", 5, "gigabytes of disk that must be free")
	formatFlag(c, &format)
	return c
}

func (a *app) printChecks(checks []preflight.Check) {
	for _, c := range checks {
		if c.OK {
			a.say("ok        %-22s %s", c.Name, c.Found)
		} else {
			fmt.Fprintf(a.stdout, "  missing   %-22s %s\n            mend: %s\n", c.Name, c.Found, c.Mend)
		}
	}
}
