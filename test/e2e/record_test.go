package e2e

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/checks/catalog"
)

var record = flag.Bool("record", false, "record the demos of the scenarios that are run")

// demos are the scenarios whose recordings are embedded in the program.
var demos = map[string]string{"uplink-mtu-blackhole": "uplink-mtu", "cilium-egress-wrong-port": "egress-port", "cluster-review": "cluster-review"}

// demonstrate keeps what was recorded as a demo, without what a model looked at
// beside the plan, if that is asked for.
func demonstrate(s scenario, a answer) error {
	name := demos[s.name]
	if !*record || name == "" || len(wrong(s, a)) > 0 {
		return nil
	}
	b, err := bundle.Open(a.file, catalog.Kinds())
	if err != nil {
		return err
	}
	release, err := os.ReadFile("/proc/sys/kernel/osrelease")
	if err != nil {
		return fmt.Errorf("cannot tell whose kernel this is: %w", err)
	}
	records := slices.Clone(b.Records)
	for i := range records {
		records[i].Payload = bytes.ReplaceAll(records[i].Payload, bytes.TrimSpace(release), []byte(upstream(string(release))))
		records[i].Seal()
	}
	b.Manifest.Program, b.Manifest.Unplanned = "dev", nil
	return bundle.New(b.Manifest, b.Plan, records, b.Gaps).Save(filepath.Join("../../cmd/netwhy/demo", name+".zip"))
}

// upstream is a kernel's version without what its builder added.
func upstream(release string) string {
	version, _, _ := strings.Cut(strings.TrimSpace(release), "-")
	return version
}
