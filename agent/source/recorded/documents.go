package recorded

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"
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
	for from, marks := 0, between.FindAllIndex(data, -1); from >= 0; {
		text := data[from:]
		if from = -1; len(marks) > 0 {
			text, from, marks = text[:len(text)-(len(data)-marks[0][0])], marks[0][1], marks[1:]
		}
		d, err := written(text)
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
	items = slices.DeleteFunc(items, secret.Match)
	if len(items) == 0 {
		return d, nil
	}
	d.Items = make([]json.RawMessage, len(items))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, item := range items {
		group.Go(func() (err error) {
			d.Items[i], err = asJSON(item)
			return err
		})
	}
	return d, group.Wait()
}

// apart takes the items of a list out of its text, as kubectl writes it.
func apart(text []byte) (head []byte, items [][]byte) {
	inside, skim := false, noise{}
	for line := range bytes.Lines(text) {
		switch {
		case bytes.HasPrefix(line, []byte("items:")) && len(bytes.TrimSpace(line)) == len("items:"):
			inside = true
		case inside && bytes.HasPrefix(line, []byte("- ")):
			skim = noise{}
			skim.drops(append([]byte("  "), line[2:]...))
			items = append(items, append([]byte("  "), line[2:]...))
		case inside && len(items) > 0 && (line[0] == ' ' || len(bytes.TrimSpace(line)) == 0):
			if !skim.drops(line) {
				items[len(items)-1] = append(items[len(items)-1], line...)
			}
		case inside && len(items) == 0 && line[0] == ' ': // a list that is written otherwise
			return text, nil
		default:
			inside = false
			head = append(head, line...)
		}
	}
	return head, items
}

// noise finds, in the lines of an item, its managed fields: half of the text of
// most objects, which nobody reads. Parsing them would take longer than all else.
type noise struct{ metadata, managed bool }

func (n *noise) drops(line []byte) bool {
	indent := len(line) - len(bytes.TrimLeft(line, " "))
	switch text := bytes.TrimSpace(line); {
	case len(text) == 0:
	case indent <= 2:
		n.metadata, n.managed = string(text) == "metadata:", false
	case indent == 4 && n.metadata && !bytes.HasPrefix(text, []byte("- ")):
		n.managed = string(text) == "managedFields:"
	}
	return n.managed
}

func asJSON(text []byte) ([]byte, error) {
	if len(text) > mostYAML {
		return nil, fmt.Errorf("one of its documents takes %d bytes, more than any object of Kubernetes", len(text))
	}
	return yaml.YAMLToJSONStrict(text)
}
