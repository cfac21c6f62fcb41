package checks

import (
	"fmt"
	"strings"
	"text/template"

	"al.essio.dev/pkg/shellescape"
)

// quoted are a finding's values, each a single shell word.
func quoted(values map[string]string) map[string]string {
	words := make(map[string]string, len(values))
	for name, value := range values {
		if value != "" {
			words[name] = shellescape.Quote(Clean(value, 4096))
		}
	}
	return words
}

// render fills the templates. A line whose values are not all there is left
// out: no command is better than a wrong one.
func (r Remedy) render(values map[string]string) *RenderedRemedy {
	if r.Says == "" {
		return nil
	}
	words := quoted(values)
	return &RenderedRemedy{
		Says: r.Says, Changes: r.Changes,
		Fix: renderAll(r.Fix, words), AKS: renderAll(r.AKS, words), Verify: renderAll(r.Verify, words),
	}
}

func renderAll(lines []string, words map[string]string) []string {
	var out []string
	for _, line := range lines {
		if text, err := renderLine(line, words); err == nil && text != "" {
			out = append(out, text)
		}
	}
	return out
}

func renderLine(line string, words map[string]string) (string, error) {
	t, err := template.New("command").Option("missingkey=error").Parse(line)
	if err != nil {
		return "", fmt.Errorf("cannot parse command %q: %w", line, err)
	}
	var b strings.Builder
	if err := t.Execute(&b, words); err != nil {
		return "", fmt.Errorf("cannot fill command %q: %w", line, err)
	}
	return strings.TrimSpace(b.String()), nil
}
