package hubble

import (
	"bytes"
	"encoding/json"
	"fmt"

	flowpb "github.com/cilium/cilium/api/v1/flow"
	"google.golang.org/protobuf/encoding/protojson"
)

// line is a response of Hubble as its command line prints it; "view" is ours,
// for fixtures, since Hubble prints no such thing.
type line struct {
	Flow     json.RawMessage `json:"flow"`
	Lost     json.RawMessage `json:"lost_events"`
	Status   *nodeStatus     `json:"node_status"`
	View     *View           `json:"view"`
	NodeName string          `json:"node_name"`
}

type nodeStatus struct {
	State   string   `json:"state_change"`
	Names   []string `json:"node_names"`
	Message string   `json:"message"`
}

// Lines reads what "hubble observe -o jsonpb" prints.
func Lines(text []byte) (flows []*flowpb.Flow, view View, err error) {
	for n, raw := range bytes.Split(text, []byte("\n")) {
		if raw = bytes.TrimSpace(raw); len(raw) == 0 {
			continue
		}
		var l line
		if err := json.Unmarshal(raw, &l); err != nil {
			return nil, view, fmt.Errorf("cannot read line %d of flows: %w", n+1, err)
		}
		switch {
		case l.View != nil:
			lost, nodes := view.Lost, view.Nodes
			view = *l.View
			view.Lost, view.Nodes = append(view.Lost, lost...), append(view.Nodes, nodes...)
		case l.Status != nil:
			for _, name := range l.Status.Names {
				view.Mark(name, l.Status.State, l.Status.Message)
			}
		case l.Lost != nil:
			var lost flowpb.LostEvent
			if err := loose.Unmarshal(l.Lost, &lost); err != nil {
				return nil, view, fmt.Errorf("cannot read line %d of flows: %w", n+1, err)
			}
			view.Miss(l.NodeName, &lost)
		case l.Flow != nil:
			f := new(flowpb.Flow)
			if err := loose.Unmarshal(l.Flow, f); err != nil {
				return nil, view, fmt.Errorf("cannot read line %d of flows: %w", n+1, err)
			}
			flows = append(flows, f)
		}
	}
	return flows, view, nil
}

// loose takes fields of newer servers, and leaves them out.
var loose = protojson.UnmarshalOptions{DiscardUnknown: true}
