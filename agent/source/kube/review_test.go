package kube

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/netwhy/netwhy/test/apiserver"
	authv1 "k8s.io/api/authentication/v1"
	corev1 "k8s.io/api/core/v1"
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
	reviewer, err := NewReviewer(c.Admin, "netwhy")
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
		got, err := reviewer.Review(t.Context(), tried.token)
		if got != tried.want || (err == nil) != (tried.want != "") {
			t.Errorf("%s: got %q, %v, want %q", name, got, err, tried.want)
		}
	}

	// Whose account is gone is nobody.
	if err := core.ServiceAccounts("default").Delete(t.Context(), "ci", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	// The API server remembers good tokens itself, for ten seconds.
	err = wait.PollUntilContextTimeout(t.Context(), time.Second, time.Minute, true, func(ctx context.Context) (bool, error) {
		_, err := reviewer.Review(ctx, good)
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
	if reviewer, err = NewReviewer(user.Config, "netwhy"); err != nil {
		t.Fatal(err)
	}
	if got, err := reviewer.Review(t.Context(), good); err == nil || !strings.Contains(err.Error(), "403") {
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
		reviewer, err := NewReviewer(&rest.Config{Host: web.URL}, "netwhy")
		if err != nil {
			t.Fatal(err)
		}
		if got, err := reviewer.Review(t.Context(), "token"); err == nil || got != "" {
			t.Errorf("%s: got %q, %v", name, got, err)
		}
		web.Close()
		if got, err := reviewer.Review(t.Context(), "token"); err == nil || got != "" {
			t.Errorf("from nowhere: got %q, %v", got, err)
		}
	}
	if _, err := NewReviewer(&rest.Config{}, ""); err == nil {
		t.Error("tokens of every audience are reviewed")
	}
}
