// Package mortal makes clusters that end with the test that needs them.
//
// # Contract
//
// Where the machine cannot run a cluster the test is skipped, and says what is
// missing; where CI=true or NETWHY_REQUIRE_CLUSTER=1 says that it must, it fails.
package mortal

import (
	"os"
	"testing"

	"github.com/netwhy/netwhy/test/realcluster"
)

// Cluster makes a cluster for a test.
func Cluster(t *testing.T, o realcluster.Options) *realcluster.Cluster {
	t.Helper()
	switch err := realcluster.Missing(); {
	case err == nil:
	case os.Getenv("CI") == "true" || os.Getenv("NETWHY_REQUIRE_CLUSTER") == "1":
		t.Fatal(err)
	default:
		t.Skip(err)
	}
	o.Mortal, o.Progress = true, os.Stderr
	c, err := realcluster.Up(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := realcluster.Down(o.Name); err != nil {
			t.Error(err)
		}
	})
	return c
}
