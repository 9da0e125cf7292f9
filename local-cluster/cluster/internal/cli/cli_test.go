package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"
)

func run1(t *testing.T, args ...string) (int, string, string) {
	t.Helper()
	t.Setenv("KEEPSTEP_STATE", t.TempDir())
	var out, err bytes.Buffer
	rc := Main(args, &out, &err)
	return rc, out.String(), err.String()
}

func TestAMistakeIsOneSentenceWithTheMend(t *testing.T) {
	for line, want := range map[string]string{
		"up --only everything":        `error: --only "everything": use api or control-plane, or leave it out`,
		"up --name Demo":              `error: cluster name "Demo": use 1 to 20 lower-case letters, digits and dashes, a letter first`,
		"up --node-grace 1s":          `error: --node-grace 1s: use 3s or more, since a kubelet reports every second`,
		"up --only api --s3":          `error: --s3 needs nodes and so no --only: without a cluster, run versitygw by itself`,
		"status --format yaml":        `error: --format "yaml": use table or json`,
		"status":                      "error: there is no cluster \"demo\": bring it up with `keepstep-cluster up --name demo`",
		"node add a --capacity cheap": `error: --capacity "cheap": use spot or on-demand`,
		"node add a --label x":        `error: --label "x": use KEY=VALUE`,
		"node kill a":                 "error: there is no cluster \"demo\": bring it up with `keepstep-cluster up --name demo`",
		"image load /no/such.tar":     "error: there is no cluster \"demo\": bring it up with `keepstep-cluster up --name demo`",
		"s3 stop":                     "error: there is no cluster \"demo\": bring it up with `keepstep-cluster up --name demo`",
		"kubeconfig --name x":         "error: there is no cluster \"x\": bring it up with `keepstep-cluster up --name x`",
	} {
		rc, out, err := run1(t, strings.Fields(line)...)
		if rc == 0 || out != "" || err != want+"\n" {
			t.Errorf("%s: exit %d\n got  %s want %s", line, rc, err, want)
		}
	}
}

func TestAnUnknownVerbPointsToHelp(t *testing.T) {
	rc, _, err := run1(t, "upp")
	if rc != 2 || !strings.Contains(err, `unknown command "upp"`) || !strings.Contains(err, "mend: ") {
		t.Errorf("exit %d: %s", rc, err)
	}
}

func TestHelpSaysWhatIsNotThere(t *testing.T) {
	_, out, _ := run1(t, "--help")
	for _, want := range []string{"kube-proxy", "DNS", "node notice", "KEEPSTEP_STATE"} {
		if !strings.Contains(out, want) {
			t.Errorf("help does not mention %s", want)
		}
	}
	for _, inner := range []string{"node-init", "relay", "guard"} {
		if strings.Contains(out, inner) {
			t.Errorf("help shows the inner part %s", inner)
		}
	}
}

func TestDownWithoutAClusterIsNoErrorAndLeavesNothing(t *testing.T) {
	state := t.TempDir() + "/state"
	t.Setenv("KEEPSTEP_STATE", state)
	var out, err bytes.Buffer
	if rc := Main([]string{"down"}, &out, &err); rc != 0 {
		t.Fatalf("exit %d: %s", rc, err.String())
	}
	if _, e := os.Stat(state); !os.IsNotExist(e) {
		t.Errorf("left %s", state)
	}
}

func TestPreflightNamesAllThatIsMissingAtOnce(t *testing.T) {
	rc, out, _ := run1(t, "preflight", "--memory", "1e9", "--disk", "1e9", "--format", "json")
	var got struct {
		OK     bool
		Checks []struct {
			Name, Mend string
			OK         bool
		}
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	missing := map[string]bool{}
	for _, c := range got.Checks {
		if !c.OK {
			missing[c.Name] = true
			if c.Mend == "" {
				t.Errorf("%s has no mend", c.Name)
			}
		}
	}
	if rc != 1 || got.OK || !missing["memory"] || !missing["disk"] {
		t.Errorf("exit %d, ok %t, missing %v", rc, got.OK, missing)
	}
}
