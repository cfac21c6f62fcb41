package realcluster

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"

	"github.com/netwhy/netwhy/test/authority"
)

// The node probe listens on its node's address, beside kubelet, Cilium and the
// exporters that are usual there.
const (
	probePort   = 9474 // for clients with a certificate
	probePublic = 9475 // for kubelet and Prometheus
)

// probeName is the name in the node probe's certificate: that of its Service.
const probeName = "netwhy-nodeprobe.netwhy.svc"

// ProbeTLS is the folder with tls.crt, tls.key and ca.crt of the node probe's
// clients, the same here and on the nodes; "" where no probe runs.
func (c *Cluster) ProbeTLS() string {
	if !c.Options.probe() {
		return ""
	}
	return filepath.Join(c.dir, "probe-client")
}

func (c *Cluster) probeServer() string { return filepath.Join(c.dir, "probe-server") }

// certifyProbe writes by what the node probe and its clients know each other:
// an authority of their own, so that no other certificate of the cluster opens it.
func (c *Cluster) certifyProbe() error {
	if !c.Options.probe() {
		return nil
	}
	ca, err := authority.New()
	if err != nil {
		return err
	}
	server, err := ca.Server("netwhy-nodeprobe", probeName)
	if err != nil {
		return err
	}
	client, err := ca.Client("netwhy")
	if err != nil {
		return err
	}
	return certify(ca, map[string]authority.Identity{c.probeServer(): server, c.ProbeTLS(): client})
}

// probeTrust is the data of the node probe's Secret; nil where no probe runs.
func (c *Cluster) probeTrust() (map[string]string, error) {
	if !c.Options.probe() {
		return nil, nil
	}
	return trust(c.probeServer())
}

// trust is the data of a Secret with the certificates of a folder.
func trust(dir string) (map[string]string, error) {
	data := map[string]string{}
	for _, name := range []string{"tls.crt", "tls.key", "ca.crt"} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return nil, fmt.Errorf("cannot read certificates: %w", err)
		}
		data[name] = base64.StdEncoding.EncodeToString(text)
	}
	return data, nil
}

// certify writes certificates of an authority into folders.
func certify(ca *authority.Authority, folders map[string]authority.Identity) error {
	for dir, id := range folders {
		if err := os.Mkdir(dir, 0o700); err != nil {
			return fmt.Errorf("cannot make a folder for certificates: %w", err)
		}
		i := &issuer{dir, ca}
		if err := i.write("ca.crt", ca.PEM); err != nil {
			return err
		}
		if err := i.keep("tls", id); err != nil {
			return err
		}
	}
	return nil
}
