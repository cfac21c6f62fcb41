package report

import (
	"strings"

	"github.com/clipperhouse/displaywidth"
)

// style is an SGR parameter of the terminal; "" is plain.
type style string

const (
	bold   style = "1"
	faint  style = "2"
	red    style = "1;31"
	green  style = "32"
	yellow style = "33"
	cyan   style = "36"
)

func styleOf(class string) style {
	switch class {
	case "pass":
		return green
	case "fail":
		return red
	case "unknown", "risk":
		return yellow
	}
	return faint
}

// page lays text out for a terminal. Everything written goes through its
// methods, which take text as it comes from the cluster and clean it.
type page struct {
	b       strings.Builder
	width   int
	colour  bool
	verbose bool
}

func newPage(o Options) *page {
	width := o.Width
	if width <= 0 {
		width = 80
	}
	return &page{width: max(width, 20), colour: o.Colour, verbose: o.Verbose}
}

func (p *page) in(s style, text string) string {
	if !p.colour || s == "" || text == "" {
		return text
	}
	return "\x1b[" + string(s) + "m" + text + "\x1b[0m"
}

func (p *page) put(indent int, text string) {
	p.b.WriteString(strings.Repeat(" ", indent) + text + "\n")
}

// heading starts a section.
func (p *page) heading(title, aside string) {
	p.b.WriteString("\n")
	p.lead(0, 2, bold, title, aside)
}

// prose writes wrapped text.
func (p *page) prose(indent int, s style, text string) {
	for _, line := range wrap(plain(text), p.width-indent) {
		p.put(indent, p.in(s, line))
	}
}

// lead writes wrapped text behind a label of the program's own. Only the label
// is styled; the lines that follow hang.
func (p *page) lead(indent, hang int, s style, label, text string) {
	gap := "  "
	if strings.HasSuffix(label, ":") {
		gap = " "
	}
	lines := wrapAfter(plain(text), p.width-indent-displaywidth.String(label+gap), p.width-indent-hang)
	first := p.in(s, strings.TrimRight(label, " "))
	if len(lines) > 0 && lines[0] != "" {
		first = p.in(s, label) + gap + lines[0]
	}
	p.put(indent, first)
	for i := 1; i < len(lines); i++ {
		p.put(indent+hang, lines[i])
	}
}

// item is one entry of a list.
func (p *page) item(indent int, text string) { p.bullet(indent, faint, "-", text) }

// bullet is an entry behind a mark of one column.
func (p *page) bullet(indent int, s style, mark, text string) {
	for i, line := range wrap(plain(text), p.width-indent-2) {
		if i == 0 {
			p.put(indent, p.in(s, mark)+" "+line)
		} else {
			p.put(indent+2, line)
		}
	}
}

// some writes the first few of a list, and how many more there are;
// none twice.
func (p *page) some(indent int, list []string) {
	list = once(list)
	for i, text := range list {
		if i == mostBecause && !p.verbose && len(list) > mostBecause+1 {
			p.more(indent, len(list)-mostBecause)
			return
		}
		p.item(indent, text)
	}
}

// commands writes each command on a line of its own, whole, so that it can be
// copied.
func (p *page) commands(list []string) {
	for _, c := range list {
		if c = command(c); c != "" {
			p.put(4, p.in(cyan, c))
		}
	}
}

// pad fills text up to a width in columns.
func pad(text string, width int) string {
	return text + strings.Repeat(" ", max(0, width-displaywidth.String(text)))
}
