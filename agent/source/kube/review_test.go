package kube

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/netwhy/netwhy/agent/access"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/test/apiserver"
	authv1 "k8s.io/api/authentication/v1"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
)

var shared apiserver.Shared

func TestMain(m *testing.M) { os.Exit(shared.Main(m)) }

func TestTokensAreReviewedByTheRealAPIServer(t *testing.T) {
	c := shared.Cluster(t)
	core := kubernetes.NewForConfigOrDie(c.Admin).CoreV1()
	account := &corev1.ServiceAccount{ObjectMeta: metav1.ObjectMeta{Name: "ci", Namespace: "default"}}
	if _, err := core.ServiceAccounts("default").Create(t.Context(), account, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	token := func(audiences ...string) string {
		answer, err := core.ServiceAccounts("default").CreateToken(t.Context(), "ci", &authv1.TokenRequest{Spec: authv1.TokenRequestSpec{Audiences: audiences}}, metav1.CreateOptions{})
		if err != nil {
			t.Fatal(err)
		}
		return answer.Status.Token
	}
	reviewer, err := NewReviewer(c.Admin)
	if err != nil {
		t.Fatal(err)
	}
	good := token("netwhy")
	head, rest, _ := strings.Cut(good, ".")
	claims, signature, _ := strings.Cut(rest, ".")
	for name, tried := range map[string]struct{ token, want string }{
		"for us":              {good, "system:serviceaccount:default:ci"},
		"for us and another":  {token("other", "netwhy"), "system:serviceaccount:default:ci"},
		"for another":         {token("other"), ""},
		"for the API server":  {token(), ""},
		"without a signature": {head + "." + claims + ".", ""},
		"of another's claims": {head + "." + strings.ToUpper(claims) + "." + signature, ""},
		"no token":            {"", ""},
		"nonsense":            {"nonsense", ""},
	} {
		got, err := reviewer.Token("netwhy")(t.Context(), tried.token)
		if got.Name != tried.want || (err == nil) != (tried.want != "") {
			t.Errorf("%s: got %q, %v, want %q", name, got, err, tried.want)
		}
		// What the API server itself would take, and nothing else, is its own.
		own := ""
		if name == "for the API server" {
			own = "system:serviceaccount:default:ci"
		}
		if got, err := reviewer.OwnToken(t.Context(), tried.token); got.Name != own || (err == nil) != (own != "") {
			t.Errorf("%s: own is %q, %v, want %q", name, got, err, own)
		}
	}

	// Whose account is gone is nobody.
	if err := core.ServiceAccounts("default").Delete(t.Context(), "ci", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	// The API server remembers good tokens itself, for ten seconds.
	err = wait.PollUntilContextTimeout(t.Context(), time.Second, time.Minute, true, func(ctx context.Context) (bool, error) {
		_, err := reviewer.Token("netwhy")(ctx, good)
		return err != nil, nil
	})
	if err != nil {
		t.Errorf("a token of a deleted account stays good: %v", err)
	}

	// Without the right to ask, nobody is known.
	user, err := c.As(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if reviewer, err = NewReviewer(user.Config); err != nil {
		t.Fatal(err)
	}
	if got, err := reviewer.Token("netwhy")(t.Context(), good); err == nil || !strings.Contains(err.Error(), "403") {
		t.Errorf("without permission to review: got %q, %v", got, err)
	}
}

// Answers that no API server of ours gives, but others may.
func TestADoubtfulReviewKnowsNobody(t *testing.T) {
	for name, body := range map[string]string{
		"of no audience": `{"status":{"authenticated":true,"user":{"username":"ann"}}}`,
		"of another":     `{"status":{"authenticated":true,"user":{"username":"ann"},"audiences":["other"]}}`,
		"without a name": `{"status":{"authenticated":true,"audiences":["netwhy"]}}`,
		"with an error":  `{"status":{"authenticated":true,"error":"down","user":{"username":"ann"},"audiences":["netwhy"]}}`,
		"refused":        `{"status":{"user":{"username":"ann"},"audiences":["netwhy"]}}`,
		"nothing":        `{}`,
		"no JSON":        `<html>`,
	} {
		web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusCreated)
			fmt.Fprint(w, body)
		}))
		reviewer, err := NewReviewer(&rest.Config{Host: web.URL})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := reviewer.Token("netwhy")(t.Context(), "token"); err == nil || got.Name != "" {
			t.Errorf("%s: got %q, %v", name, got, err)
		}
		web.Close()
		if got, err := reviewer.Token("netwhy")(t.Context(), "token"); !errors.Is(err, access.ErrSilent) || got.Name != "" {
			t.Errorf("from nowhere: got %q, %v", got, err)
		}
	}
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusCreated)
		fmt.Fprint(w, `{"status":{"authenticated":true,"user":{"username":"ann"},"audiences":[""]}}`)
	}))
	defer web.Close()
	reviewer, err := NewReviewer(&rest.Config{Host: web.URL})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := reviewer.Token("")(t.Context(), "token"); err == nil {
		t.Error("tokens of every audience are reviewed")
	}
}

func TestAUserMayWhatTheRealAPIServerSays(t *testing.T) {
	c := shared.Cluster(t)
	user, err := c.As(t.Context(), []rbacv1.PolicyRule{
		{Verbs: []string{"list"}, APIGroups: []string{""}, Resources: []string{"pods"}},
		{Verbs: []string{"get"}, APIGroups: []string{""}, Resources: []string{"pods/log"}},
		{Verbs: []string{"get"}, APIGroups: []string{tool.Group}, Resources: []string{"nodecounters"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	reviewer, err := NewReviewer(c.Admin)
	if err != nil {
		t.Fatal(err)
	}
	for a, want := range map[tool.Access]bool{
		{Verb: "list", Resource: "pods"}:                                true,
		{Verb: "list", Resource: "pods", Namespace: "shop"}:             true,
		{Verb: "get", Resource: "pods/log", Namespace: "kube-system"}:   true,
		{Verb: "get", Group: tool.Group, Resource: "nodecounters"}:      true,
		{Verb: "get", Resource: "pods"}:                                 false,
		{Verb: "list", Resource: "secrets", Namespace: "shop"}:          false,
		{Verb: "list", Group: "apps", Resource: "pods"}:                 false,
		{Verb: "get", Group: tool.Group, Resource: "ciliumagents"}:      false,
		{Verb: "create", Group: tool.Group, Resource: "investigations"}: false,
	} {
		if may, err := reviewer.Access(t.Context(), access.User{Name: user.Name}, a); err != nil || may != want {
			t.Errorf("%s: got %v, %v", a, may, err)
		}
	}
	beside, err := NewReviewer(user.Config)
	if err != nil {
		t.Fatal(err)
	}
	if may, err := beside.Access(t.Context(), access.User{Name: user.Name}, tool.Access{Verb: "list", Resource: "pods"}); may || err == nil {
		t.Errorf("without permission to ask: got %v, %v", may, err)
	}
}

func TestABearerIsWhomTheRealAPIServerKnows(t *testing.T) {
	c := shared.Cluster(t)
	core := kubernetes.NewForConfigOrDie(c.Admin).CoreV1()
	account := &corev1.ServiceAccount{ObjectMeta: metav1.ObjectMeta{Name: "self", Namespace: "default"}}
	if _, err := core.ServiceAccounts("default").Create(t.Context(), account, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	answer, err := core.ServiceAccounts("default").CreateToken(t.Context(), "self", &authv1.TokenRequest{}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	// The configuration's own credentials are those of an administrator: were they
	// sent, everybody would be one.
	self, err := Self(c.Admin)
	if err != nil {
		t.Fatal(err)
	}
	u, err := self(t.Context(), answer.Status.Token)
	if err != nil || u.Name != "system:serviceaccount:default:self" || !slices.Contains(u.Groups, "system:serviceaccounts") {
		t.Errorf("got %+v, %v", u, err)
	}
	for _, token := range []string{"", "nonsense", answer.Status.Token + "x"} {
		if u, err := self(t.Context(), token); err == nil || u.Name != "" {
			t.Errorf("%q: got %+v, %v", token, u, err)
		}
	}
}
