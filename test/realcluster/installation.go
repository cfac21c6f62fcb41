package realcluster

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/netwhy/netwhy/test/authority"
)

// relayName is what the relay's certificate bears, as Cilium's chart issues it.
const relayName = "*.hubble-relay.cilium.io"

func (c *Cluster) relayServer() string { return filepath.Join(c.dir, "relay-server") }

func (c *Cluster) relayClient() string { return filepath.Join(c.dir, "relay-client") }

// disk is the folder of the volume that a claim gets, which both nodes reach.
func (c *Cluster) disk() string { return filepath.Join(c.dir, "disk") }

// certifyRelay writes by what the relay and its clients know each other, and makes
// the disk; hostPath volumes are not handed to a group by kubelet.
func (c *Cluster) certifyRelay() error {
	if err := os.Mkdir(c.disk(), 0o700); err != nil {
		return fmt.Errorf("cannot make the disk: %w", err)
	}
	if err := os.Chown(c.disk(), 65532, 65532); err != nil {
		return fmt.Errorf("cannot hand the disk over: %w", err)
	}
	ca, err := authority.New()
	if err != nil {
		return err
	}
	server, err := ca.Server("hubble-relay", relayName)
	if err != nil {
		return err
	}
	client, err := ca.Client("hubble-relay-client")
	if err != nil {
		return err
	}
	return certify(ca, map[string]authority.Identity{c.relayServer(): server, c.relayClient(): client})
}

// relayTrust is the data of the relay's Secrets by name; nil where it asks for none.
func (c *Cluster) relayTrust() (secrets map[string]map[string]string, err error) {
	if !c.Options.Install {
		return nil, nil
	}
	secrets = map[string]map[string]string{}
	for name, dir := range map[string]string{"hubble-relay-server-certs": c.relayServer(), "hubble-relay-client-certs": c.relayClient()} {
		if secrets[name], err = trust(dir); err != nil {
			return nil, err
		}
	}
	return secrets, nil
}
