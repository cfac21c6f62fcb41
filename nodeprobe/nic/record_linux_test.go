package nic

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// TestRecord is a tool: with -record eth0 it writes that device's statistics into
// testdata, for whoever owns hardware that this package has no recording of.
func TestRecord(t *testing.T) {
	if *record == "" {
		t.Skip("it records a device's statistics if one is named with -record")
	}
	e := openEthtool(t)
	driver, err := e.Driver(*record)
	if err != nil {
		t.Fatal(err)
	}
	stats, err := e.Stats(*record)
	if err != nil {
		t.Fatal(err)
	}
	var uname unix.Utsname
	if err := unix.Uname(&uname); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "Recorded on Linux %s.\n-- driver --\n%s\n-- stats --\nNIC statistics:\n", unix.ByteSliceToString(uname.Release[:]), driver.Name)
	for _, s := range stats {
		fmt.Fprintf(&b, "     %s: %d\n", s.Name, s.Value)
	}
	totals, named := printed(Interpret(driver.Name, stats))
	fmt.Fprintf(&b, "-- totals --\n%s-- named --\n%s", totals, named)
	if err := os.WriteFile("testdata/"+driver.Name+".txtar", []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

var record = flag.String("record", "", "record this device's statistics into testdata")
