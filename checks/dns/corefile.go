package dns

import (
	"fmt"
	"slices"
	"strings"
)

// corefile is a configuration of CoreDNS with its imports in place.
type corefile struct {
	servers []server
	imports []imported
}

// server is a server block: the zones it serves and the plugins that answer.
type server struct {
	keys    []string
	plugins []plugin
	file    string
	line    int
}

// plugin is one use of a plugin. A block's inner braces stay words of its lines.
type plugin struct {
	name  string
	args  []string
	block [][]string
	file  string
	line  int
}

// imported is an import of files, and which files it found.
type imported struct {
	pattern  string
	files    []string
	inServer bool
}

// problem is why CoreDNS would not start with a configuration.
type problem struct {
	file   string
	line   int
	says   string
	unsure bool   // the record does not show all that CoreDNS sees
	plugin string // that is not known, if that is the problem
}

// Bounds of what is expanded. CoreDNS allows 10,000 imports; a configuration
// that is near has no place in a cluster, and is not judged.
const (
	mostImports = 200
	mostTokens  = 100_000
)

// parser follows github.com/coredns/caddy v1.1, caddyfile/parse.go.
type parser struct {
	tokens   []token
	at       int
	files    map[string]string
	words    map[string][]token // the tokens of imported files
	snippets map[string][]token
	imports  int
	found    corefile
}

// parse reads the file of the given path. Imports find their files by path
// within the same map; environment variables stay as they are written.
func parse(main string, files map[string]string) (*corefile, *problem) {
	p := &parser{tokens: tokens(main, files[main]), files: files, words: map[string][]token{}, snippets: map[string][]token{}}
	for p.at < len(p.tokens) {
		if err := p.server(); err != nil {
			return nil, err
		}
	}
	return &p.found, nil
}

func (p *parser) fail(format string, args ...any) *problem {
	where := p.tokens[max(0, min(p.at, len(p.tokens)-1))]
	return &problem{file: where.file, line: where.line, says: fmt.Sprintf(format, args...)}
}

// is reports whether the token under the cursor is a word.
func (p *parser) is(word string) bool { return p.at < len(p.tokens) && p.tokens[p.at].text == word }

// newLine reports whether the token under the cursor begins a line.
func (p *parser) newLine() bool {
	if p.at == 0 || p.at >= len(p.tokens) {
		return p.at == 0
	}
	before, here := p.tokens[p.at-1], p.tokens[p.at]
	return before.file != here.file || before.last < here.line
}

// sameLine reports whether the token under the cursor continues the line of
// the one before it. It is not the opposite of newLine: what a snippet brings
// may stand on an earlier line.
func (p *parser) sameLine() bool {
	if p.at == 0 || p.at >= len(p.tokens) {
		return false
	}
	before, here := p.tokens[p.at-1], p.tokens[p.at]
	return before.file == here.file && before.last == here.line
}

// server reads one server block, or a snippet, or what is imported in its place.
func (p *parser) server() *problem {
	var s server
	if err := p.keys(&s); err != nil {
		return err
	}
	if len(s.keys) == 1 && strings.HasPrefix(s.keys[0], "(") && strings.HasSuffix(s.keys[0], ")") && p.at < len(p.tokens) {
		return p.snippet(strings.TrimSuffix(s.keys[0][1:], ")"))
	}
	if p.at >= len(p.tokens) {
		p.add(s)
		return nil
	}
	open := p.is("{")
	if open {
		p.at++
	}
	for ; p.at < len(p.tokens) && !p.is("}"); p.at++ {
		if p.is("import") {
			if err := p.expand(true); err != nil {
				return err
			}
			p.at--
			continue
		}
		if err := p.plugin(&s); err != nil {
			return err
		}
	}
	// CoreDNS takes a last } for that of the server block, whatever it closed.
	if last := len(p.tokens) - 1; open && !p.is("}") && p.tokens[last].text != "}" {
		return p.fail("the server block %s is never closed: a } is missing", strings.Join(s.keys, " "))
	}
	p.at++
	p.add(s)
	return nil
}

func (p *parser) add(s server) {
	if len(s.keys) > 0 {
		p.found.servers = append(p.found.servers, s)
	}
}

// keys reads the zones in front of a server block.
func (p *parser) keys(s *server) *problem {
	comma := false
	for {
		switch {
		case p.at < len(p.tokens) && p.is("import") && p.newLine():
			if err := p.expand(false); err != nil {
				return err
			}
			if p.at < len(p.tokens) {
				continue
			}
			return p.dangling(comma)
		case p.is("{"):
			return p.dangling(comma)
		}
		if t := p.tokens[p.at]; t.text != "" {
			key, cut := strings.CutSuffix(t.text, ",")
			comma = cut
			if len(s.keys) == 0 {
				s.file, s.line = t.file, t.line
			}
			s.keys = append(s.keys, key)
		}
		if p.at++; p.at >= len(p.tokens) || !comma && p.newLine() {
			return p.dangling(comma)
		}
	}
}

// dangling is the fault of zones that end with a comma.
func (p *parser) dangling(comma bool) *problem {
	if comma {
		return p.fail("a zone is missing after the comma")
	}
	return nil
}

// plugin reads one plugin with its block, and leaves the cursor on its last token.
func (p *parser) plugin(s *server) *problem {
	head := p.tokens[p.at]
	use := plugin{name: head.text, file: head.file, line: head.line}
	depth := 0
	for p.at++; p.at < len(p.tokens); p.at++ {
		switch {
		case p.is("{"):
			if depth++; depth == 1 {
				continue
			}
		case depth == 0 && p.newLine():
			p.at--
			s.plugins = append(s.plugins, use)
			return nil
		case p.is("}") && depth == 0:
			return p.fail("a } closes nothing: it must stand on a line of its own")
		case p.is("}"):
			if depth--; depth == 0 {
				continue
			}
		case p.is("import") && p.newLine():
			if err := p.expand(true); err != nil {
				return err
			}
			p.at--
			continue
		}
		if depth == 0 {
			use.args = append(use.args, p.tokens[p.at].text)
			continue
		}
		if n := len(use.block); n == 0 || !p.sameLine() {
			use.block = append(use.block, nil)
		}
		last := len(use.block) - 1
		use.block[last] = append(use.block[last], p.tokens[p.at].text)
	}
	if depth > 0 {
		return p.fail("the block of %s is never closed: a } is missing", use.name)
	}
	p.at--
	s.plugins = append(s.plugins, use)
	return nil
}

// snippet keeps the tokens of a block (name) for later imports.
func (p *parser) snippet(name string) *problem {
	if _, there := p.snippets[name]; there {
		return p.fail("the snippet %s is declared twice", name)
	}
	if !p.is("{") {
		return p.fail("the snippet %s has no block", name)
	}
	p.at++
	for depth, from := 1, p.at; p.at < len(p.tokens); p.at++ {
		switch {
		case p.is("{"):
			depth++
		case p.is("}"):
			depth--
		}
		if depth == 0 {
			p.snippets[name] = slices.Clone(p.tokens[from:p.at])
			p.at++
			return nil
		}
	}
	return p.fail("the snippet %s is never closed: a } is missing", name)
}
