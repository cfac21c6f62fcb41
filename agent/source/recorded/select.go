package recorded

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/selection"
)

// selector is the label selector and the field selector of a request.
func selector(query url.Values) (func(*object) bool, error) {
	byLabel, err := labels.Parse(query.Get("labelSelector"))
	if err != nil {
		return nil, fmt.Errorf("cannot select by labels: %w", err)
	}
	byField, err := fields.ParseSelector(query.Get("fieldSelector"))
	if err != nil {
		return nil, fmt.Errorf("cannot select by fields: %w", err)
	}
	return func(o *object) bool {
		if !byLabel.Matches(labels.Set(o.labels)) {
			return false
		}
		if byField.Empty() {
			return true
		}
		if lacks(o.raw, byField.Requirements()) {
			return false
		}
		var content any
		return json.Unmarshal(o.raw, &content) == nil && byField.Matches(values{content})
	}, nil
}

// lacks reports, without parsing an object, that a value it should have is nowhere
// in its text. The pods of one node are asked for by each node.
func lacks(raw []byte, wants fields.Requirements) bool {
	return !bytes.Contains(raw, []byte(`\u`)) && slices.ContainsFunc(wants, func(w fields.Requirement) bool {
		return w.Operator != selection.NotEquals && plain.MatchString(w.Value) && !bytes.Contains(raw, []byte(`"`+w.Value+`"`))
	})
}

// plain are texts that JSON writes as they are.
var plain = regexp.MustCompile(`^[a-zA-Z0-9._-]+$`)

// values are the fields of an object by their paths.
type values struct{ content any }

// Has implements [fields.Fields].
func (v values) Has(path string) bool { return v.Get(path) != "" }

// Get implements [fields.Fields]. What is no text is none.
func (v values) Get(path string) string {
	at := v.content
	for _, key := range strings.Split(path, ".") {
		parts, _ := at.(map[string]any) // nil has no keys
		at = parts[key]
	}
	text, _ := at.(string)
	return text
}
