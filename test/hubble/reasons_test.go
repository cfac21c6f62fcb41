package hubble

import (
	"testing"

	flowpb "github.com/cilium/cilium/api/v1/flow"
	monitor "github.com/cilium/cilium/pkg/monitor/api"
	"github.com/netwhy/netwhy/checks/hubble"
)

// TestOurReasonsAreCilium holds our table against the datapath's words and the
// protocol's names.
func TestOurReasonsAreCilium(t *testing.T) {
	ours := map[hubble.Reason]bool{}
	for _, r := range hubble.Reasons() {
		ours[r] = true
	}
	for code := monitor.DropMin; code < 255; code++ {
		r, words := hubble.Reason(code), monitor.DropReason(code)
		_, has := flowpb.DropReason_name[int32(code)]
		named := has || r == 159 || r == 206
		switch {
		case ours[r] != named:
			t.Errorf("reason %d (%s): known to us %t, to Cilium %t", code, words, ours[r], named)
		case named && r != 159 && r.String() != words:
			t.Errorf("reason %d is %q to us, and %q to Cilium", code, r, words)
		case has && r.Hubble() != flowpb.DropReason_name[int32(code)]:
			t.Errorf("reason %d is %s to us, and %s to Hubble", code, r.Hubble(), flowpb.DropReason_name[int32(code)])
		}
	}
}
