package kube

import (
	"errors"
	"net/http"

	"k8s.io/client-go/rest"
)

// Bearing sends requests to another server with the token of a kubeconfig's
// user, which a plugin may make. Of the configuration it uses nothing else:
// neither certificates nor whom to impersonate are any other server's business.
func Bearing(config *rest.Config, next http.RoundTripper) (http.RoundTripper, error) {
	if config.BearerToken == "" && config.BearerTokenFile == "" && config.ExecProvider == nil && config.AuthProvider == nil {
		return nil, errors.New("cannot use the kubeconfig's user: it has no token; give one by --token-file")
	}
	return rest.HTTPWrappersForConfig(&rest.Config{
		Host: config.Host, TLSClientConfig: rest.TLSClientConfig{ServerName: config.ServerName, CAData: config.CAData, CAFile: config.CAFile, Insecure: config.Insecure},
		BearerToken: config.BearerToken, BearerTokenFile: config.BearerTokenFile,
		ExecProvider: config.ExecProvider, AuthProvider: config.AuthProvider, AuthConfigPersister: config.AuthConfigPersister,
	}, next)
}
