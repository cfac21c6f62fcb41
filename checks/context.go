package checks

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks/evidence"
)

// Context is what a check sees and where it says its verdict. It implements
// [evidence.Reader], answering only the needs that the check declared.
type Context struct {
	check   *Check
	subject evidence.Subject
	entries []*evidence.Entry // one for each need of the check; nil: optional and missing

	verdict Verdict
	judged  bool
	said    []string
	sample  bool
	object  evidence.Subject
	related []evidence.Subject
	hosts   []string
	values  map[string]string

	read       []bool // the needs that were read
	undeclared []string
}

// Subject is what is under examination.
func (c *Context) Subject() evidence.Subject { return c.subject }

// Read implements [evidence.Reader]. A kind that is declared at both ends of a
// call is that of the caller; see [Context.There].
func (c *Context) Read(kind *evidence.Meta) *evidence.Entry {
	i := c.need(kind, false)
	if i < 0 {
		i = c.need(kind, true)
	}
	return c.readAt(kind, i)
}

// There reads what was declared of the callee of a call.
func (c *Context) There() evidence.Reader { return there{c} }

type there struct{ *Context }

// Read implements [evidence.Reader].
func (t there) Read(kind *evidence.Meta) *evidence.Entry { return t.readAt(kind, t.need(kind, true)) }

// need is which of the check's needs a kind is, of the caller of a call or of its
// callee; -1 where it was not declared.
func (c *Context) need(kind *evidence.Meta, callee bool) int {
	return slices.IndexFunc(c.check.Needs, func(n evidence.Need) bool { return n.Kind == kind && n.Callee == callee })
}

func (c *Context) readAt(kind *evidence.Meta, need int) *evidence.Entry {
	if need < 0 {
		c.undeclared = append(c.undeclared, kind.Name)
		return nil
	}
	c.read[need] = true
	return c.entries[need]
}

// Pass says that the evidence rules the fault out.
func (c *Context) Pass(format string, args ...any) { c.say(Pass, format, args...) }

// Fail says that the evidence proves the fault. Said more than once, the
// sentences are joined.
func (c *Context) Fail(format string, args ...any) { c.say(Fail, format, args...) }

// Unknown says that the evidence cannot decide, and what would.
func (c *Context) Unknown(format string, args ...any) { c.say(Unknown, format, args...) }

// Skip says that the question does not apply to the subject.
func (c *Context) Skip(format string, args ...any) { c.say(Skip, format, args...) }

// NoSign says Unknown because a sample shows no sign of the fault, which
// proves nothing.
func (c *Context) NoSign(format string, args ...any) {
	c.sample = true
	c.say(Unknown, format, args...)
}

// Blame names the object that a failure is the fault of, where that is not
// the subject. The first one named stays.
func (c *Context) Blame(kind, namespace, name string) {
	if c.object == (evidence.Subject{}) {
		c.object = evidence.Object(kind, namespace, name)
	}
}

// BlameCall makes the call under examination the culprit, where what is between
// its ends is at fault, and not known.
func (c *Context) BlameCall() { c.object = c.subject }

// Relate names subjects that the finding leads to: what the check's leads are
// asked of, and what links causes into a chain.
func (c *Context) Relate(subjects ...evidence.Subject) {
	for _, s := range subjects {
		if !slices.Contains(c.related, s) {
			c.related = append(c.related, s)
		}
	}
}

// Confine says for which DNS names something fails, as Ingress rules write
// them; "" is any name. A failure that is confined to none concerns any.
func (c *Context) Confine(hosts ...string) {
	for _, h := range hosts {
		if !slices.Contains(c.hosts, h) {
			c.hosts = append(c.hosts, h)
		}
	}
}

// Set gives a value to the remedy's templates. Always there: namespace, name
// and kind of the subject. The first value of a name stays.
func (c *Context) Set(name, value string) {
	if c.values == nil {
		c.values = map[string]string{}
	}
	if _, there := c.values[name]; !there {
		c.values[name] = value
	}
}

// filled are the values of the remedy's templates.
func (c *Context) filled() map[string]string {
	values := map[string]string{}
	maps.Copy(values, c.values)
	values["namespace"], values["name"], values["kind"] = c.subject.InNamespace(), c.subject.Object().Name, c.subject.Object().Kind
	return values
}

func (c *Context) say(v Verdict, format string, args ...any) {
	if c.judged && verdictRank[v] < verdictRank[c.verdict] {
		return
	}
	if v != c.verdict {
		c.said = nil
	}
	c.verdict, c.judged = v, true
	sentence := Clean(fmt.Sprintf(format, args...), maxSentence)
	if !slices.Contains(c.said, sentence) {
		c.said = append(c.said, sentence)
	}
}

const (
	maxSentence  = 400 // characters of one sentence
	maxSentences = 3   // sentences quoted in one finding
)

func (c *Context) sentence() string {
	if !c.judged {
		return "the check reached no verdict"
	}
	said := c.said
	if more := len(said) - maxSentences; more > 0 {
		said = append(slices.Clone(said[:maxSentences]), fmt.Sprintf("and %d more", more))
	}
	return strings.Join(said, "; ")
}
