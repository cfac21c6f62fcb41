package source

import (
	"context"

	"github.com/netwhy/netwhy/agent/telemetry"
	"github.com/netwhy/netwhy/checks/evidence"
)

// sources are those that serve the tools.
var sources = map[string]string{
	evidence.ToolList: "kube", evidence.ToolGet: "kube", evidence.ToolEvents: "kube", evidence.ToolLogs: "kube",
	evidence.ToolDNS: "dns", evidence.ToolNode: "node", evidence.ToolHubble: "hubble", evidence.ToolCilium: "cilium",
}

func sourceOf(w evidence.Want) string { return sources[w.Kind.Query.Tool] }

// part is what one source has to read in a gathering. Its span ends with the last
// reading.
type part struct {
	ctx                 context.Context
	source              string
	span                telemetry.Span
	wants, read, lacked int
}

// share begins the parts of a gathering.
func share(ctx context.Context, wants []evidence.Want) map[string]*part {
	parts := map[string]*part{}
	for _, w := range wants {
		source := sourceOf(w)
		if parts[source] == nil {
			parts[source] = &part{source: source}
		}
		parts[source].wants++
	}
	for _, p := range parts {
		p.ctx, p.span = telemetry.Reading(ctx, p.source, p.wants)
	}
	return parts
}

// done counts a reading, or the gap in its place.
func (p *part) done(gap *evidence.Gap) {
	reason := ""
	if gap == nil {
		p.read++
	} else {
		p.lacked++
		reason = string(gap.Reason)
	}
	telemetry.Read(p.ctx, p.source, reason)
	if p.read+p.lacked == p.wants {
		p.span.Tell(telemetry.Records, p.read)
		p.span.Tell(telemetry.Gaps, p.lacked)
		p.span.End()
	}
}
