package reach

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Path judges whether one end may open a connection to a port of another. For
// a Service, ask about each of its backends (see [Backends]).
func (e *Engine) Path(from, to End, port Port) Path {
	p := Path{From: e.known(from), To: e.known(to), Port: port}
	release, err := e.settings.hold()
	if err != nil {
		p.Egress.Why, p.Ingress.Why = err.Error(), err.Error()
		return p
	}
	defer release()
	sources, targets := e.faces(p.From, p.To), e.faces(p.To, p.From)
	p.Egress = e.side(question{end: p.From, other: p.To, subjects: sources, peers: targets, port: port})
	p.Ingress = e.side(question{end: p.To, other: p.From, subjects: targets, peers: sources, port: port, ingress: true})
	return p
}

// known completes an end with what the rules know of it: a node's labels, and
// that an address is a node's.
func (e *Engine) known(end End) End {
	if n, ok := e.nodes[end.Name]; ok && end.Sort == Node && end.Labels == nil {
		n.Ports = end.Ports
		return n
	}
	if end.Sort == Address && len(end.Addresses) == 1 {
		if n, ok := e.nodeAt[end.Addresses[0]]; ok {
			return n
		}
	}
	return end
}

// question is one side of a path, for all that its ends may look like.
type question struct {
	end, other      End
	subjects, peers []*face
	port            Port
	ingress         bool
}

// side is the verdict of one side. Where it depends on which face an end
// shows, a denial that meets only some addresses is a denial of these, and
// what is not known to be one or the other is Unknown.
func (e *Engine) side(q question) Side {
	if s, decided := e.without(q); decided {
		return s
	}
	type answer struct {
		Side
		subject, peer *face
	}
	var answers []answer
	for _, subject := range q.subjects {
		for _, peer := range q.peers {
			var s Side
			if err := guard(func() (err error) { s, err = e.judged(subject, peer, q); return err }); err != nil {
				s = Side{Why: err.Error()}
			}
			answers = append(answers, answer{s, subject, peer})
		}
	}
	if len(answers) == 0 {
		return Side{Why: fmt.Sprintf("%s has no address", q.other)}
	}
	worst := slices.MinFunc(answers, func(a, b answer) int { return cmp.Compare(severity[a.Verdict], severity[b.Verdict]) })
	differ := slices.DeleteFunc(slices.Clone(answers), func(a answer) bool { return a.Verdict != worst.Verdict })
	if refused := e.mayChange(q.end); len(refused) > 0 && worst.Basis != ByDeny && worst.Basis != Off {
		return Side{Selecting: worst.Selecting, Why: fmt.Sprintf("%s may govern it, and Cilium does not take that policy as it is written", refused[0])}
	}
	if len(differ) == len(answers) {
		return worst.Side
	}
	var places []string
	for _, a := range differ {
		places = append(places, cmp.Or(a.peer.about, a.subject.about))
	}
	slices.Sort(places)
	places = slices.Compact(places)
	if doubt := doubtOf(q); doubt != "" {
		return Side{Selecting: worst.Selecting, Why: fmt.Sprintf("it is %s for traffic %s only, and %s", worst.Verdict, strings.Join(places, ", "), doubt)}
	}
	worst.Only = places
	return worst.Side
}

func doubtOf(q question) string {
	for _, f := range slices.Concat(q.subjects, q.peers) {
		if f.doubt != "" {
			return f.doubt
		}
	}
	return ""
}

var severity = map[Verdict]int{Denied: 0, Unknown: 1, Allowed: 2}

// without is the verdict where no policy needs to be resolved.
func (e *Engine) without(q question) (Side, bool) {
	governed := q.end.Sort == Pod || q.end.Sort == Node && e.settings.hostFirewall
	switch {
	case !governed:
		return Side{Verdict: Allowed, Basis: NotJudged}, true
	case q.end.unread:
		return Side{Why: unread}, true
	case q.end.Sort == Pod && e.namespaces[q.end.Namespace] == nil:
		return Side{Why: "the labels of namespace " + q.end.Namespace + " are not known"}, true
	case q.end.Sort == Node && q.end.Labels == nil:
		return Side{Why: nodeUnread}, true
	}
	if !e.settings.sctp && q.port.protocol() == "SCTP" {
		return Side{Why: "Cilium is not set to carry SCTP (enable-sctp)"}, true
	}
	return Side{}, false
}

const (
	unread     = "the labels of a backend are not known: its pod was not read"
	nodeUnread = "rules may select nodes by labels, and those of the node are not known"
)

// strange says what is not known of the other end that rules might go by.
func (e *Engine) strange(other End) string {
	switch {
	case other.unread:
		return unread
	case other.Sort == Pod && e.namespaces[other.Namespace] == nil:
		return "the labels of namespace " + other.Namespace + " are not known"
	case e.settings.nodeLabels && other.Sort == Node && other.Labels == nil:
		return nodeUnread
	}
	return ""
}
