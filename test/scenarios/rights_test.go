package scenarios

import (
	"os"
	"slices"
	"strings"
	"testing"

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
// question that reads the resource must say unknown and name the missing rule. Of what
// the cluster does not serve there is nothing to be seen: who may not read it is told
// the same as who may.
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
	out, err := w.cluster.Kubectl(t.Context(), "api-versions")
	if err != nil {
		t.Fatal(err)
	}
	versions := strings.Fields(out)
	reads := map[string][]string{}        // resource → questions that read it
	allowed := map[string]report.Status{} // question → its answer with all rights
	for _, q := range questions {
		b, r := investigate(t, w.reader, q, "", w.answers)
		allowed[q] = r.Status
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
			served := slices.Contains(versions, versionOf(t, access))
			for _, q := range asked {
				_, r := investigate(t, user.Config, q, "", w.answers)
				want := report.Unknown
				if !served {
					want = allowed[q]
				}
				if r.Status != want {
					t.Errorf("%q is answered %s, want %s: %s", q, r.Status, want, r.Summary)
				}
				if named := slices.ContainsFunc(r.Unseen.Groups, func(l report.Lack) bool {
					return l.Reason == evidence.Forbidden && strings.Contains(l.Needs, access.Resource)
				}); named != served {
					t.Errorf("%q names the missing rule: %v, want %v: %+v", q, named, served, r.Unseen)
				}
			}
		})
	}
}

// versionOf is the group and version by which a resource is read.
func versionOf(t *testing.T, a tool.Access) string {
	t.Helper()
	kinds := kube.Kinds()
	i := slices.IndexFunc(kinds, func(k kube.Kind) bool {
		return k.Group == a.Group && k.Plural == strings.TrimSuffix(a.Resource, "/log")
	})
	if i < 0 {
		t.Fatalf("nothing of kind %s is read", a.Resource)
	}
	return kinds[i].GroupVersion().String()
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
