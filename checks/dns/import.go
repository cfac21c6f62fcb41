package dns

import (
	"maps"
	"path"
	"slices"
	"strings"
)

// expand puts what an import names in its place, with the cursor on the first
// token of it.
func (p *parser) expand(inServer bool) *problem {
	from := p.at
	if p.at++; !p.sameLine() {
		p.at = from
		return p.fail("import names nothing")
	}
	here := p.tokens[p.at]
	if p.at++; p.sameLine() {
		return p.fail("import takes one argument")
	}
	after := p.at
	p.at = from
	words, err := p.named(here, inServer)
	if err != nil {
		return err
	}
	if p.imports++; p.imports > mostImports || len(p.tokens)+len(words) > mostTokens {
		tooMuch := p.fail("the imports expand to more than is judged")
		tooMuch.unsure = true
		return tooMuch
	}
	p.tokens = slices.Concat(p.tokens[:from], words, p.tokens[after:])
	return nil
}

// named are the tokens of a snippet, or of the files that a pattern matches,
// relative to the file in which it stands.
func (p *parser) named(pattern token, inServer bool) (words []token, err *problem) {
	if words = p.snippets[pattern.text]; words != nil {
		return words, nil
	}
	full := pattern.text
	if !path.IsAbs(full) {
		full = path.Join(path.Dir(pattern.file), full)
	}
	if strings.Count(full, "*") > 1 || strings.Count(full, "?") > 1 || strings.Contains(full, "[") && strings.Contains(full, "]") {
		return nil, p.fail("the import %s has more than one wildcard", pattern.text)
	}
	if _, bad := path.Match(full, ""); bad != nil {
		err = p.fail("the import %s is no valid pattern", pattern.text)
		err.unsure = true // CoreDNS overlooks it where the folder is missing
		return nil, err
	}
	record := imported{pattern: pattern.text, inServer: inServer}
	for _, file := range slices.Sorted(maps.Keys(p.files)) {
		if match, _ := path.Match(full, file); match {
			record.files = append(record.files, file)
			if p.words[file] == nil {
				p.words[file] = tokens(file, p.files[file])
			}
			words = append(words, p.words[file]...)
		}
	}
	p.found.imports = append(p.found.imports, record)
	if len(record.files) > 0 || strings.ContainsAny(full, "*?[]") {
		return words, nil // no match is no error, and may be a volume that was not read
	}
	err = p.fail("the file or snippet %s of an import was not found", pattern.text)
	err.unsure = true // it may lie in the image, or in a volume that was not read
	return nil, err
}
