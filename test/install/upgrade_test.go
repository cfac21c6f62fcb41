package install

import (
	"errors"
	"strings"
	"testing"
)

func (w *world) upgrades(t *testing.T) {
	w.Helm(t, "upgrade", "netwhy", w.chart(now), "--reuse-values", "--set", `nodeSelector.kubernetes\.io/hostname=node-a`, "--wait", "--timeout=2m")
	w.browser.keeps(t, w.kept)
	if r := w.ask(t); !strings.Contains(r.Program, now) {
		t.Errorf("after the upgrade %s answers", r.Program)
	}
	w.Helm(t, "rollback", "netwhy", "--wait", "--timeout=2m")
	w.browser.keeps(t, w.kept)
	if r := w.ask(t); !strings.Contains(r.Program, before) {
		t.Errorf("after the rollback %s answers", r.Program)
	}
	w.Helm(t, "upgrade", "netwhy", w.chart(now), "--reuse-values", "--set", `nodeSelector.kubernetes\.io/hostname=node-a`, "--wait", "--timeout=2m")
	w.browser.keeps(t, w.kept)
}

// leaf is a certificate, or whom its bearer trusts.
func (w *world) leaf(t *testing.T, in, secret, key string) string {
	t.Helper()
	return w.must(t, "-n", in, "get", "secret", secret, "-o", `go-template={{index .data "`+key+`"}}`)
}

// rotates lets first the certificates grow old, and then their authorities, in
// whose place others come in two steps.
func (w *world) rotates(t *testing.T) {
	was := w.restarts(t)
	upgrade := func() {
		t.Helper()
		// What the test made old is its own, by server-side apply.
		w.Helm(t, "upgrade", "netwhy", w.chart(now), "--reuse-values", "--force-conflicts", "--wait", "--timeout=2m")
	}
	changed := func(in, secret, key, before string) {
		t.Helper()
		if w.leaf(t, in, secret, key) == before {
			t.Errorf("%s of %s/%s is as it was", key, in, secret)
		}
	}
	old := func(secret, in, note string) {
		t.Helper()
		w.must(t, "-n", in, "annotate", "secret", secret, "--overwrite", note)
	}
	server, probe := w.leaf(t, namespace, "netwhy-tls", "tls.crt"), w.leaf(t, "netwhy-probes", "netwhy-nodeprobe", "tls.crt")
	upgrade()
	if w.leaf(t, namespace, "netwhy-tls", "tls.crt") != server {
		t.Error("an upgrade issues a certificate anew that is young")
	}
	old("netwhy-tls", namespace, "netwhy.io/issued=1")
	old("netwhy-nodeprobe", "netwhy-probes", "netwhy.io/issued=1")
	old("netwhy-nodeprobe-client", namespace, "netwhy.io/issued=1")
	upgrade()
	changed(namespace, "netwhy-tls", "tls.crt", server)
	changed("netwhy-probes", "netwhy-nodeprobe", "tls.crt", probe)
	w.stillTrusted(t)

	bundle := w.leaf(t, namespace, "netwhy-nodeprobe-client", "ca.crt")
	server = w.leaf(t, namespace, "netwhy-tls", "tls.crt")
	for _, of := range []string{"servers", "clients"} {
		old("netwhy-authority", namespace, "netwhy.io/"+of+"-made="+w.longAgo(t))
	}
	upgrade()
	changed(namespace, "netwhy-nodeprobe-client", "ca.crt", bundle)
	w.stillTrusted(t)
	for _, of := range []string{"servers", "clients"} {
		old("netwhy-authority", namespace, "netwhy.io/"+of+"-announced=1")
	}
	upgrade()
	changed(namespace, "netwhy-tls", "tls.crt", server)
	w.stillTrusted(t)
	if is := w.restarts(t); is != was {
		t.Errorf("the agent was started again: %s, after %s", is, was)
	}
	w.browser.keeps(t, w.kept)
}

// stillTrusted waits until kubelet has brought what was issued, and the probes are
// read by it.
func (w *world) stillTrusted(t *testing.T) {
	t.Helper()
	await(t, "the new certificates to be used", func() error {
		if !w.serves(t, w.leaf(t, namespace, "netwhy-tls", "tls.crt")) {
			return errors.New("the agent has the old one")
		}
		return nil
	})
	seen(t, w.ask(t))
}

func (w *world) uninstalls(t *testing.T) {
	w.Helm(t, "uninstall", "netwhy", "--wait", "--timeout=2m")
	await(t, "all but the disk to be gone", func() error {
		left, err := w.Kubectl(t.Context(), "get", "all,secrets,configmaps,serviceaccounts,pvc,networkpolicies,roles,rolebindings,clusterroles,clusterrolebindings,namespaces", "-A", "-l", "app.kubernetes.io/part-of=netwhy", "-o", "name")
		if err == nil && strings.TrimSpace(left) != "persistentvolumeclaim/netwhy" {
			err = errors.New("there is " + left)
		}
		return err
	})
	// What was kept is there again.
	w.Helm(t, "install", "netwhy", w.chart(now), "--set", `nodeSelector.kubernetes\.io/hostname=node-a`, "--set=nodeprobe.namespace.name=netwhy-probes,nodeprobe.namespace.create=true", "--wait", "--timeout=2m")
	w.browser.keeps(t, w.kept)
	seen(t, w.ask(t))
}
