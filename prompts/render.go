package prompts

import (
	"fmt"
	"strings"
	"text/template"
)

// Render fills in a prompt. A value that the prompt wants and that is not there
// is an error.
func Render(name string, values map[string]string) (string, error) {
	content, err := files.ReadFile(name)
	if err != nil {
		return "", fmt.Errorf("cannot read the prompt %s: %w", name, err)
	}
	t, err := template.New(name).Option("missingkey=error").Parse(string(content))
	if err != nil {
		return "", fmt.Errorf("cannot read the prompt %s: %w", name, err)
	}
	var b strings.Builder
	if err := t.Execute(&b, values); err != nil {
		return "", fmt.Errorf("cannot fill in the prompt %s: %w", name, err)
	}
	return strings.TrimSpace(b.String()), nil
}
