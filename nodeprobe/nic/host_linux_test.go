package nic

import (
	"context"
	"errors"
	"testing"

	"golang.org/x/sys/unix"
)

// TestTheHostIsReadWithoutPrivilege reads, and only reads, whatever devices the
// machine has. Run as any user: nothing may be refused.
func TestTheHostIsReadWithoutPrivilege(t *testing.T) {
	e := openEthtool(t)
	links, err := Links(context.Background())
	if err != nil || len(links) == 0 {
		t.Fatalf("Links = %v, %v", links, err)
	}
	for _, read := range []func() error{
		func() error { _, err := Qdiscs(context.Background()); return err },
		func() error { _, err := CountNeighbours(context.Background(), 100); return err },
	} {
		if err := read(); err != nil {
			t.Error(err)
		}
	}
	for _, link := range links {
		driver, errDriver := e.Driver(link.Name)
		rings, errRings := e.Rings(link.Name)
		_, errChannels := e.Channels(link.Name)
		_, errCoalescing := e.Coalescing(link.Name)
		_, errStats := e.Stats(link.Name)
		for _, err := range []error{errDriver, errRings, errChannels, errCoalescing, errStats} {
			if err != nil && !errors.Is(err, ErrNotApplicable) && !errors.Is(err, unix.ENODEV) {
				t.Errorf("%s: %v", link.Name, err)
			}
		}
		if errRings == nil && (rings.RX == 0 || rings.RX > rings.RXMost) {
			t.Errorf("%s (%s) has rings %+v", link.Name, driver.Name, rings)
		}
	}
}
