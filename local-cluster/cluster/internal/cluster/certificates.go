package cluster

import (
	"net"
	"os"
	"time"

	"keepstep.dev/local-cluster/internal/model"
	"keepstep.dev/local-cluster/internal/pki"
	"keepstep.dev/local-cluster/internal/store"
)

// certificates makes the keys of all that speak to the API server, and kubeconfigs for those that read one.
func (h *Handle) certificates() error {
	now := time.Now()
	ca, err := pki.NewCA("keepstep "+h.Name, now)
	if err != nil {
		return err
	}
	if err := ca.Pair.Write(h.Path("pki"), "ca"); err != nil {
		return err
	}
	private, public, err := pki.SigningKey()
	if err != nil {
		return err
	}
	if err := os.WriteFile(h.Path("pki", "sa.key"), private, 0o600); err != nil {
		return err
	}
	if err := os.WriteFile(h.Path("pki", "sa.pub"), public, 0o600); err != nil {
		return err
	}
	subjects := map[string]pki.Subject{
		"apiserver": {Name: "kube-apiserver", DNS: []string{"localhost", "kubernetes", "kubernetes.default",
			"kubernetes.default.svc", "kubernetes.default.svc.cluster.local"}, IPs: []net.IP{net.ParseIP("127.0.0.1"),
			net.ParseIP(model.ControlPlaneAddress), net.ParseIP(model.ServiceAddress)}},
		"apiserver-kubelet": {Name: "kube-apiserver-kubelet-client", Group: "system:masters"},
		"admin":             {Name: "admin", Group: "system:masters", RSA: true},
		"kcm":               {Name: "system:kube-controller-manager"},
		"scheduler":         {Name: "system:kube-scheduler"},
	}
	for name, s := range subjects {
		pair, err := ca.Issue(s, now)
		if err != nil {
			return err
		}
		if err := pair.Write(h.Path("pki"), name); err != nil {
			return err
		}
		server := h.InternalServer()
		if name == "admin" {
			server = h.Server()
		}
		if name == "admin" || name == "kcm" || name == "scheduler" {
			content := model.Kubeconfig(server, ca.Pair.Cert, pair.Cert, pair.Key)
			if err := store.WriteFile(h.Path(name+".kubeconfig"), content, 0o600); err != nil {
				return err
			}
		}
	}
	return nil
}
