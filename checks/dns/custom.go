package dns

import (
	"encoding/json"
	"maps"
	"path"
	"slices"
	"strings"
	"unicode"

	"github.com/netwhy/netwhy/checks"
)

// reads reports whether a key is imported, or named by a plugin as a file.
func (f *config) reads(key string) bool {
	file := f.custom[key]
	if slices.ContainsFunc(f.corefile.imports, func(i imported) bool { return slices.Contains(i.files, file) }) {
		return true
	}
	for _, s := range f.corefile.servers {
		for _, p := range s.plugins {
			if slices.ContainsFunc(p.args, func(a string) bool { return a != "" && path.Base(a) == key }) {
				return true
			}
		}
	}
	return false
}

// why is the reason that a key is ignored.
func (f *config) why() string {
	var patterns []string
	for _, i := range f.corefile.imports {
		patterns = append(patterns, i.pattern)
	}
	switch {
	case len(f.custom) == 0:
		return "the Deployment coredns does not mount the ConfigMap"
	case len(patterns) == 0:
		return "the Corefile imports nothing"
	}
	return "the Corefile imports only " + checks.Names(patterns)
}

// meant is the suffix that a key's content belongs under, "" for what is no
// configuration of CoreDNS.
func meant(text string) string {
	if servers, err := parse("key", map[string]string{"key": text}); err == nil && known(servers.servers) {
		return ".server"
	}
	block, err := parse("key", map[string]string{"key": ". {\n" + text + "\n}\n"})
	if err == nil && len(block.servers) == 1 && known(block.servers) {
		return ".override"
	}
	return ""
}

// known reports whether server blocks hold nothing but known plugins.
func known(list []server) bool {
	for _, s := range list {
		if len(s.plugins) == 0 || slices.ContainsFunc(s.plugins, func(p plugin) bool { return !listed(builtin, p.name) }) {
			return false
		}
	}
	return len(list) > 0
}

// renaming is the patch that moves a key to a name that is imported. It is ""
// where CoreDNS would refuse the result, where the name is taken, or where the
// record may not hold the text as it is.
func (f *config) renaming(from, to string, data map[string]string) string {
	text := data[from]
	moved := *f
	moved.files, moved.custom = maps.Clone(f.files), maps.Clone(f.custom)
	file := path.Join(path.Dir(f.custom[from]), to)
	moved.files[file], moved.custom[to] = text, file
	moved.corefile, moved.problem = parse(f.main, moved.files)
	if _, taken := data[to]; taken || moved.problem != nil || !moved.reads(to) || len(moved.faults()) > 0 {
		return ""
	}
	patch, err := json.Marshal(map[string]any{"data": map[string]any{from: nil, to: text}})
	odd := strings.ContainsFunc(text, func(r rune) bool { return r != '\n' && r != '\t' && !unicode.IsPrint(r) })
	if err != nil || odd || len(patch) > 4000 || strings.Contains(text, "<redacted>") {
		return ""
	}
	return string(patch)
}
