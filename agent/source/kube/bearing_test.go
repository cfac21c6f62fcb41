package kube

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd/api"
)

func TestOnlyTheUsersTokenIsSentElsewhere(t *testing.T) {
	var sent http.Header
	web := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { sent = r.Header }))
	defer web.Close()
	plugin := filepath.Join(t.TempDir(), "plugin")
	script := "#!/bin/sh\necho '{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\",\"status\":{\"token\":\"made\"}}'\n"
	if err := os.WriteFile(plugin, []byte(script), 0o700); err != nil { //nolint:gosec // it is run
		t.Fatal(err)
	}
	for want, config := range map[string]*rest.Config{
		"Bearer static": {BearerToken: "static"},
		"Bearer made":   {ExecProvider: &api.ExecConfig{Command: plugin, APIVersion: "client.authentication.k8s.io/v1", InteractiveMode: api.NeverExecInteractiveMode}},
	} {
		config.Impersonate = rest.ImpersonationConfig{UserName: "root", Groups: []string{"system:masters"}}
		sender, err := Bearing(config, http.DefaultTransport)
		if err != nil {
			t.Fatal(err)
		}
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, web.URL, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		response, err := sender.RoundTrip(request)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		if sent.Get("Authorization") != want || sent.Get("Impersonate-User") != "" || sent.Get("Impersonate-Group") != "" {
			t.Errorf("got %v, want %s alone", sent, want)
		}
	}
	for name, config := range map[string]*rest.Config{"a certificate": {TLSClientConfig: rest.TLSClientConfig{CertFile: "x", KeyFile: "y"}}, "a password": {Username: "u", Password: "p"}} {
		if _, err := Bearing(config, http.DefaultTransport); err == nil {
			t.Errorf("%s is taken for a token", name)
		}
	}
}
