// Package archive writes investigations as the store keeps them, and reads them
// again: the chat and MCP show the same ones.
package archive

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/picture"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/agent/store"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/catalog"
)

// mostFindings is how many findings a report is kept with whole.
const mostFindings = 5000

// Result is what is kept of an investigation.
func Result(b *bundle.Bundle, r *report.Report) (store.Result, error) {
	var data, zip bytes.Buffer
	kept := r
	if len(r.Findings) > mostFindings {
		kept = r.Brief() // the bundle has all
	}
	if err := report.JSON(&data, kept); err != nil {
		return store.Result{}, err
	}
	if err := b.Write(&zip); err != nil {
		return store.Result{}, err
	}
	pictures, err := json.Marshal(picture.Of(b, r))
	if err != nil {
		return store.Result{}, fmt.Errorf("cannot draw: %w", err)
	}
	return store.Result{Report: data.Bytes(), Pictures: pictures, Bundle: zip.Bytes()}, nil
}

// Report is a turn's report.
func Report(t store.Turn) (*report.Report, error) {
	if len(t.Report) == 0 {
		return nil, store.ErrAbsent
	}
	var r report.Report
	if err := json.Unmarshal(t.Report, &r); err != nil {
		return nil, fmt.Errorf("cannot read the report: %w", err)
	}
	return &r, nil
}

// Bundle is a turn's evidence, which is kept for a shorter time than its report.
func Bundle(ctx context.Context, s store.Store, owner, conversation string, t store.Turn) (*bundle.Bundle, error) {
	if t.BundleSize == 0 {
		return nil, store.ErrAbsent
	}
	data, err := s.Bundle(ctx, owner, conversation, t.Number)
	if err != nil {
		return nil, err
	}
	return bundle.Read(data, catalog.Kinds())
}

// Rests is what one has to be allowed to read to see a turn's result. It may not
// be known, and then nobody sees it but with rights of their own.
func Rests(t store.Turn) (list []tool.Access, known bool) {
	known = t.Rests != nil && json.Unmarshal(t.Rests, &list) == nil
	return list, known
}

// Read is a reading as the audit log has it.
func Read(e tool.Event) store.Read {
	args, err := json.Marshal(e.Args)
	if err != nil {
		args = []byte("?")
	}
	read := store.Read{Call: checks.Clean(e.Tool+" "+string(args), 500), Items: e.Items}
	if e.Err != nil {
		read.Gap = checks.Clean(e.Err.Error(), 300)
	}
	return read
}

// Once is a list with each access once, as it is kept.
func Once(all []tool.Access) json.RawMessage {
	var rests tool.Rests
	rests.Add(all...)
	data, err := json.Marshal(rests.List())
	if err != nil {
		panic(err) // it is plain text
	}
	return data
}
