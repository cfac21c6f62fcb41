package checktest

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"sigs.k8s.io/yaml"
)

// recorded is the time of every fixture's readings.
var recorded = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// Snapshot is what the case says was seen, for the needs of a check.
func (c Case) Snapshot(check *checks.Check) (*evidence.Snapshot, error) {
	objects, err := c.objects()
	if err != nil {
		return nil, err
	}
	var records []evidence.Record
	var gaps []evidence.Gap
	seen := map[string]bool{}
	for _, need := range check.Needs {
		owner, ok := need.For(c.Subject)
		if !ok {
			return nil, fmt.Errorf("kind %s of scope %s has no meaning for %s", need.Kind.Name, need.Kind.Scope, c.Subject)
		}
		once := need.Kind.Name + " " + owner.String()
		if seen[once] {
			continue // both ends of a call in one namespace
		}
		seen[once] = true
		query := need.Kind.Query.In(owner)
		if reason := c.Gaps[need.Kind.Name]; reason != "" {
			gaps = append(gaps, evidence.Gap{Kind: need.Kind.Name, Subject: owner, Call: query, Reason: reason})
			continue
		}
		items, found, err := c.items(need.Kind, query, objects)
		if err != nil {
			return nil, err
		}
		if !found {
			gaps = append(gaps, evidence.Gap{Kind: need.Kind.Name, Subject: owner, Call: query, Reason: evidence.Unreachable})
			continue
		}
		record, err := evidence.Seal(evidence.Record{Kind: need.Kind.Name, Subject: owner, Call: query, Time: recorded}, items)
		if err != nil {
			return nil, err
		}
		if err := need.Kind.Valid(record.Payload, true); err != nil {
			return nil, fmt.Errorf("kind %s does not take the fixture's objects: %w", need.Kind.Name, err)
		}
		records = append(records, record)
	}
	return evidence.NewSnapshot(records, gaps), nil
}

func (c Case) items(kind *evidence.Meta, query evidence.Query, objects []object) (items []json.RawMessage, found bool, err error) {
	switch query.Tool {
	case evidence.ToolLogs:
		text, found := c.file(kind.Name + ".txt")
		return logLines(text), found, nil
	case evidence.ToolNode:
		text, found := c.file(kind.Name + ".txt")
		items, err = windows(kind, text)
		return items, found, err
	case evidence.ToolHubble:
		text, found := c.file(kind.Name + ".jsonl")
		items, err = flowItems(kind, text)
		return items, found, err
	case evidence.ToolCilium:
		text, found := c.file(kind.Name + ".txt")
		items, err = metrics(text)
		return items, found, err
	case evidence.ToolDNS:
		return c.list(kind)
	}
	if query.Count {
		return c.list(kind)
	}
	for _, o := range objects {
		match, err := query.Matches(o.head)
		if err != nil {
			return nil, false, err
		}
		if match {
			items = append(items, o.json)
		}
	}
	return items, true, nil
}

// list is what a file of JSON holds.
func (c Case) list(kind *evidence.Meta) (items []json.RawMessage, found bool, err error) {
	text, found := c.file(kind.Name + ".json")
	if found {
		err = json.Unmarshal(text, &items)
	}
	return items, found, err
}

func (c Case) file(name string) ([]byte, bool) {
	if data, ok := c.files[name]; ok {
		return data, true
	}
	data, ok := c.common[name]
	return data, ok
}

type object struct {
	head evidence.Head
	json json.RawMessage
}

func (o object) name() string {
	m := o.head.Metadata
	return o.head.Kind + " " + strings.TrimPrefix(m.Namespace+"/"+m.Name, "/")
}

// objects are the common ones, each replaced by the case's own of its name.
func (c Case) objects() ([]object, error) {
	byName := map[string]object{}
	for _, files := range []map[string][]byte{c.common, c.files} {
		for _, file := range slices.Sorted(maps.Keys(files)) {
			if !strings.HasSuffix(file, ".yaml") {
				continue
			}
			list, err := Objects(files[file])
			if err != nil {
				return nil, fmt.Errorf("cannot read %s of case %s: %w", file, c.Name, err)
			}
			for _, o := range list {
				byName[o.name()] = o
			}
		}
	}
	for name := range c.Without {
		if _, ok := byName[name]; !ok {
			return nil, fmt.Errorf("case %s is without %q, which is not there", c.Name, name)
		}
		delete(byName, name)
	}
	var list []object
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		list = append(list, byName[name])
	}
	return list, nil
}

var documents = regexp.MustCompile(`(?m)^---\s*$`)

// Objects reads what "kubectl get -o yaml" prints, one object, a List, or
// several documents.
func Objects(data []byte) ([]object, error) {
	var list []object
	for _, document := range documents.Split(string(data), -1) {
		if strings.TrimSpace(document) == "" {
			continue
		}
		text, err := yaml.YAMLToJSONStrict([]byte(document))
		if err != nil {
			return nil, err
		}
		var inner struct {
			Kind  string            `json:"kind"`
			Items []json.RawMessage `json:"items"`
		}
		if err := json.Unmarshal(text, &inner); err != nil {
			return nil, err
		}
		if inner.Kind != "List" {
			inner.Items = []json.RawMessage{text}
		}
		for _, item := range inner.Items {
			o := object{json: item}
			if err := json.Unmarshal(item, &o.head); err != nil {
				return nil, err
			}
			if o.head.Kind == "" || o.head.APIVersion == "" || o.head.Metadata.Name == "" {
				return nil, fmt.Errorf("an object lacks apiVersion, kind or metadata.name: %.80s", item)
			}
			list = append(list, o)
		}
	}
	return list, nil
}

var logPrefix = regexp.MustCompile(`^\[pod/([^/\]]+)/[^\]]*\] (?:(\d{4}-\d\d-\d\dT\S+Z) )?(.*)$`)

// logLines reads what "kubectl logs --prefix" prints, with or without --timestamps.
func logLines(text []byte) (items []json.RawMessage) {
	for _, line := range strings.Split(strings.TrimRight(string(text), "\n"), "\n") {
		entry := evidence.LogLine{Text: line}
		if m := logPrefix.FindStringSubmatch(line); m != nil {
			entry = evidence.LogLine{Pod: m[1], Text: m[3]}
			if at, err := time.Parse(time.RFC3339Nano, m[2]); err == nil {
				entry.Time = at
			}
		}
		if line != "" {
			item, _ := json.Marshal(entry)
			items = append(items, item)
		}
	}
	return items
}
