package store

import (
	"fmt"
	"strings"
	"testing"
)

// TestVersionIsTheNewestMigration of both flavours: a program has one answer.
func TestVersionIsTheNewestMigration(t *testing.T) {
	version := must[int64](t)(Version())
	for _, flavour := range []string{"sqlite", "postgres"} {
		all := versions(t, flavour)
		if newest := all[len(all)-1]; !strings.HasPrefix(newest, fmt.Sprintf("%05d_", version)) {
			t.Errorf("got %d, and the newest migration of %s is %s", version, flavour, newest)
		}
	}
}
