package apiserver

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/netwhy/netwhy/test/authority"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"
)

// file is the path of a certificate or key.
func file(dir, name string) string { return filepath.Join(dir, "pki", name) }

// writePKI writes what the API server reads and returns the authority.
func writePKI(dir string) (*authority.Authority, error) {
	ca, err := authority.New()
	if err != nil {
		return nil, err
	}
	server, err := ca.Server("kube-apiserver")
	if err != nil {
		return nil, err
	}
	accounts, err := ca.Client("service-accounts") // only its key is used
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(file(dir, ""), 0o700); err != nil {
		return nil, fmt.Errorf("cannot write the certificates: %w", err)
	}
	for name, text := range map[string][]byte{
		"ca.crt": ca.PEM, "apiserver.crt": server.Cert, "apiserver.key": server.Key, "accounts.key": accounts.Key,
	} {
		if err := os.WriteFile(file(dir, name), text, 0o600); err != nil {
			return nil, fmt.Errorf("cannot write the certificates: %w", err)
		}
	}
	return ca, nil
}

// login makes a user of the cluster: a client configuration and a kubeconfig
// file USER.kubeconfig that says the same.
func (c *Cluster) login(user string, groups ...string) (*rest.Config, string, error) {
	id, err := c.ca.Client(user, groups...)
	if err != nil {
		return nil, "", err
	}
	config := &rest.Config{
		Host: c.server, QPS: -1, // tests need no throttle
		WarningHandler:  rest.NoWarnings{},
		TLSClientConfig: rest.TLSClientConfig{CAData: c.ca.PEM, CertData: id.Cert, KeyData: id.Key},
	}
	kubeconfig := api.NewConfig()
	kubeconfig.Clusters["test"] = &api.Cluster{Server: c.server, CertificateAuthorityData: c.ca.PEM}
	kubeconfig.AuthInfos[user] = &api.AuthInfo{ClientCertificateData: id.Cert, ClientKeyData: id.Key}
	kubeconfig.Contexts["test"] = &api.Context{Cluster: "test", AuthInfo: user}
	kubeconfig.CurrentContext = "test"
	path := filepath.Join(c.Dir, user+".kubeconfig")
	if err := clientcmd.WriteToFile(*kubeconfig, path); err != nil {
		return nil, "", fmt.Errorf("cannot write the kubeconfig of %s: %w", user, err)
	}
	return config, path, nil
}
