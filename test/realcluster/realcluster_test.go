package realcluster

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"
)

// require skips the test where a cluster cannot run, or fails it where the
// environment promises that one can.
func require(t *testing.T) {
	t.Helper()
	switch err := Missing(); {
	case err == nil:
	case os.Getenv("CI") == "true" || os.Getenv("NETWHY_REQUIRE_CLUSTER") == "1":
		t.Fatal(err)
	default:
		t.Skip(err)
	}
	if testing.Short() {
		t.Skip("a cluster takes longer than -short allows")
	}
}

// up makes a cluster that ends with the test, and leaves nothing.
func up(t *testing.T, o Options) *Cluster {
	t.Helper()
	require(t)
	before := traces(t, o.Name)
	o.Mortal, o.Progress = true, t.Output()
	c, err := Up(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		began := time.Now()
		if err := Down(o.Name); err != nil {
			t.Error(err)
		}
		t.Logf("removed in %s", time.Since(began).Round(time.Millisecond))
		nothingLeft(t, before, o.Name)
	})
	return c
}

// measure lets the application's client measure a target until it succeeds.
func measure(t *testing.T, c *Cluster, kind, target string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	err := c.until(ctx, target+" to answer", func(ctx context.Context) error {
		_, err := c.Kubectl(ctx, "-n", "shop", "exec", "deploy/client", "--", "/app", "measure", "-n", "3", kind, target)
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// works asserts that the application does.
func works(t *testing.T, c *Cluster) {
	t.Helper()
	measure(t, c, "http", "http://api.payments.svc.cluster.local")
	measure(t, c, "tcp", "ledger.payments.svc.cluster.local:9090")
	measure(t, c, "udp", "stats.telemetry.svc.cluster.local:8125")
	measure(t, c, "http", "http://api.example.com")
}

const denyAll = `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny-all, namespace: telemetry}
spec: {podSelector: {matchLabels: {app: collector}}, policyTypes: [Ingress]}
`

// TestDeniedFlowThroughTheRelay goes from nothing to a flow that a policy
// denied, read through the real relay.
func TestDeniedFlowThroughTheRelay(t *testing.T) {
	began := time.Now()
	c := up(t, Options{Name: "denied"})
	if err := c.Apply(t.Context(), []byte(denyAll)); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	err := c.until(ctx, "the denied flow", func(ctx context.Context) error {
		// It fails once the policy is in force, which is what is waited for.
		_, _ = c.Kubectl(ctx, "-n", "shop", "exec", "deploy/client", "--", "/app", "measure", "-n", "1", "-timeout", "200ms", "http", "http://collector.telemetry")
		flows, err := c.Observe(ctx, "--verdict", "DROPPED", "--to-label", "app=collector", "--last", "20")
		if err == nil && !strings.Contains(flows, `"drop_reason_desc":"POLICY_DENIED"`) {
			err = errUnseen
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("from nothing to a denied flow in %s", time.Since(began).Round(100*time.Millisecond))
	works(t, c)
}

func TestVariants(t *testing.T) {
	for _, o := range []Options{
		{Name: "proxy", Network: Proxy},
		{Name: "both", Network: CiliumProxy},
		{Name: "cache", NoHubble: true, NodeLocalDNS: true},
	} {
		t.Run(o.Name, func(t *testing.T) {
			c := up(t, o)
			works(t, c)
			seesPods(t, c)
			if _, err := c.Observe(t.Context()); (err == nil) != o.hubble() && o.cilium() {
				t.Errorf("Observe says %v", err)
			}
		})
	}
}

// TestLostNode has a node down and the relay partly available.
func TestLostNode(t *testing.T) {
	c := up(t, Options{Name: "lost", Lost: "node-b"})
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	err := c.until(ctx, "the relay to miss node-b", func(ctx context.Context) error {
		flows, err := c.Observe(ctx, "--last", "1")
		if err == nil && !strings.Contains(flows, `"NODE_UNAVAILABLE"`) {
			err = errUnseen
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	if again, err := Open("lost"); err != nil || again.Port != c.Port {
		t.Errorf("cannot open it: %v", err)
	}
}

func TestSideBySide(t *testing.T) {
	a := up(t, Options{Name: "left", Network: Proxy, Bare: true})
	b := up(t, Options{Name: "right", Network: Proxy, Bare: true, Probe: ProbeNone})
	for _, c := range []*Cluster{a, b} {
		if out, err := c.Kubectl(t.Context(), "create", "namespace", "of-"+c.Options.Name); err != nil {
			t.Error(out, err)
		}
	}
	out, err := a.Kubectl(t.Context(), "get", "namespaces", "-o", "name")
	if err != nil || !strings.Contains(out, "of-left") || strings.Contains(out, "of-right") || !strings.Contains(out, "netwhy") {
		t.Errorf("left has %q, %v", out, err)
	}
	out, err = b.Kubectl(t.Context(), "get", "namespaces", "-o", "name")
	if err != nil || strings.Contains(out, "netwhy") || b.ProbeTLS() != "" {
		t.Errorf("right was to have no probe, and has %q, %q, %v", out, b.ProbeTLS(), err)
	}
}
