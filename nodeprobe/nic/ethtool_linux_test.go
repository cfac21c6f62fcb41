package nic

import (
	"encoding/binary"
	"errors"
	"slices"
	"strings"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

func TestVethHasADriverButNoRings(t *testing.T) {
	ownNamespace(t)
	vethPair(t, "numtxqueues", "3", "numrxqueues", "2")
	e := openEthtool(t)
	driver, err := e.Driver("v0")
	if err != nil || driver.Name != "veth" || driver.Version == "" {
		t.Errorf("Driver = %+v, %v", driver, err)
	}
	if got, err := e.Rings("v0"); !errors.Is(err, ErrNotApplicable) {
		t.Errorf("Rings = %+v, %v", got, err)
	}
	if got, err := e.Channels("v0"); err != nil || got.RX == 0 || got.RXMost != 2 || got.TXMost != 3 || got.Combined != 0 {
		t.Errorf("Channels = %+v, %v", got, err)
	}
}

func TestStatsAreWhatEthtoolPrints(t *testing.T) {
	ownNamespace(t)
	vethPair(t)
	stats, err := openEthtool(t).Stats("v0")
	if err != nil {
		t.Fatal(err)
	}
	if len(stats) < 5 || stats[0].Name != "peer_ifindex" || stats[0].Value == 0 {
		t.Errorf("Stats = %v", stats)
	}
	c := Interpret("veth", stats)
	if lost := slices.ContainsFunc(c.Named, func(n Counter) bool { return n.Value != 0 }); !c.Known || len(c.Named) == 0 || lost {
		t.Errorf("a new veth has lost something, or nothing to lose: %+v", c)
	}
	names := map[string]bool{}
	for _, s := range stats {
		names[s.Name] = true
	}
	for name := range veth {
		if name = strings.Replace(name, "%d", "0", 1); !names[name] {
			t.Errorf("this kernel's veth has no %s", name)
		}
	}
}

func TestWhatADeviceDoesNotHave(t *testing.T) {
	ownNamespace(t)
	e := openEthtool(t)
	if got, err := e.Driver("lo"); !errors.Is(err, ErrNotApplicable) {
		t.Errorf("Driver(lo) = %+v, %v", got, err)
	}
	if got, err := e.Stats("lo"); !errors.Is(err, ErrNotApplicable) {
		t.Errorf("Stats(lo) = %v, %v", got, err)
	}
	if _, err := e.Stats("gone0"); !errors.Is(err, unix.ENODEV) || !strings.Contains(err.Error(), "statistics of gone0") {
		t.Errorf("Stats(gone0): %v", err)
	}
	for _, name := range []string{"", "a-name-of-16-byte"} {
		if _, err := e.Channels(name); err == nil {
			t.Errorf("Channels(%q) gave no error", name)
		}
	}
	if err := e.Close(); err != nil {
		t.Error(err)
	}
	if _, err := e.Channels("lo"); err == nil {
		t.Error("a closed socket answers")
	}
}

// TestTheKernelCannotWriteBeyondABlock asks for more names than there is room for,
// as happens when a device gains queues after it was asked for their number.
func TestTheKernelCannotWriteBeyondABlock(t *testing.T) {
	ownNamespace(t)
	vethPair(t, "numtxqueues", "64", "numrxqueues", "64")
	e := openEthtool(t)
	if err := e.do("v0", unsafe.Pointer(&channelparam{cmd: unix.ETHTOOL_SCHANNELS, rx: 64, tx: 64})); err != nil {
		t.Fatal(err)
	}
	stats, err := e.Stats("v0")
	if err != nil || len(stats) < 64*7 {
		t.Fatalf("%d stats, %v", len(stats), err)
	}
	small, err := reserve(namesHeader)
	if err != nil {
		t.Fatal(err)
	}
	defer small.free()
	binary.NativeEndian.PutUint32(small.bytes[0:], unix.ETHTOOL_GSTRINGS)
	binary.NativeEndian.PutUint32(small.bytes[4:], setStats)
	if err := e.fill("v0", small); !errors.Is(err, errMoreStats) {
		t.Errorf("names beyond the block: %v", err)
	}
	if _, err := e.statNames("v0", small, 1); !errors.Is(err, errMoreStats) {
		t.Errorf("more names than expected: %v", err)
	}
	if err := e.statValues("v0", small, 1); !errors.Is(err, errMoreStats) {
		t.Errorf("more values than expected: %v", err)
	}
}
