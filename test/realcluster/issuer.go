package realcluster

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/netwhy/netwhy/test/authority"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"
)

// issuer writes the certificates and kubeconfigs of a cluster.
type issuer struct {
	dir string
	ca  *authority.Authority
}

// inside is where machines reach the API server.
const inside = "https://" + controlAddress + ":6443"

func newIssuer(dir string) (*issuer, error) {
	ca, err := authority.New()
	if err != nil {
		return nil, err
	}
	i := &issuer{dir, ca}
	return i, i.write("ca.crt", ca.PEM)
}

func (i *issuer) file(name string) string { return filepath.Join(i.dir, name) }

func (i *issuer) write(name string, text []byte) error {
	if err := os.WriteFile(i.file(name), text, 0o600); err != nil {
		return fmt.Errorf("cannot write the cluster's certificates: %w", err)
	}
	return nil
}

func (i *issuer) keep(name string, id authority.Identity) error {
	if err := i.write(name+".crt", id.Cert); err != nil {
		return err
	}
	return i.write(name+".key", id.Key)
}

// server writes NAME.crt and NAME.key of a server with these addresses.
func (i *issuer) server(name string, hosts ...string) error {
	id, err := i.ca.Server(name, hosts...)
	if err != nil {
		return err
	}
	return i.keep(name, id)
}

// client writes FILE.kubeconfig of a user, for an API server at a URL.
func (i *issuer) client(file, url, user string, groups ...string) error {
	id, err := i.ca.Client(user, groups...)
	if err != nil {
		return err
	}
	if err := i.keep(file, id); err != nil {
		return err
	}
	k := api.NewConfig()
	k.Clusters["cluster"] = &api.Cluster{Server: url, CertificateAuthorityData: i.ca.PEM}
	k.AuthInfos["user"] = &api.AuthInfo{ClientCertificateData: id.Cert, ClientKeyData: id.Key}
	k.Contexts["cluster"] = &api.Context{Cluster: "cluster", AuthInfo: "user"}
	k.CurrentContext = "cluster"
	if err := clientcmd.WriteToFile(*k, i.file(file+".kubeconfig")); err != nil {
		return fmt.Errorf("cannot write the kubeconfig of %s: %w", user, err)
	}
	return nil
}
