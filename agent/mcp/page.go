package mcp

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
)

type reportArgs struct {
	Report  string `json:"report" jsonschema:"its ID"`
	Verdict string `json:"verdict,omitempty" jsonschema:"only findings of this verdict"`
	From    int    `json:"from,omitempty" jsonschema:"the next of the page before"`
}

// Page is a report in short, with some of its findings.
type Page struct {
	Answer   Answer    `json:"answer"`
	Findings []Finding `json:"findings"`
	Total    int       `json:"total"`
	Next     int       `json:"next,omitempty" jsonschema:"where the next page begins; absent on the last"`
}

// Finding is the verdict of one check for one subject.
type Finding struct {
	Check   string   `json:"check"`
	Subject string   `json:"subject"`
	Verdict string   `json:"verdict" jsonschema:"unknown means could not see, and skip does not apply"`
	Says    string   `json:"says"`
	Cites   []string `json:"cites" jsonschema:"digests of evidence"`
	Lacks   []string `json:"lacks" jsonschema:"what could not be read"`
}

func (d *Desk) getReport(ctx context.Context, in reportArgs) (Page, error) {
	k, err := d.find(ctx, in.Report)
	if err != nil {
		return Page{}, err
	}
	return pageOf(k, in.Verdict, in.From)
}

func pageOf(k Kept, verdict string, from int) (Page, error) {
	var all []Finding
	for _, f := range slices.Concat(k.Report.Findings, k.Report.Risks) {
		if verdict != "" && f.Verdict.String() != verdict {
			continue
		}
		line := Finding{Check: f.Check, Subject: f.Whose(), Verdict: f.Verdict.String(), Says: f.Says, Cites: first(f.Cites), Lacks: []string{}}
		for _, g := range first(f.Gaps) {
			line.Lacks = append(line.Lacks, g.String())
		}
		all = append(all, line)
	}
	p := Page{Answer: answerOf(k), Total: len(all)}
	var err error
	p.Findings, p.Next, err = cut(all, from)
	return p, err
}

type evidenceArgs struct {
	Report string `json:"report" jsonschema:"its ID"`
	Digest string `json:"digest" jsonschema:"as a finding cites it"`
	From   int    `json:"from,omitempty" jsonschema:"the next of the page before"`
}

// Evidence is what was read, or a part of it.
type Evidence struct {
	Kind    string            `json:"kind"`
	Subject string            `json:"subject"`
	Time    string            `json:"time"`
	Bound   string            `json:"bound,omitempty" jsonschema:"what limits a sample, which proves no absence"`
	Items   []json.RawMessage `json:"items"`
	Total   int               `json:"total"`
	Next    int               `json:"next,omitempty" jsonschema:"where the next page begins; absent on the last"`
}

func (d *Desk) getEvidence(ctx context.Context, in evidenceArgs) (Evidence, error) {
	k, err := d.find(ctx, in.Report)
	if err != nil {
		return Evidence{}, err
	}
	return evidenceOf(k, in.Digest, in.From)
}

func evidenceOf(k Kept, digest string, from int) (Evidence, error) {
	if k.Bundle == nil {
		return Evidence{}, errors.New("the evidence of this report is no longer kept: investigate again")
	}
	records := k.Bundle.Records
	if u := k.Bundle.Unplanned; u != nil {
		records = slices.Concat(records, u.Records)
	}
	for _, r := range records {
		if r.Digest != digest {
			continue
		}
		var all []json.RawMessage
		if err := json.Unmarshal(r.Content(), &all); err != nil {
			return Evidence{}, errors.New("cannot read what is kept of this evidence")
		}
		e := Evidence{Kind: r.Kind, Subject: r.Subject.String(), Time: r.Time.UTC().Format("2006-01-02T15:04:05Z"), Bound: r.Bound, Total: len(all)}
		var err error
		e.Items, e.Next, err = cut(all, from)
		return e, err
	}
	return Evidence{}, errors.New("there is no evidence of this digest in the report")
}

// cut is the page of a list that begins somewhere, by whole items, and where the
// next one begins, 0 on the last. It holds one item at least.
func cut[T any](all []T, from int) (page []T, next int, err error) {
	if from < 0 || from > len(all) {
		return nil, 0, errors.New("there is no such page: begin with from 0, and go on with next")
	}
	page = []T{}
	size := 0
	for i := from; i < len(all); i++ {
		text, err := json.Marshal(all[i])
		if err != nil {
			return nil, 0, err
		}
		if size += len(text); size > MostResultBytes && len(page) > 0 {
			return page, i, nil
		}
		page = append(page, all[i])
	}
	return page, 0, nil
}
