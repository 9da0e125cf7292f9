// Package kube asks the API server the few things that the verbs need. Plain HTTPS and JSON: client-go would make the
// program three times as big, for five requests.
package kube

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"keepstep.dev/local-cluster/internal/model"
)

// Client speaks as the administrator.
type Client struct {
	server string
	http   *http.Client
}

// Status is an answer other than success.
type Status struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
}

func (s *Status) Error() string {
	return fmt.Sprintf("the API server answered %d: %s", s.Code, s.Message)
}

// IsNotFound says whether err is the answer that there is no such object.
func IsNotFound(err error) bool {
	var s *Status
	return errors.As(err, &s) && s.Code == http.StatusNotFound
}

func isConflict(err error) bool {
	var s *Status
	return errors.As(err, &s) && s.Code == http.StatusConflict
}

// New reads the administrator's certificate from the cluster's folder.
func New(c model.Cluster) (*Client, error) {
	ca, err := os.ReadFile(c.Path("pki", "ca.crt"))
	if err != nil {
		return nil, err
	}
	pair, err := tls.LoadX509KeyPair(c.Path("pki", "admin.crt"), c.Path("pki", "admin.key"))
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(ca)
	return &Client{server: c.Server(), http: &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: pool, Certificates: []tls.Certificate{pair}},
	}}}, nil
}

// Do sends one request; in and out may be nil.
func (k *Client) Do(ctx context.Context, method, path, contentType string, in, out any) error {
	var body io.Reader
	if in != nil {
		b, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(ctx, method, k.server+path, body)
	if err != nil {
		return err
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	resp, err := k.http.Do(req)
	if err != nil {
		return fmt.Errorf("the API server does not answer: %w", err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode >= 300 {
		s := &Status{Message: strings.TrimSpace(string(b))}
		json.Unmarshal(b, s)
		s.Code = resp.StatusCode
		return s
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(b, out)
}

// Get fetches path into out, which may be nil.
func (k *Client) Get(ctx context.Context, path string, out any) error {
	return k.Do(ctx, http.MethodGet, path, "", nil, out)
}

// Taint as in a Node's spec.
type Taint struct {
	Key       string `json:"key"`
	Value     string `json:"value,omitempty"`
	Effect    string `json:"effect"`
	TimeAdded string `json:"timeAdded,omitempty"`
}

// ParseTaint reads a checked KEY[=VALUE]:EFFECT.
func ParseTaint(s string) Taint {
	kv, effect, _ := strings.Cut(s, ":")
	k, v, _ := strings.Cut(kv, "=")
	return Taint{Key: k, Value: v, Effect: effect}
}

// Node is what the verbs look at in a Node object.
type Node struct {
	Metadata struct {
		Name            string `json:"name"`
		ResourceVersion string `json:"resourceVersion"`
	} `json:"metadata"`
	Spec struct {
		Taints []Taint `json:"taints"`
	} `json:"spec"`
	Status struct {
		Conditions []struct {
			Type   string `json:"type"`
			Status string `json:"status"`
		} `json:"conditions"`
		Allocatable map[string]string `json:"allocatable"`
		NodeInfo    struct {
			BootID string `json:"bootID"`
		} `json:"nodeInfo"`
	} `json:"status"`
}

// Ready is the Node's condition of that name: "True", "False", "Unknown", or "" before the first report.
func (n Node) Ready() string {
	for _, c := range n.Status.Conditions {
		if c.Type == "Ready" {
			return c.Status
		}
	}
	return ""
}

// Nodes lists all, by name.
func (k *Client) Nodes(ctx context.Context) (map[string]Node, error) {
	var list struct {
		Items []Node `json:"items"`
	}
	if err := k.Get(ctx, "/api/v1/nodes", &list); err != nil {
		return nil, err
	}
	out := map[string]Node{}
	for _, n := range list.Items {
		out[n.Metadata.Name] = n
	}
	return out, nil
}

// AddTaint adds to a Node's taints, whoever else changes them meanwhile.
func (k *Client) AddTaint(ctx context.Context, node string, t Taint) error {
	path := "/api/v1/nodes/" + node
	for {
		var n Node
		if err := k.Get(ctx, path, &n); err != nil {
			return err
		}
		kept := n.Spec.Taints[:0:0]
		for _, have := range n.Spec.Taints {
			if have.Key != t.Key || have.Effect != t.Effect {
				kept = append(kept, have)
			}
		}
		patch := map[string]any{
			"metadata": map[string]any{"resourceVersion": n.Metadata.ResourceVersion},
			"spec":     map[string]any{"taints": append(kept, t)},
		}
		err := k.Do(ctx, http.MethodPatch, path, "application/merge-patch+json", patch, nil)
		if !isConflict(err) {
			return err
		}
	}
}

// DeleteNode removes the Node object; one that is gone already is no error.
func (k *Client) DeleteNode(ctx context.Context, node string) error {
	err := k.Do(ctx, http.MethodDelete, "/api/v1/nodes/"+node, "", nil, nil)
	if IsNotFound(err) {
		return nil
	}
	return err
}

// EvictAll asks for the eviction of every pod on the node, as a termination handler does, and says how many it asked for.
func (k *Client) EvictAll(ctx context.Context, node string) (int, error) {
	var pods struct {
		Items []struct {
			Metadata struct {
				Name            string `json:"name"`
				Namespace       string `json:"namespace"`
				OwnerReferences []struct {
					Kind string `json:"kind"`
				} `json:"ownerReferences"`
			} `json:"metadata"`
		} `json:"items"`
	}
	if err := k.Get(ctx, "/api/v1/pods?fieldSelector="+url.QueryEscape("spec.nodeName="+node), &pods); err != nil {
		return 0, err
	}
	n := 0
	for _, p := range pods.Items {
		m := p.Metadata
		if len(m.OwnerReferences) > 0 && m.OwnerReferences[0].Kind == "DaemonSet" {
			continue
		}
		eviction := map[string]any{"apiVersion": "policy/v1", "kind": "Eviction",
			"metadata": map[string]any{"name": m.Name, "namespace": m.Namespace}}
		path := fmt.Sprintf("/api/v1/namespaces/%s/pods/%s/eviction", m.Namespace, m.Name)
		if err := k.Do(ctx, http.MethodPost, path, "application/json", eviction, nil); err != nil && !IsNotFound(err) {
			return n, err
		}
		n++
	}
	return n, nil
}
