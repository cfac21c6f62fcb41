package install

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	authzv1 "k8s.io/api/authorization/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
)

const agent = "system:serviceaccount:netwhy:netwhy"

// refusals is what the test calls itself where it has the agent's token.
const refusals = "test-of-refusals"

// changing are the verbs that change something, or let somebody else do so.
var changing = []string{"create", "update", "patch", "delete", "deletecollection", "impersonate", "escalate", "bind", "approve", "sign"}

// reviews are what the agent may create: the API server answers, and keeps nothing.
// The last three are everybody's, by the cluster's own role system:basic-user.
var reviews = []string{"tokenreviews", "subjectaccessreviews", "selfsubjectaccessreviews", "selfsubjectrulesreviews", "selfsubjectreviews"}

// readsOnly puts every verb that changes something, of everything that this API
// server serves, to its authorizer.
func (w *world) readsOnly(t *testing.T) {
	client, err := w.Client()
	if err != nil {
		t.Fatal(err)
	}
	_, lists, err := client.Discovery().ServerGroupsAndResources()
	if err != nil {
		t.Fatal(err)
	}
	asked := 0
	refused := func(group, resource, verb string) {
		resource, part, _ := strings.Cut(resource, "/")
		answer, err := client.AuthorizationV1().SubjectAccessReviews().Create(t.Context(), &authzv1.SubjectAccessReview{Spec: authzv1.SubjectAccessReviewSpec{
			User: agent, Groups: []string{"system:serviceaccounts", "system:serviceaccounts:netwhy", "system:authenticated"},
			ResourceAttributes: &authzv1.ResourceAttributes{Group: group, Resource: resource, Subresource: part, Verb: verb},
		}}, metav1.CreateOptions{})
		if err != nil {
			t.Fatal(err)
		}
		asked++
		if may := verb == "create" && slices.Contains(reviews, resource); answer.Status.Allowed != may {
			t.Errorf("the agent may %s %s.%s: %t", verb, resource, group, answer.Status.Allowed)
		}
	}
	for _, list := range lists {
		group, _, found := strings.Cut(list.GroupVersion, "/")
		if !found {
			group = ""
		}
		for _, r := range list.APIResources {
			for _, verb := range changing {
				refused(group, r.Name, verb)
			}
			if r.Name == "secrets" {
				for _, verb := range []string{"get", "list", "watch"} {
					refused(group, r.Name, verb)
				}
			}
		}
	}
	for _, way := range []string{"pods/exec", "pods/attach", "pods/portforward", "pods/proxy", "services/proxy", "nodes/proxy"} {
		refused("", way, "get")
		refused("", way, "create")
	}
	for _, who := range []string{"users", "groups", "serviceaccounts"} {
		refused("", who, "impersonate")
	}
	t.Logf("%d questions to the authorizer", asked)
	if asked < 500 {
		t.Errorf("only %d questions were put", asked)
	}
}

// isRefused sends requests with the installed token itself.
func (w *world) isRefused(t *testing.T) {
	config, err := w.Config()
	if err != nil {
		t.Fatal(err)
	}
	config = rest.AnonymousClientConfig(config)
	config.UserAgent = refusals
	config.BearerToken = w.must(t, "-n", namespace, "create", "token", "netwhy")
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	pod := w.pods(t, namespace, "netwhy")[0].name
	ask := func(ctx context.Context, verb, path string) int {
		var status int
		client.CoreV1().RESTClient().Verb(verb).AbsPath(path).Body([]byte("{}")).SetHeader("Content-Type", "application/json").Do(ctx).StatusCode(&status)
		return status
	}
	for _, c := range []string{
		"GET /api/v1/secrets", "GET /api/v1/namespaces/netwhy/secrets/netwhy-tls", "POST /api/v1/namespaces/netwhy/pods",
		"DELETE /api/v1/namespaces/netwhy/pods/" + pod, "PUT /api/v1/namespaces/netwhy/configmaps/kube-root-ca.crt",
		"POST /api/v1/namespaces/netwhy/pods/" + pod + "/exec?command=id&stdout=true", "POST /api/v1/namespaces/netwhy/pods/" + pod + "/portforward?ports=8080",
		"POST /api/v1/namespaces/netwhy/serviceaccounts/netwhy/token", "DELETE /apis/apps/v1/namespaces/netwhy/deployments/netwhy",
		"GET /api/v1/nodes/node-a/proxy/pods", "POST /apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
	} {
		verb, path, _ := strings.Cut(c, " ")
		path, _, _ = strings.Cut(path, "?")
		if status := ask(t.Context(), verb, path); status != http.StatusForbidden {
			t.Errorf("%s is answered %d", c, status)
		}
	}
	if status := ask(t.Context(), "GET", "/api/v1/pods"); status != http.StatusOK {
		t.Errorf("the token reads no pods, so it proves nothing: %d", status)
	}
}

// askedOnly holds what the agent asked of the API server, in all its life until
// now, to what it says that it asks.
func (w *world) askedOnly(t *testing.T) {
	list, err := w.Asked(agent)
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, r := range list {
		if r.UserAgent == refusals {
			continue
		}
		reads := slices.Contains([]string{"get", "list", "watch"}, r.Verb) && r.Object.Resource != "secrets"
		review := r.Verb == "create" && slices.Contains(reviews[:2], r.Object.Resource)
		if !reads && !review {
			t.Errorf("the agent asked: %s", r)
		}
		if r.Answer.Code == http.StatusForbidden {
			t.Errorf("the agent asked what it may not: %s", r)
		}
		count[r.Verb]++
	}
	if count["list"] == 0 || count["create"] == 0 {
		t.Errorf("the audit log holds no readings, or no reviews: %v", count)
	}
	t.Log(fmt.Sprint(count))
}

// confined holds the pods to what they may at most be.
func (w *world) confined(t *testing.T) {
	for _, p := range w.pods(t, namespace, "netwhy-nodeprobe") {
		for line := range strings.Lines(w.capabilities(t, p)) {
			name, value, _ := strings.Cut(strings.TrimSpace(line), ":")
			value = strings.TrimSpace(value)
			switch {
			case strings.HasPrefix(name, "Cap") && strings.Trim(value, "0") != "", name == "NoNewPrivs" && value != "1", name == "Uid" && !strings.HasPrefix(value, "65532"):
				t.Errorf("the probe of %s has %s", p.node, line)
			}
		}
	}
	// With the probes elsewhere, the agent's namespace takes the strictest level.
	w.Helm(t, "upgrade", "netwhy", w.chart(before), "--reuse-values", "--set=nodeprobe.namespace.name=netwhy-probes,nodeprobe.namespace.create=true", "--wait", "--timeout=2m")
	w.must(t, "label", "namespace", namespace, "pod-security.kubernetes.io/enforce=restricted", "--overwrite")
	w.must(t, "-n", namespace, "delete", "pod", "-l", "app.kubernetes.io/name=netwhy")
	w.ready(t)
	seen(t, w.ask(t))
}
