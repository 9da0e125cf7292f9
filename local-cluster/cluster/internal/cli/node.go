package cli

import (
	"time"

	"github.com/spf13/cobra"

	"keepstep.dev/local-cluster/internal/cluster"
	"keepstep.dev/local-cluster/internal/model"
)

func (a *app) nodeCommand() *cobra.Command {
	c := &cobra.Command{Use: "node", Short: "add, warn, kill, reboot, cut off or remove a node"}
	c.AddCommand(a.nodeAdd(), a.nodeNotice(), a.nodeKill(), a.nodeReboot(),
		a.nodeSimple("partition", "cut a node off the network; its containers run on", func(n string) error {
			return cluster.SetPartition(a.name, n, true, a.say)
		}),
		a.nodeSimple("heal", "put a partitioned node back on the network", func(n string) error {
			return cluster.SetPartition(a.name, n, false, a.say)
		}),
		a.nodeSimple("rm", "end a node and remove its Node object", func(n string) error {
			return cluster.RemoveNode(a.name, n, a.say)
		}))
	return c
}

func (a *app) nodeSimple(verb, short string, run func(node string) error) *cobra.Command {
	return &cobra.Command{Use: verb + " NAME", Short: short, Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return run(args[0]) }}
}

func (a *app) nodeAdd() *cobra.Command {
	var n model.Node
	var labels []string
	var noWait bool
	c := &cobra.Command{
		Use: "add NAME", Short: "add a node with the labels, taints and devices of a cloud's", Args: cobra.ExactArgs(1),
		Long: `Starts a node and waits until it is Ready (1.5 to 3 s).

--provider decides how spot and on-demand are marked:
  karpenter  karpenter.sh/capacity-type=spot|on-demand
  eks        eks.amazonaws.com/capacityType=SPOT|ON_DEMAND
  gke        cloud.google.com/gke-spot=true, as label and NoSchedule taint; on-demand bears no mark
  aks        kubernetes.azure.com/scalesetpriority=spot, as label and NoSchedule taint; on-demand bears no mark
All nodes have topology.kubernetes.io/zone and region=local, and node.kubernetes.io/instance-type.

Every node reports the whole machine's processors and memory: nothing is divided.`,
		RunE: func(_ *cobra.Command, args []string) error {
			n.Name = args[0]
			var err error
			if n.Labels, err = model.ParseLabels(labels); err != nil {
				return err
			}
			return cluster.AddNode(a.name, n, !noWait, a.say)
		},
	}
	f := c.Flags()
	f.StringVar(&n.Capacity, "capacity", "on-demand", "spot or on-demand")
	f.StringVar(&n.Provider, "provider", "karpenter", "karpenter, eks, gke or aks: whose labels and taints")
	f.StringVar(&n.Zone, "zone", "zone-a", "the node's zone")
	f.StringVar(&n.InstanceType, "instance-type", "local.large", "the node's instance type")
	f.IntVar(&n.GPUs, "gpus", 0, "how many (make-believe) nvidia.com/gpu it has")
	f.StringArrayVar(&labels, "label", nil, "one more label KEY=VALUE; may be repeated")
	f.StringArrayVar(&n.Taints, "taint", nil, "one more taint KEY[=VALUE]:EFFECT; may be repeated")
	f.BoolVar(&noWait, "no-wait", false, "return when it is started, not when it is Ready")
	return c
}

func objectFlags(c *cobra.Command, o *cluster.KillOptions) {
	c.Flags().BoolVar(&o.KeepObject, "keep-object", false, "leave the Node object, as where no cloud controller runs")
	c.Flags().DurationVar(&o.ObjectAfter, "object-after", 3*time.Second,
		"how long after the machine its Node object goes, as a cloud controller sees to it")
}

func (a *app) nodeNotice() *cobra.Command {
	var o cluster.NoticeOptions
	c := &cobra.Command{
		Use: "notice NAME", Short: "warn of a node's end by a taint, then end it", Args: cobra.ExactArgs(1),
		Long: `Puts the provider's notice taint on the node, waits, kills the machine with all its containers, and removes its Node
object. Notice times in life: AWS 120 s; AKS about 30 s; GKE 30 s, of which 15 for user pods.

Taints: karpenter and eks aws-node-termination-handler/spot-itn, gke cloud.google.com/impending-node-termination,
aks remediator.kubernetes.azure.com/unschedulable; all NoSchedule.`,
		RunE: func(_ *cobra.Command, args []string) error { return cluster.Notice(a.name, args[0], o, a.say) },
	}
	c.Flags().DurationVar(&o.After, "after", 30*time.Second, "the time from the notice to the end")
	c.Flags().StringVar(&o.Taint, "taint", "", "the taint KEY[=VALUE]:EFFECT (default: the provider's)")
	c.Flags().BoolVar(&o.Drain, "drain", false, "evict the node's pods right after the taint, as termination handlers do")
	c.Flags().BoolVar(&o.Detach, "detach", false, "return once the taint is on; the end comes by itself")
	objectFlags(c, &o.Kill)
	return c
}

func (a *app) nodeKill() *cobra.Command {
	var o cluster.KillOptions
	c := &cobra.Command{
		Use: "kill NAME", Short: "end a node at once, with all its containers, without warning", Args: cobra.ExactArgs(1),
		Long: `Kills every process of the node at once, as a reclaimed spot instance ends: no SIGTERM, no grace. Its disk is gone.
After --object-after its Node object goes too, unless --keep-object is given. Returns when all of that is done.`,
		RunE: func(_ *cobra.Command, args []string) error { return cluster.KillNode(a.name, args[0], o, a.say) },
	}
	objectFlags(c, &o)
	c.Flags().DurationVar(&o.Delay, "delay", 0, "wait before")
	c.Flags().StringVar(&o.MachineID, "machine", "", "only if the node is still this machine")
	c.Flags().MarkHidden("machine")
	return c
}

func (a *app) nodeReboot() *cobra.Command {
	var off time.Duration
	var noWait bool
	c := &cobra.Command{
		Use: "reboot NAME", Short: "end all processes of a node and start it again with its disk", Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			return cluster.RebootNode(a.name, args[0], off, !noWait, a.say)
		},
	}
	c.Flags().DurationVar(&off, "off", 0, "how long it stays off")
	c.Flags().BoolVar(&noWait, "no-wait", false, "return when it is started, not when it is Ready")
	return c
}
