package recorded

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"

	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/labels"
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
		var content any
		return json.Unmarshal(o.raw, &content) == nil && byField.Matches(values{content})
	}, nil
}

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
