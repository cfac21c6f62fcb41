package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/netwhy/netwhy/agent/source/kube"
	"github.com/netwhy/netwhy/test/binary"
	"github.com/netwhy/netwhy/test/realcluster"
	"github.com/netwhy/netwhy/test/realcluster/mortal"
	"k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/client-go/tools/clientcmd"
)

// world is a cluster with a reader who has exactly the rights that the sources
// declare, and the program that asks.
type world struct {
	cluster *realcluster.Cluster
	netwhy  string // path of the program
	reader  string // path of the reader's kubeconfig
	dir     string
	relay   string    // address of Hubble Relay, "" if there is none
	calm    time.Time // when the scenario before was over, if it disturbed the kernels
	over    time.Time // when it was over; flows from before are not of this one
}

// worlds are the clusters of the tests, one for each network, made when a
// scenario first needs it.
type worlds map[string]*world

func (all worlds) get(t *testing.T, network string) *world {
	t.Helper()
	if w := all[network]; w != nil {
		return w
	}
	w := &world{cluster: cluster(t, network), dir: t.TempDir()}
	var err error
	if w.netwhy, err = binary.Own(t.Context(), "cmd/netwhy"); err != nil {
		t.Fatal(err)
	}
	if w.reader, err = w.account(t.Context()); err != nil {
		t.Fatal(err)
	}
	if w.relay, err = w.cluster.Relay(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err = w.employ(t.Context()); err != nil {
		t.Fatal(err)
	}
	all[network] = w
	return w
}

// cluster is one that runs, or else is made and ends with the test.
func cluster(t *testing.T, network string) *realcluster.Cluster {
	t.Helper()
	named, names := os.Getenv("NETWHY_CLUSTER"), []string{"dev"}
	if named != "" {
		names = []string{named}
	}
	if os.Getenv("CI") == "true" {
		names = nil // a cluster that stays is of some other commit
	}
	for _, name := range names {
		c, err := realcluster.Open(name)
		if err == nil && string(c.Options.Network) == network {
			return c
		}
		if name == named && err != nil {
			t.Fatal(err)
		}
	}
	return mortal.Cluster(t, realcluster.Options{Name: "e2e-" + network, Network: realcluster.Network(network), Audit: true})
}

// account makes the reader and returns his kubeconfig, good within the cluster.
func (w *world) account(ctx context.Context) (string, error) {
	var rules []map[string]any
	for _, a := range kube.Access() {
		rules = append(rules, map[string]any{"apiGroups": []string{a.Group}, "resources": []string{a.Resource}, "verbs": []string{a.Verb}})
	}
	text, err := json.Marshal(rules)
	if err != nil {
		return "", err
	}
	err = w.cluster.Apply(ctx, fmt.Appendf(nil, `
apiVersion: v1
kind: Namespace
metadata: {name: netwhy, labels: {pod-security.kubernetes.io/enforce: privileged}}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: netwhy, namespace: netwhy}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: netwhy}
rules: %s
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: netwhy}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: netwhy}
subjects: [{kind: ServiceAccount, name: netwhy, namespace: netwhy}]
`, text))
	if err != nil {
		return "", err
	}
	token, err := w.cluster.Kubectl(ctx, "-n", "netwhy", "create", "token", "netwhy", "--duration=12h")
	if err != nil {
		return "", err
	}
	config, err := clientcmd.LoadFromFile(w.cluster.Inside())
	if err != nil {
		return "", err
	}
	for _, user := range config.AuthInfos {
		user.ClientCertificateData, user.ClientKeyData, user.Token = nil, nil, strings.TrimSpace(token)
	}
	path := filepath.Join(w.cluster.Dir(), "reader.kubeconfig")
	return path, clientcmd.WriteToFile(*config, path)
}

// inject brings a scenario about, up to the proof that it is there.
func (w *world) inject(ctx context.Context, s scenario) error {
	if len(s.objects) > 0 {
		if err := w.cluster.Apply(ctx, s.objects); err != nil {
			return err
		}
	}
	settles := true
	for _, l := range s.steps {
		if l.verb == "until" {
			settles = false
		}
	}
	for _, l := range s.steps {
		if l.verb != "do" && settles { // the first look at what was done
			if err := w.settled(ctx); err != nil {
				return err
			}
			settles = false
		}
		if err := w.step(ctx, l); err != nil {
			return err
		}
	}
	if settles {
		return w.settled(ctx)
	}
	return nil
}

func (w *world) settled(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return w.cluster.Settled(ctx)
}

// restored takes a scenario away: what its lines undo, and all else in two
// tries, since what is slow may be ready by then.
func (w *world) restored(ctx context.Context, s scenario) error {
	var failed []error
	for _, l := range s.undo {
		failed = append(failed, w.step(ctx, l))
	}
	if err := w.restore(ctx, s); err != nil {
		failed = append(failed, w.restore(ctx, s))
	}
	return errors.Join(failed...)
}

// restore puts the objects back, and waits until the application works.
func (w *world) restore(ctx context.Context, s scenario) error {
	var failed []error
	failed = append(failed, w.remove(ctx, s.objects))
	bounded, cancel := context.WithTimeout(ctx, 2*patience)
	defer cancel()
	failed = append(failed, w.cluster.Restore(bounded))
	for _, target := range []string{"http http://api.payments", "tcp ledger.payments:9090", "udp stats.telemetry:8125", "http http://collector.telemetry", "http http://api.example.com"} {
		failed = append(failed, w.step(ctx, line{"works", target}))
	}
	return errors.Join(failed...)
}

// remove deletes the objects of a scenario; those of the base come back.
func (w *world) remove(ctx context.Context, objects []byte) error {
	decoder := yaml.NewYAMLOrJSONDecoder(bytes.NewReader(objects), 4096)
	for {
		var o struct {
			Kind     string `json:"kind"`
			Metadata struct {
				Name      string `json:"name"`
				Namespace string `json:"namespace"`
			} `json:"metadata"`
			APIVersion string `json:"apiVersion"`
		}
		if err := decoder.Decode(&o); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("cannot read the objects: %w", err)
		}
		if o.Kind == "" {
			continue
		}
		kind := o.Kind
		if group, version, ok := strings.Cut(o.APIVersion, "/"); ok {
			kind += "." + version + "." + group
		}
		args := []string{"delete", kind, o.Metadata.Name, "--ignore-not-found", "--timeout=60s"}
		if o.Metadata.Namespace != "" {
			args = append(args, "-n", o.Metadata.Namespace)
		}
		if _, err := w.cluster.Kubectl(ctx, args...); err != nil {
			return err
		}
	}
}
