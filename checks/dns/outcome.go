package dns

import (
	"regexp"
	"strconv"
	"strings"
)

// outcome is what becomes of a query before the plugins kubernetes and forward
// see it. They follow rewrite, template and hosts, in this order, whatever the
// order in the Corefile. Source: core/dnsserver/zdirectives.go.
type outcome struct {
	by        *plugin // the plugin that answers, or rewrote the name; nil if none did
	rcode     string  // what it answers; empty if it only rewrote
	addresses bool    // whether the answer holds records
	name      string  // the name that the next plugins see
	unsure    bool    // the record cannot tell
}

// before follows a query for an absolute name through a server block.
func (s *server) before(name, kind string) outcome {
	o := s.rewritten(outcome{name: name}, kind)
	if o.unsure {
		return o
	}
	if answer, done := s.templated(o.name, kind); done {
		return answer
	}
	if answer, done := s.hosted(o.name); done {
		return answer
	}
	return o
}

// lines are those of a plugin's block that begin with a word, without it.
func (p *plugin) lines(word string) (list [][]string) {
	for _, line := range p.block {
		if line[0] == word {
			list = append(list, line[1:])
		}
	}
	return list
}

// fallsThrough reports whether a plugin hands on what it does not know.
// Source: plugin/pkg/fall.
func (p *plugin) fallsThrough(name string) bool {
	lines := p.lines("fallthrough")
	if len(lines) == 0 {
		return false
	}
	last := lines[len(lines)-1]
	for _, z := range last {
		if within(name, absolute(z)) {
			return true
		}
	}
	return len(last) == 0
}

// covers reports whether a name lies in one of the zones.
func covers(zones []string, name string) bool {
	for _, z := range zones {
		if within(name, z) {
			return true
		}
	}
	return false
}

// templated follows plugin/template, ServeDNS: what no expression matches is
// SERVFAIL unless it falls through.
func (s *server) templated(name, kind string) (outcome, bool) {
	list := s.named("template")
	for i := range list {
		t := &list[i]
		if len(t.args) < 2 || t.args[0] != "IN" && t.args[0] != "ANY" || t.args[1] != kind && t.args[1] != "ANY" || !covers(s.origins(t.args[2:]), name) {
			continue
		}
		match, sure := t.matches(name)
		switch {
		case !sure:
			return outcome{by: t, name: name, unsure: true}, true
		case !match && t.fallsThrough(name):
			continue
		case !match:
			return outcome{by: t, name: name, rcode: "SERVFAIL"}, true
		}
		rcode := "NOERROR"
		for _, line := range t.lines("rcode") {
			rcode = strings.Join(line, " ")
		}
		return outcome{by: t, name: name, rcode: rcode, addresses: len(t.lines("answer")) > 0}, true
	}
	return outcome{}, false
}

// matches reports whether one of a template's expressions matches a name.
func (p *plugin) matches(name string) (match, sure bool) {
	lines := p.lines("match")
	for _, line := range lines {
		for _, expression := range line {
			r, err := regexp.Compile(expression)
			if err != nil || unknown(expression) {
				return false, false
			}
			match = match || r.MatchString(name)
		}
	}
	return match || len(lines) == 0, len(p.lines("expr")) == 0
}

// hosted follows plugin/hosts, ServeDNS: a name that is not listed is SERVFAIL
// unless it falls through.
func (s *server) hosted(name string) (outcome, bool) {
	list := s.named("hosts")
	for i := range list {
		h := &list[i]
		zones := h.args[min(1, len(h.args)):]
		if !covers(s.origins(zones), name) {
			continue
		}
		for _, line := range h.block {
			for _, host := range line[1:] {
				if strings.EqualFold(absolute(host), name) {
					return outcome{by: h, name: name, rcode: "NOERROR", addresses: true}, true
				}
			}
		}
		if !h.fallsThrough(name) {
			// A file of the image or of a volume may list the name.
			return outcome{by: h, name: name, rcode: "SERVFAIL", unsure: len(h.args) > 0 && h.args[0] != "/etc/hosts"}, true
		}
	}
	return outcome{}, false
}

// rewritten follows plugin/rewrite for rules on names.
func (s *server) rewritten(o outcome, kind string) outcome {
	list := s.named("rewrite")
	for i := range list {
		rule := list[i].args
		if len(rule) < 2 {
			for _, line := range list[i].block {
				rule = append(rule[:len(rule):len(rule)], line...)
			}
		}
		stop := true
		if len(rule) > 0 && (rule[0] == "stop" || rule[0] == "continue") {
			stop, rule = rule[0] == "stop", rule[1:]
		}
		switch {
		case len(rule) >= 3 && rule[0] == "type" && rule[1] == kind:
			return outcome{by: &list[i], name: o.name, unsure: true}
		case len(rule) < 3 || rule[0] != "name":
			continue
		}
		name, sure := renamed(rule[1:], o.name)
		if !sure {
			return outcome{by: &list[i], name: o.name, unsure: true}
		}
		if name == o.name {
			continue
		}
		if o = (outcome{by: &list[i], name: name}); stop {
			return o
		}
	}
	return o
}

// renamed applies one rule on names, [exact|prefix|suffix|substring|regex] FROM TO.
func renamed(rule []string, name string) (to string, sure bool) {
	how := "exact"
	if len(rule) > 2 {
		how, rule = rule[0], rule[1:]
	}
	from, to := absolute(strings.ToLower(rule[0])), absolute(strings.ToLower(rule[1]))
	switch how {
	case "exact":
		if name == from {
			return to, !unknown(to)
		}
	case "suffix":
		if rest, found := strings.CutSuffix(name, from); found {
			return rest + to, !unknown(to)
		}
	case "regex":
		r, err := regexp.Compile(rule[0])
		if err != nil {
			return name, false
		}
		groups := r.FindStringSubmatch(name)
		for i, group := range groups {
			to = strings.ReplaceAll(to, "{"+strconv.Itoa(i)+"}", group)
		}
		if groups != nil {
			return to, true
		}
	default: // prefix and substring differ between versions of CoreDNS
		return name, !strings.Contains(name, strings.TrimSuffix(from, "."))
	}
	return name, !unknown(from)
}
