package realcluster

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/netwhy/netwhy/test/realcluster/machine"
)

// The name server outside knows example.com, fails for broken.example, and
// knows nothing else. It wants: the path of the zone.
const outsideCorefile = `example.com:53 {
  errors
  bind ` + outsideNames + `
  file %s
}
broken.example:53 {
  bind ` + outsideNames + `
  template ANY ANY {
    rcode SERVFAIL
  }
}
.:53 {
  bind ` + outsideNames + `
  template ANY ANY {
    rcode NXDOMAIN
  }
}
`

const zone = `$ORIGIN example.com.
@   60 IN SOA ns admin 1 7200 3600 86400 5
@   60 IN NS  ns
ns  60 IN A   ` + outsideNames + `
@   60 IN A   ` + outsideAddress + `
api 60 IN A   ` + outsideAddress + `
www 60 IN A   ` + outsideAddress + `
`

// outside starts the world outside the cluster: an HTTP server and a name server.
func (c *Cluster) outside(ctx context.Context) error {
	for _, address := range []string{outsideAddress, outsideNames} {
		if _, err := c.control.Do(ctx, "ip", "address", "add", address+"/32", "dev", "lo"); err != nil {
			return err
		}
	}
	zoneFile := filepath.Join(c.control.Dir, "example.com.zone")
	for file, text := range map[string]string{zoneFile: zone, c.outsideCorefile(): fmt.Sprintf(outsideCorefile, zoneFile)} {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			return fmt.Errorf("cannot write the zone outside: %w", err)
		}
	}
	err := c.control.Start(ctx, machine.Process{Name: "web-outside", Path: c.program("app"), Args: []string{"serve", "-http", outsideAddress + ":80"}})
	if err != nil {
		return err
	}
	return c.StartOutsideNames(ctx)
}

// StartOutsideNames starts the name server outside; its process is named dns-outside.
func (c *Cluster) StartOutsideNames(ctx context.Context) error {
	return c.control.Start(ctx, machine.Process{Name: "dns-outside", Path: c.program("coredns"), Args: []string{"-conf", c.outsideCorefile()}})
}

func (c *Cluster) outsideCorefile() string { return filepath.Join(c.control.Dir, "Corefile") }
