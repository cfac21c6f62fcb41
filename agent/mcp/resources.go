package mcp

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/catalog"
)

const (
	reportURI = "netwhy://reports/"
	checkURI  = "netwhy://checks/"
	wholeURI  = "/json" // behind that of a report
)

// resources are reports, their evidence, and what checks say of themselves.
func (d *Desk) resources(s *server.MCPServer) {
	template := func(uri, name, says, sort string, read func(context.Context, string) (string, error)) {
		s.AddResourceTemplate(mcp.NewResourceTemplate(uri, name, mcp.WithTemplateDescription(says), mcp.WithTemplateMIMEType(sort)),
			func(ctx context.Context, request mcp.ReadResourceRequest) ([]mcp.ResourceContents, error) {
				text, err := read(ctx, request.Params.URI)
				if err != nil {
					return nil, err
				}
				return []mcp.ResourceContents{mcp.TextResourceContents{URI: request.Params.URI, MIMEType: sort, Text: text}}, nil
			})
	}
	template(reportURI+"{report}", "report", "A whole report, for people to read.", "text/markdown", d.reportText)
	template(reportURI+"{report}"+wholeURI, "report as data", "A whole report, as its JSON schema says.", "application/json", d.reportData)
	template(reportURI+"{report}/evidence/{digest}", "evidence", "The beginning of what was read; get_evidence goes on.", "application/json", d.evidenceText)
	template(checkURI+"{check}", "check", "What a check asks, why, and what it cannot tell.", "text/markdown", checkText)
}

// mostListed bounds the reports that are listed; all can be read by their ID.
const mostListed = 50

// hooks add to a list of resources the latest reports of whoever asks for it:
// mcp-go knows resources of all callers only, or of a session, and there are none.
func (d *Desk) hooks() *server.Hooks {
	h := &server.Hooks{}
	if d == nil {
		return h
	}
	h.AddAfterListResources(func(ctx context.Context, _ any, _ *mcp.ListResourcesRequest, list *mcp.ListResourcesResult) {
		reports, err := d.Reports.List(ctx, callerOf(ctx).Name)
		if err != nil {
			return // the rest of the list is no less true
		}
		for _, k := range reports[:min(len(reports), mostListed)] {
			if !k.shown(ctx) {
				continue
			}
			r := k.Report
			list.Resources = append(list.Resources, mcp.NewResource(reportURI+k.ID, checks.Clean(r.Question, 200),
				mcp.WithResourceDescription(string(r.Status)+": "+r.Summary), mcp.WithMIMEType("text/markdown")))
		}
	})
	return h
}

func (d *Desk) reportText(ctx context.Context, uri string) (string, error) {
	return d.report(ctx, uri, report.Markdown)
}

func (d *Desk) reportData(ctx context.Context, uri string) (string, error) {
	return d.report(ctx, strings.TrimSuffix(uri, wholeURI), report.JSON)
}

func (d *Desk) report(ctx context.Context, uri string, write func(io.Writer, *report.Report) error) (string, error) {
	k, err := d.find(ctx, strings.TrimPrefix(uri, reportURI))
	if err != nil {
		return "", err
	}
	var b strings.Builder
	err = write(&b, k.Report)
	return b.String(), err
}

func (d *Desk) evidenceText(ctx context.Context, uri string) (string, error) {
	id, digest, _ := strings.Cut(strings.TrimPrefix(uri, reportURI), "/evidence/")
	k, err := d.find(ctx, id)
	if err != nil {
		return "", err
	}
	e, err := evidenceOf(k, digest, 0)
	if err != nil {
		return "", err
	}
	text, err := json.Marshal(e)
	return string(text), err
}

func checkText(_ context.Context, uri string) (string, error) {
	id := strings.TrimPrefix(uri, checkURI)
	c := catalog.Find(id)
	if c == nil {
		return "", fmt.Errorf("there is no check %q", checks.Clean(id, 100))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s\n\n%s\n", c.ID, c.Asks, c.Why)
	if c.Limits != "" {
		fmt.Fprintf(&b, "\nWhat it cannot tell: %s\n", c.Limits)
	}
	b.WriteString("\nIt reads:\n\n")
	for _, n := range c.Needs {
		fmt.Fprintf(&b, "- %s: %s\n", n.Kind.Name, n.Kind.Says)
	}
	if c.Remedy.Says != "" {
		fmt.Fprintf(&b, "\nWhat mends it: %s\n", c.Remedy.Says)
	}
	for _, reference := range c.Refs {
		fmt.Fprintf(&b, "\nSee %s\n", reference)
	}
	return b.String(), nil
}
