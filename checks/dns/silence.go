package dns

import (
	"cmp"
	"regexp"
	"slices"
	"time"

	"github.com/netwhy/netwhy/checks/evidence"
)

// manyTimeouts at one resolver are more than single packets that got lost.
const manyTimeouts = 10

// unanswered matches a query to a resolver that failed, and captures its name and the resolver:
// "[ERROR] plugin/errors: 2 a.example. A: read udp 10.0.0.5:4321->168.63.129.16:53: i/o timeout".
var unanswered = regexp.MustCompile(`^\[ERROR\] plugin/errors: (?:\d+ (\S+) \S+: )?.*(?:->|dial (?:tcp|udp) )([0-9a-fA-F.:\[\]]+:\d+): (?:i/o timeout|connect: no route to host|connect: network is unreachable|read: connection refused|connect: connection refused)`)

// silence is what a log says of a resolver that did not answer.
type silence struct {
	resolver    string
	lines       int
	names       []string // that were asked for
	first, last time.Time
	untimed     bool // the lines carry no time
}

// silences are those of the resolvers that a log says did not answer many
// queries, the worst first.
func silences(lines []evidence.LogLine) (list []silence) {
	at := map[string]*silence{}
	for _, l := range lines {
		m := unanswered.FindStringSubmatch(l.Text)
		if m == nil {
			continue
		}
		s := at[m[2]]
		if s == nil {
			s = &silence{resolver: m[2], first: l.Time, last: l.Time}
			at[m[2]] = s
		}
		s.lines++
		s.untimed = s.untimed || l.Time.IsZero()
		if l.Time.Before(s.first) {
			s.first = l.Time
		}
		if l.Time.After(s.last) {
			s.last = l.Time
		}
		if !slices.Contains(s.names, m[1]) {
			s.names = append(s.names, m[1])
		}
	}
	for _, s := range at {
		if s.lines >= manyTimeouts {
			list = append(list, *s)
		}
	}
	slices.SortFunc(list, func(a, b silence) int {
		return cmp.Or(-cmp.Compare(a.lines, b.lines), cmp.Compare(a.resolver, b.resolver))
	})
	return list
}

// manyPauses is how many times as long as between two lines nothing may be said
// before the silence may be over.
const manyPauses = 5

// over reports whether the lines ended so long before they were read that the
// resolver may answer again. That it does, they cannot tell.
func (s silence) over(read time.Time) bool {
	pause := s.last.Sub(s.first) / time.Duration(max(1, s.lines-1))
	return !s.untimed && read.Sub(s.last) > manyPauses*pause
}

// ago is for how long before they were read the lines had ended.
func (s silence) ago(read time.Time) time.Duration { return read.Sub(s.last).Round(time.Second) }
