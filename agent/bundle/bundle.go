package bundle

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/netwhy/netwhy/agent/plan"
	"github.com/netwhy/netwhy/checks/evidence"
)

// Version is the version of the format. A reader refuses any other.
const Version = 1

// Bundle is a recorded investigation.
type Bundle struct {
	Manifest Manifest
	Plan     plan.Plan
	Records  []evidence.Record
	Gaps     []evidence.Gap
	// Unplanned is what a model had looked at beyond the plan, nil if it had
	// nothing. No status and no cause follows from it.
	Unplanned *Unplanned
}

// Unplanned are checks that were asked, and readings that were made, beside the
// plan.
type Unplanned struct {
	Items   []plan.Item
	Records []evidence.Record
	Gaps    []evidence.Gap
}

// Manifest says what a bundle holds.
type Manifest struct {
	Version   int       `json:"version"`
	Program   string    `json:"program"` // version of netwhy that recorded it
	Catalogue string    `json:"catalogue"`
	Recorded  time.Time `json:"recorded"`
	// Asked is when the question was asked, where readings of before were taken.
	Asked time.Time `json:"asked,omitzero"`
	// Files says from which files it was made, empty where it was a cluster.
	Files string `json:"files,omitempty"`
	// Partial says why the recording ended early, empty if it did not.
	Partial string  `json:"partial,omitempty"`
	Digest  Digests `json:"digest"` // of the report when it was recorded
	Records []Entry `json:"records"`
	// Unplanned are the records beside the plan; the digest is without them.
	Unplanned []Entry `json:"unplanned,omitempty"`
}

// Entry is one record in the manifest.
type Entry struct {
	File   string `json:"file"`
	Kind   string `json:"kind"`
	Digest string `json:"digest"`
}

// New puts a bundle together. Records and gaps must be in order, as
// [evidence.Snapshot] gives them.
func New(m Manifest, p plan.Plan, records []evidence.Record, gaps []evidence.Gap) *Bundle {
	m.Version, m.Records = Version, nil
	for i, r := range records {
		m.Records = append(m.Records, Entry{File: fmt.Sprintf("records/%04d-%s.json", i+1, r.Kind), Kind: r.Kind, Digest: r.Digest})
	}
	b := &Bundle{Manifest: m, Plan: p, Records: records, Gaps: gaps}
	b.Manifest.Digest = b.Digest(m.Catalogue)
	return b
}

// Beside adds what was looked at beside the plan.
func (b *Bundle) Beside(u Unplanned) {
	b.Unplanned, b.Manifest.Unplanned = &u, nil
	for i, r := range u.Records {
		b.Manifest.Unplanned = append(b.Manifest.Unplanned, Entry{File: fmt.Sprintf("unplanned/%04d-%s.json", i+1, r.Kind), Kind: r.Kind, Digest: r.Digest})
	}
}

// Changed names what differs from the recording, of plan, evidence and
// catalogue, when the bundle is judged by a catalogue.
func (b *Bundle) Changed(catalogue string) (what []string) {
	was, is := b.Manifest.Digest, b.Digest(catalogue)
	for _, d := range [][3]string{{"the plan", was.Plan, is.Plan}, {"the evidence", was.Evidence, is.Evidence}, {"the catalogue of checks", was.Catalogue, is.Catalogue}} {
		if d[1] != d[2] {
			what = append(what, d[0])
		}
	}
	return what
}

// Snapshot is the bundle's evidence.
func (b *Bundle) Snapshot() *evidence.Snapshot { return evidence.NewSnapshot(b.Records, b.Gaps) }

// Wider is the bundle's evidence together with what was read beside the plan. Of
// two records of the same, the planned one stays.
func (b *Bundle) Wider() *evidence.Snapshot {
	if b.Unplanned == nil {
		return b.Snapshot()
	}
	return evidence.NewSnapshot(slices.Concat(b.Records, b.Unplanned.Records), slices.Concat(b.Gaps, b.Unplanned.Gaps))
}

// Digests name the three things that a report follows from.
type Digests struct {
	Report    string `json:"report"` // over the other three
	Plan      string `json:"plan"`
	Evidence  string `json:"evidence"`
	Catalogue string `json:"catalogue"`
}

// Digest names the bundle as judged by a catalogue. Times are left out, so
// that an unchanged cluster gives an unchanged digest.
func (b *Bundle) Digest(catalogue string) Digests {
	d := Digests{Catalogue: catalogue}
	d.Plan = evidence.Digest(mustJSON(b.Plan))
	var parts [][]byte
	for _, r := range b.Records {
		parts = append(parts, []byte(r.Digest))
	}
	for _, g := range b.Gaps {
		parts = append(parts, mustJSON(g))
	}
	d.Evidence = evidence.Digest(parts...)
	d.Report = evidence.Digest([]byte(d.Plan), []byte(d.Evidence), []byte(d.Catalogue))
	return d
}

// mustJSON writes plain data, which cannot fail.
func mustJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}
