package hubble

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"time"

	flowpb "github.com/cilium/cilium/api/v1/flow"
)

// Most bounds the flows of a record.
const Most = 400

// Record makes items of the flows of one answer, at most so many, and of what
// could be seen.
func Record(flows []*flowpb.Flow, view View, most int) []Item {
	rows := Count(flows)
	view.Read, view.Sampled = len(flows), slices.ContainsFunc(flows, ofRetina)
	for _, left := range rows[min(most, len(rows)):] {
		view.Left += left.Count
	}
	items := make([]Item, 0, min(most, len(rows))+1)
	for i := range rows[:min(most, len(rows))] {
		items = append(items, Item{Flow: &rows[i]})
	}
	return append(items, Item{View: &view})
}

// Count makes one of flows that differ in time and the client's port only:
// those first that tell most, and of these the newest.
func Count(flows []*flowpb.Flow) []Flow {
	at := map[string]int{}
	var rows []Flow
	var key bytes.Buffer
	var like Flow
	writer := json.NewEncoder(&key)
	for _, f := range joined(flows) {
		row := Of(f)
		key.Reset()
		like = row.alike()
		if err := writer.Encode(&like); err != nil {
			panic(err) // plain data
		}
		i, there := at[string(key.Bytes())]
		if !there {
			at[key.String()] = len(rows)
			rows = append(rows, row)
			continue
		}
		same := &rows[i]
		same.Count += row.Count
		if row.First.Before(same.First) {
			same.First = row.First
		}
		if row.Last.After(same.Last) {
			same.Last = row.Last
		}
	}
	slices.SortStableFunc(rows, func(a, b Flow) int {
		if c := cmp.Or(cmp.Compare(a.rank(), b.rank()), b.Last.Compare(a.Last), b.First.Compare(a.First)); c != 0 {
			return c
		}
		return cmp.Compare(a.text(), b.text()) // which is made only where it matters
	})
	return rows
}

// alike is the flow without what those that are counted together differ in.
func (f Flow) alike() Flow {
	f.Count, f.First, f.Last = 0, time.Time{}, time.Time{}
	return f
}

func (f Flow) text() string { return f.Client.String() + f.Server.String() + f.Flags + f.Node }

// rank is how much a flow tells of a fault, the least first.
func (f Flow) rank() int {
	switch {
	case f.Verdict != Forwarded && f.Verdict != Redirected && f.Verdict != "TRACED" && f.Verdict != "TRANSLATED" && f.Verdict != Resolved:
		return 0
	case f.DNS != nil && f.DNS.Rcode != 0, f.HTTP != nil && f.HTTP.Code >= 400, len(f.Flags) >= 3 && f.Flags[:3] == "RST":
		return 1
	case f.Protocol == "TCP" && (f.Flags == "SYN" || f.Flags == "SYN ACK"):
		return 2
	}
	return 3
}

// joined leaves out the event of a drop where the verdict of the policy that
// caused it is told as well: both are of the same packet.
func joined(flows []*flowpb.Flow) []*flowpb.Flow {
	type packet struct {
		node, source, destination, layer4 string
	}
	of := func(f *flowpb.Flow) packet {
		l4 := transport(f.GetL4())
		return packet{f.GetNodeName(), f.GetIP().GetSource() + port(l4.source), f.GetIP().GetDestination() + port(l4.destination), l4.protocol + l4.flags}
	}
	verdicts := map[packet]int{}
	for _, f := range flows {
		if f.GetVerdict() == flowpb.Verdict_DROPPED && f.GetEventType().GetType() == typeRuling {
			verdicts[of(f)]++
		}
	}
	kept := make([]*flowpb.Flow, 0, len(flows))
	for _, f := range flows {
		if f.GetEventType().GetType() == typeDrop && (reason(f).Group() == ByPolicy || reason(f) == AuthRequired) {
			if p := of(f); verdicts[p] > 0 {
				verdicts[p]--
				continue
			}
		}
		kept = append(kept, f)
	}
	return kept
}
