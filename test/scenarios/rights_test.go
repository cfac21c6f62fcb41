package scenarios

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/agent/source/kube"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
)

// questions together read every resource that Netwhy may read.
var questions = []string{
	"pods in shop cannot reach payments",
	"is the network of shop healthy?",
	"DNS is broken",
	"pods get no IP, are we out of addresses?",
	"web in shop cannot reach service api in payments",
	"https://shop.example.com is unreachable",
	"web cannot reach api",
	"edge cannot be reached",
	"flurble cannot be reached",
}

// TestWithoutAPermissionNothingIsHealthy takes the permission for one resource
// after another away from the reader, by the real RBAC authorizer. Every
// question that reads the resource must say unknown and name the missing rule.
func TestWithoutAPermissionNothingIsHealthy(t *testing.T) {
	w := newWorld(t)
	data, err := os.ReadFile("testdata/healthy-gateway.txtar")
	if err != nil {
		t.Fatal(err)
	}
	s, err := parse(data)
	if err != nil {
		t.Fatal(err)
	}
	s.apps += "payments/api pods=2 port=8080 probe service=80\n"
	w.set(t, s)
	w.define(t, w.unserved(t))
	reads := map[string][]string{} // resource → questions that read it
	for _, q := range questions {
		b, r := investigate(t, w.reader, q, "", w.answers)
		for _, record := range b.Records {
			name := record.Call.Resource + "." + record.Call.Group
			reads[name] = append(reads[name], q)
		}
		for _, gap := range b.Gaps {
			if gap.Reason == evidence.Forbidden {
				t.Errorf("with all declared rights, %q is refused: %s", q, gap)
			}
			name := gap.Call.Resource + "." + gap.Call.Group
			reads[name] = append(reads[name], q)
		}
		if r.Status == report.Faulty {
			t.Errorf("on a healthy cluster, %q finds %v", q, names(r.Roots))
		}
	}
	for _, access := range kube.Access() {
		resource := access.Resource + "." + access.Group
		if access.Verb != "list" {
			continue // dropped together with list
		}
		t.Run(resource, func(t *testing.T) {
			asked := slices.Compact(sorted(reads[resource]))
			if len(asked) == 0 {
				t.Fatalf("no question reads %s: it is more than Netwhy needs", resource)
			}
			user, err := w.cluster.As(t.Context(), rules(func(a tool.Access) bool {
				return a.Group == access.Group && strings.HasPrefix(a.Resource+"/", access.Resource+"/")
			}))
			if err != nil {
				t.Fatal(err)
			}
			for _, q := range asked {
				_, r := investigate(t, user.Config, q, "", w.answers)
				if r.Status != report.Unknown {
					t.Errorf("%q is answered %s: %s", q, r.Status, r.Summary)
				}
				if !slices.ContainsFunc(r.Unseen.Groups, func(l report.Lack) bool {
					return l.Reason == evidence.Forbidden && strings.Contains(l.Needs, access.Resource)
				}) {
					t.Errorf("%q does not name the missing rule: %+v", q, r.Unseen)
				}
			}
		})
	}
}

// TestWhatIsNotServedHidesNothing holds that who may not read what the cluster does
// not serve is told the same as who may: there is nothing to be seen.
func TestWhatIsNotServedHidesNothing(t *testing.T) {
	w := newWorld(t)
	w.set(t, scenario{apps: "shop/web pods=2 port=8080 probe service=80\n"})
	kinds := w.unserved(t)
	if len(kinds) == 0 {
		t.Fatal("the cluster serves all that may be read")
	}
	user, err := w.cluster.As(t.Context(), rules(func(a tool.Access) bool {
		return slices.ContainsFunc(kinds, func(k kube.Kind) bool { return k.Group == a.Group && k.Plural == a.Resource })
	}))
	if err != nil {
		t.Fatal(err)
	}
	const q = "is the network of shop healthy?"
	_, all := investigate(t, w.reader, q, "", w.answers)
	_, some := investigate(t, user.Config, q, "", w.answers)
	if some.Status != all.Status || some.Unseen.Refused != 0 {
		t.Errorf("answered %s in place of %s: %s %+v", some.Status, all.Status, some.Summary, some.Unseen)
	}
}

// unserved are the kinds that Netwhy may read and the cluster does not serve.
func (w *world) unserved(t *testing.T) []kube.Kind {
	t.Helper()
	out, err := w.cluster.Kubectl(t.Context(), "api-versions")
	if err != nil {
		t.Fatal(err)
	}
	versions := strings.Fields(out)
	return slices.DeleteFunc(kube.Kinds(), func(k kube.Kind) bool { return slices.Contains(versions, k.GroupVersion().String()) })
}

// define has the cluster serve kinds until the test ends.
func (w *world) define(t *testing.T, kinds []kube.Kind) {
	t.Helper()
	var text strings.Builder
	for _, k := range kinds {
		scope := "Cluster"
		if k.Namespaced {
			scope = "Namespaced"
		}
		fmt.Fprintf(&text, `---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: %[1]s.%[2]s
  annotations: {api-approved.kubernetes.io: "unapproved, of a test"}
spec:
  group: %[2]s
  scope: %[3]s
  names: {kind: %[4]s, listKind: %[4]sList, plural: %[1]s, singular: %[5]s}
  versions: [{name: %[6]s, served: true, storage: true, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}]
`, k.Plural, k.Group, scope, k.Kind, strings.ToLower(k.Kind), k.Version)
	}
	w.apply(t, []byte(text.String()))
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), time.Minute)
		defer cancel()
		if err := w.cluster.Delete(ctx, []byte(text.String())); err != nil {
			t.Error(err)
		}
	})
	for len(w.unserved(t)) > 0 { // their groups are listed a moment after they can be read
		select {
		case <-t.Context().Done():
			t.Fatal("the API server does not list what it serves")
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// TestNobodyCanWrite tries, with the rights that the sources declare, what the
// API server must refuse.
func TestNobodyCanWrite(t *testing.T) {
	w := newWorld(t)
	user, err := w.cluster.As(t.Context(), rules(nil))
	if err != nil {
		t.Fatal(err)
	}
	for _, attempt := range []string{
		"get secrets -A", "-n default create configmap x", "-n default run x --image=x", "-n default delete pod x", "label namespace default x=y",
		"-n default auth can-i create pods/exec", "auth can-i create subjectaccessreviews", "auth can-i impersonate users", "auth can-i patch configmaps -A",
	} {
		args := append([]string{"--kubeconfig", user.Kubeconfig}, strings.Fields(attempt)...)
		out, err := w.cluster.Kubectl(t.Context(), args...)
		switch {
		case err == nil:
			t.Errorf("kubectl %s is allowed: %s", attempt, out)
		case !strings.Contains(err.Error(), "orbidden") && strings.TrimSpace(out) != "no":
			t.Errorf("kubectl %s fails for another reason: %q, %v", attempt, out, err)
		}
	}
}
