package picture

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/hubble"
)

// Flows are packets' fates over time. A record tells of equal events how many
// there were, the first and the last; between these they are spread evenly.
type Flows struct {
	Course
	Rows []Row `json:"rows"`           // those that tell most
	More int   `json:"more,omitempty"` // rows that are left out
	// Codes are the answers of DNS among them, by response code, over the same time.
	Codes []Series `json:"codes,omitempty"`
	// Whole is since when every node that was seen tells of its flows, if that is
	// later than From: before it, what is not drawn was not seen.
	Whole time.Time `json:"whole,omitzero"`
	// Blind says why what is not seen here may have been all the same.
	Blind string `json:"blind,omitempty"`
}

// Course is what was counted over time, in equal parts of it.
type Course struct {
	From   time.Time `json:"from"`
	Until  time.Time `json:"until"`
	Series []Series  `json:"series"`
}

// Series is one verdict or response code.
type Series struct {
	Name  string    `json:"name"`
	Total int       `json:"total"`
	Parts []float64 `json:"parts"`
}

// Row is a number of equal events.
type Row struct {
	Verdict  string    `json:"verdict"`
	Reason   string    `json:"reason,omitempty"`
	From     string    `json:"from"`
	To       string    `json:"to"`
	Port     string    `json:"port,omitempty"`
	Count    int       `json:"count"`
	First    time.Time `json:"first"`
	Last     time.Time `json:"last"`
	Policies []string  `json:"policies,omitempty"`
}

// Answer is how often DNS answered with a code.
type Answer struct {
	Code  string   `json:"code"`
	Asked string   `json:"asked"` // by whom: pods, whose flows tell, or Netwhy
	Count int      `json:"count"`
	Names []string `json:"names,omitempty"`
}

const (
	parts    = 30
	mostRows = 30
)

func flows(records []evidence.Record) (*Flows, []Answer) {
	var all []hubble.Flow
	var view *hubble.View
	answers := tally{}
	seen := map[string]bool{}
	for _, r := range records {
		switch r.Kind {
		case evidence.CallFlows.Name, evidence.CallFlowsAhead.Name, evidence.WorkloadFlows.Name:
			var items []hubble.Item
			if seen[r.Digest] || json.Unmarshal(r.Payload, &items) != nil {
				continue
			}
			seen[r.Digest] = true
			for _, i := range items {
				if i.Flow != nil && !slices.ContainsFunc(all, func(f hubble.Flow) bool { return same(f, *i.Flow) }) {
					all = append(all, *i.Flow)
				}
				if i.View != nil && (view == nil || i.View.Blind() != "") {
					view = i.View
				}
			}
		case evidence.Answers.Name, evidence.ResolverAnswers.Name:
			var list []evidence.DNSAnswer
			if json.Unmarshal(r.Payload, &list) != nil {
				continue
			}
			for _, a := range list {
				answers.add(a.Rcode, "Netwhy", a.Name, 1)
			}
		}
	}
	for _, f := range all {
		if f.DNS != nil && f.DNS.Answer {
			answers.add(rcode(f.DNS.Rcode), "pods", f.DNS.Query, f.Count)
		}
	}
	return chart(all, view), answers.sorted()
}

// same reports whether two readings tell of the same events.
func same(a, b hubble.Flow) bool {
	return a.First.Equal(b.First) && a.Last.Equal(b.Last) && a.Count == b.Count && a.Node == b.Node && a.Verdict == b.Verdict &&
		a.Event == b.Event && a.Point == b.Point && a.Client.String() == b.Client.String() && a.Server.String() == b.Server.String() && a.Port == b.Port && a.Reply == b.Reply && a.Flags == b.Flags
}

func chart(all []hubble.Flow, view *hubble.View) *Flows {
	if len(all) == 0 {
		return nil
	}
	c := &Flows{Course: Course{From: all[0].First, Until: all[0].Last}}
	if view != nil {
		c.From, c.Until, c.Blind = view.From, view.Until, view.Blind()
	}
	if view != nil {
		for _, n := range view.Nodes {
			if n.Oldest.After(c.From) && n.Oldest.After(c.Whole) {
				c.Whole = n.Oldest
			}
		}
	}
	for _, f := range all {
		if f.First.Before(c.From) {
			c.From = f.First
		}
		if f.Last.After(c.Until) {
			c.Until = f.Last
		}
	}
	for _, f := range all {
		c.Series = c.spread(c.Series, string(f.Verdict), f)
		if f.DNS != nil && f.DNS.Answer {
			c.Codes = c.spread(c.Codes, rcode(f.DNS.Rcode), f)
		}
		row := Row{Verdict: string(f.Verdict), From: f.Client.String(), To: f.Server.String(), Count: f.Count, First: f.First, Last: f.Last}
		if f.Reason != 0 {
			row.Reason = f.Reason.String()
		}
		if f.Port != 0 {
			row.Port = strconv.Itoa(int(f.Port)) + "/" + f.Protocol
		}
		for _, p := range f.Policies {
			row.Policies = append(row.Policies, p.String())
		}
		c.Rows = append(c.Rows, row)
	}
	for _, list := range [][]Series{c.Series, c.Codes} {
		slices.SortFunc(list, func(a, b Series) int { return cmp.Compare(a.Name, b.Name) })
	}
	slices.SortStableFunc(c.Rows, func(a, b Row) int { return cmp.Or(cmp.Compare(a.Verdict, b.Verdict), -cmp.Compare(a.Count, b.Count)) })
	if len(c.Rows) > mostRows {
		c.More, c.Rows = len(c.Rows)-mostRows, c.Rows[:mostRows]
	}
	return c
}

// spread adds a number of events to the parts of time that they lie in.
func (c *Course) spread(list []Series, name string, f hubble.Flow) []Series {
	i := slices.IndexFunc(list, func(s Series) bool { return s.Name == name })
	if i < 0 {
		i = len(list)
		list = append(list, Series{Name: name, Parts: make([]float64, parts)})
	}
	s := &list[i]
	s.Total += f.Count
	part := func(t time.Time) int {
		whole := c.Until.Sub(c.From)
		if whole <= 0 {
			return 0
		}
		return max(0, min(parts-1, int(float64(t.Sub(c.From))/float64(whole)*parts)))
	}
	first, last := part(f.First), part(f.Last)
	for p := first; p <= last; p++ {
		s.Parts[p] += float64(f.Count) / float64(last-first+1)
	}
	return list
}
