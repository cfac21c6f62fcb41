package recorded

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"

	"sigs.k8s.io/yaml"
)

const mostYAML = 16 << 20 // bytes of one document, or of one item of a list

// document is an object, or a list of some.
type document struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Metadata   struct {
		Continue string `json:"continue"`
	} `json:"metadata"`
	Items []json.RawMessage `json:"items"`
	raw   json.RawMessage
}

var (
	isJSON  = regexp.MustCompile(`^\s*\{\s*["}]`) // and not YAML in braces
	between = regexp.MustCompile(`(?m)^---(?:[ \t].*)?\r?$`)
	// secret is the kind of a document, or of an item of a list, as YAML has it.
	secret = regexp.MustCompile(`(?m)^(?:- |  )?"?kind"?:[ \t]*["']?Secret(?:List)?["']?[ \t]*\r?$`)
)

// documents reads JSON or YAML. Secrets are left out before they are parsed.
func documents(data []byte) (list []document, err error) {
	if isJSON.Match(data) {
		decoder := json.NewDecoder(bytes.NewReader(data))
		for {
			var d document
			if err := decoder.Decode(&d.raw); errors.Is(err, io.EOF) {
				return list, nil
			} else if err != nil {
				return nil, err
			}
			if err := json.Unmarshal(d.raw, &d); err != nil {
				return nil, err
			}
			list = append(list, d)
		}
	}
	for _, text := range between.Split(string(data), -1) {
		d, err := written([]byte(text))
		if err != nil {
			return nil, err
		}
		if d.raw != nil {
			list = append(list, d)
		}
	}
	return list, nil
}

// written reads one document of YAML, the items of a list one by one, so that
// a large list takes little more memory than its text.
func written(text []byte) (d document, err error) {
	head, items := apart(text)
	if len(items) == 0 && secret.Match(head) || len(bytes.TrimSpace(head)) == 0 {
		return document{}, nil
	}
	if d.raw, err = asJSON(head); err != nil || string(d.raw) == "null" {
		return document{}, err
	}
	if err := json.Unmarshal(d.raw, &d); err != nil {
		return document{}, fmt.Errorf("it holds no object: %w", err)
	}
	for _, item := range items {
		if secret.Match(item) {
			continue
		}
		raw, err := asJSON(item)
		if err != nil {
			return document{}, err
		}
		d.Items = append(d.Items, raw)
	}
	return d, nil
}

// apart takes the items of a list out of its text, as kubectl writes it.
func apart(text []byte) (head []byte, items [][]byte) {
	inside := false
	for line := range bytes.Lines(text) {
		switch {
		case bytes.HasPrefix(line, []byte("items:")) && len(bytes.TrimSpace(line)) == len("items:"):
			inside = true
		case inside && bytes.HasPrefix(line, []byte("- ")):
			items = append(items, append([]byte("  "), line[2:]...))
		case inside && len(items) > 0 && (line[0] == ' ' || len(bytes.TrimSpace(line)) == 0):
			items[len(items)-1] = append(items[len(items)-1], line...)
		case inside && len(items) == 0 && line[0] == ' ': // a list that is written otherwise
			return text, nil
		default:
			inside = false
			head = append(head, line...)
		}
	}
	return head, items
}

func asJSON(text []byte) ([]byte, error) {
	if len(text) > mostYAML {
		return nil, fmt.Errorf("one of its documents takes %d bytes, more than any object of Kubernetes", len(text))
	}
	return yaml.YAMLToJSONStrict(text)
}
