package llm

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/netwhy/netwhy/agent/llm/llmtest"
)

// tokens of an identity service like that of Microsoft Entra.
type issuer struct {
	*httptest.Server
	seconds int // that a token is valid
	refuse  string

	mu    sync.Mutex
	asked []url.Values
}

func startIssuer(t *testing.T) *issuer {
	i := &issuer{seconds: 3600}
	i.Server = httptest.NewTLSServer(i)
	t.Cleanup(i.Close)
	return i
}

func (i *issuer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	reply := map[string]any{}
	switch {
	case strings.HasSuffix(r.URL.Path, "/.well-known/openid-configuration"):
		tenant := i.URL + "/a-tenant"
		reply = map[string]any{"issuer": tenant + "/v2.0", "authorization_endpoint": tenant + "/oauth2/v2.0/authorize", "token_endpoint": tenant + "/oauth2/v2.0/token"}
	case r.URL.Path == "/a-tenant/oauth2/v2.0/token":
		if err := r.ParseForm(); err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		i.mu.Lock()
		defer i.mu.Unlock()
		i.asked = append(i.asked, r.PostForm)
		if i.refuse != "" {
			w.WriteHeader(http.StatusUnauthorized)
			reply = map[string]any{"error": "invalid_client", "error_description": i.refuse}
			break
		}
		reply = map[string]any{"token_type": "Bearer", "expires_in": i.seconds, "access_token": fmt.Sprintf("eyJtoken0000.number%d.signature", len(i.asked))}
	default:
		w.WriteHeader(http.StatusNotFound)
	}
	json.NewEncoder(w).Encode(reply) //nolint:errcheck // the client sees it
}

// federated is an endpoint of Azure that is asked with workload identity.
func federated(t *testing.T, i *issuer, s *llmtest.Server, changes ...func(*Settings)) (*Endpoint, string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "azure-identity-token")
	if err := os.WriteFile(file, []byte("eyJhbGciOi00.of-the-service-account.signature"), 0o600); err != nil {
		t.Fatal(err)
	}
	settings := Settings{
		Endpoint: s.URL, Model: "a-deployment", Service: Azure, Entra: WorkloadIdentity, Cloud: Government,
		Authority: i.URL + "/", Tenant: "a-tenant", Client: "a-client", TokenFile: file, transport: i.Client(), shortest: 1,
	}
	for _, change := range changes {
		change(&settings)
	}
	e, err := New(settings)
	if err != nil {
		t.Fatal(err)
	}
	return e, file
}

func TestWorkloadIdentity(t *testing.T) {
	i, s := startIssuer(t), llmtest.Start(t, llmtest.Say{Text: "yes"})
	e, _ := federated(t, i, s)
	for range 3 {
		if _, err := e.Answer(t.Context(), question, nil); err != nil {
			t.Fatal(err)
		}
	}
	if len(i.asked) != 1 {
		t.Fatalf("%d tokens were asked for, though one was valid throughout", len(i.asked))
	}
	for key, want := range map[string]string{
		"client_id": "a-client", "grant_type": "client_credentials", "client_assertion": "eyJhbGciOi00.of-the-service-account.signature",
		"client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", "scope": "https://cognitiveservices.azure.us/.default openid offline_access profile",
	} {
		if got := i.asked[0].Get(key); got != want {
			t.Errorf("%s is %q", key, got)
		}
	}
	for _, r := range s.Requests() {
		if r.Path != "/openai/v1/responses" || r.Query != "" || r.Body["model"] != "a-deployment" || r.Header.Get("Authorization") != "Bearer eyJtoken0000.number1.signature" || r.Header.Get("Api-Key") != "" {
			t.Errorf("sent was %+v", r)
		}
	}
}

// TestTokenThatExpires is fetched anew in time: the SDK asks for another a few
// minutes before, and reads the kubelet's file anew every ten. Here it is one for
// Azure's dated API.
func TestTokenThatExpires(t *testing.T) {
	i, s := startIssuer(t), llmtest.Start(t, llmtest.Say{Text: "yes"})
	i.seconds = 60
	e, _ := federated(t, i, s, func(s *Settings) { s.APIVersion, s.Dialect = "2025-04-01-preview", Chat })
	for n := range 3 {
		if _, err := e.Answer(t.Context(), question, nil); err != nil {
			t.Fatal(err)
		}
		r := s.Requests()[n]
		if got, want := r.Header.Get("Authorization"), fmt.Sprintf("Bearer eyJtoken0000.number%d.signature", n+1); got != want {
			t.Errorf("request %d came with %s", n, got)
		}
		if r.Path != "/openai/deployments/a-deployment/chat/completions" || r.Query != "api-version=2025-04-01-preview" || r.Header.Get("Api-Key") != "" {
			t.Errorf("sent was %+v", r)
		}
		if got := i.asked[n].Get("client_assertion"); !strings.Contains(got, "of-the-service-account") {
			t.Errorf("token %d was asked for with %q", n, got)
		}
	}
}

// TestTokenThatIsNotAccepted is fetched anew once.
func TestTokenThatIsNotAccepted(t *testing.T) {
	revoked := llmtest.Fault(func(w http.ResponseWriter, r *http.Request, request llmtest.Request) {
		if strings.Contains(request.Header.Get("Authorization"), "number1.") {
			llmtest.Refuse(401, said("401", "", "The token "+request.Header.Get("Authorization")+" has expired"))(w, r, request)
			return
		}
		llmtest.ByDialect(llmtest.Say{Text: "yes"}, llmtest.Say{Text: "yes"})(w, r, request)
	})
	i, s := startIssuer(t), llmtest.Start(t, revoked)
	e, _ := federated(t, i, s)
	if answer, err := e.Answer(t.Context(), question, nil); err != nil || answer.Attempts != 2 || len(i.asked) != 2 {
		t.Errorf("%d attempts, %d tokens: %v", answer.Attempts, len(i.asked), err)
	}
	i, s = startIssuer(t), llmtest.Start(t, llmtest.Refuse(401, said("401", "", "The token Bearer eyJtoken0000.number2.signature is not for this audience")))
	e, _ = federated(t, i, s)
	answer, failure := kindOfAnswer(t, e, question)
	if failure.Kind != Unauthorised || answer.Attempts != 2 || len(i.asked) != 2 || strings.Contains(failure.Error(), "eyJtoken") || !strings.Contains(failure.Error(), "not for this audience") {
		t.Errorf("%d attempts, %d tokens: %v", answer.Attempts, len(i.asked), failure)
	}
}

func TestTokenThatIsNotGiven(t *testing.T) {
	i, s := startIssuer(t), llmtest.Start(t, llmtest.Say{Text: "yes"})
	i.refuse = "AADSTS70021: No matching federated identity record found for presented assertion eyJhbGciOi00.of-the-service-account.signature"
	e, file := federated(t, i, s)
	_, failure := kindOfAnswer(t, e, question)
	if failure.Kind != Unauthorised || !strings.Contains(failure.Error(), "AADSTS70021") || strings.Contains(failure.Error(), "of-the-service-account") {
		t.Error(failure)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	e, file = federated(t, i, s)
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if _, failure := kindOfAnswer(t, e, question); failure.Kind != Unauthorised || !strings.Contains(failure.Error(), "no such file") {
		t.Error(failure)
	}
	if n := len(s.Requests()); n != 0 {
		t.Errorf("%d requests were sent without a token", n)
	}
}

// TestAzureCLI runs a program in the place of az.
func TestAzureCLI(t *testing.T) {
	dir := t.TempDir()
	script := "#!/bin/sh\necho \"$@\" >> " + dir + "/asked\n" +
		`echo '{"accessToken":"eyJtoken0000.ofthecli.signature","expiresOn":"2099-01-01 00:00:00.000000","expires_on":4070908800,"tokenType":"Bearer"}'` + "\n"
	if err := os.WriteFile(filepath.Join(dir, "az"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
	s := llmtest.Start(t, llmtest.Say{Text: "yes"})
	e := endpoint(t, s, func(s *Settings) { s.Key, s.Entra, s.Service = "", AzureCLI, Azure })
	if _, err := e.Answer(t.Context(), question, nil); err != nil {
		t.Fatal(err)
	}
	asked, err := os.ReadFile(filepath.Join(dir, "asked"))
	if err != nil || !strings.Contains(string(asked), "https://cognitiveservices.azure.com") {
		t.Errorf("az was asked %s: %v", asked, err)
	}
	if got := s.Requests()[0].Header.Get("Authorization"); got != "Bearer eyJtoken0000.ofthecli.signature" {
		t.Errorf("the header is %s", got)
	}
}
