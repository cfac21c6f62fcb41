package report_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/netwhy/netwhy/agent/report"
)

func TestPublishedSchemaIsUpToDate(t *testing.T) {
	compareFile(t, "../../docs/schema/report-v1.json", published(t))
}

func published(t *testing.T) []byte {
	t.Helper()
	data, err := report.SchemaJSON()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func resolved(t *testing.T) (*jsonschema.Schema, *jsonschema.Resolved) {
	t.Helper()
	var s jsonschema.Schema
	if err := json.Unmarshal(published(t), &s); err != nil {
		t.Fatal(err)
	}
	r, err := s.Resolve(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &s, r
}

func decoded(t *testing.T, r *report.Report) (value map[string]any) {
	t.Helper()
	if err := json.Unmarshal(write(t, "json", r, report.Options{}), &value); err != nil {
		t.Fatal(err)
	}
	return value
}

func TestReportsFitTheSchema(t *testing.T) {
	s, schema := resolved(t)
	if s.ID != report.Schema {
		t.Errorf("$id %q", s.ID)
	}
	for name, r := range examples() {
		value := decoded(t, r)
		if err := schema.Validate(value); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for property := range value {
			if s.Properties[property] == nil {
				t.Errorf("%s: the schema does not know %q", name, property)
			}
		}
	}
}

func TestSchemaRefusesWhatIsNoReport(t *testing.T) {
	_, schema := resolved(t)
	for what, spoil := range map[string]func(map[string]any){
		"a status of no list":  func(v map[string]any) { v["status"] = "fine" },
		"another schema":       func(v map[string]any) { v["schema"] = "report-v2" },
		"a symptom of no list": func(v map[string]any) { v["symptoms"] = []any{"slow"} },
		"no findings":          func(v map[string]any) { delete(v, "findings") },
		"a verdict of no list": func(v map[string]any) { v["findings"].([]any)[0].(map[string]any)["verdict"] = "maybe" },
		"a reason of no list": func(v map[string]any) {
			v["unseen"].(map[string]any)["groups"].([]any)[0].(map[string]any)["reason"] = "tired"
		},
	} {
		value := decoded(t, rooted())
		spoil(value)
		if schema.Validate(value) == nil {
			t.Errorf("the schema lets %s through", what)
		}
	}
	value := decoded(t, rooted())
	value["added"] = "by a later version"
	if err := schema.Validate(value); err != nil {
		t.Errorf("the schema refuses a property of a later version: %v", err)
	}
}

func TestEveryPropertyIsDescribed(t *testing.T) {
	s, _ := resolved(t)
	var silent []string
	for name, p := range s.Properties {
		if p.Description == "" && p.Ref == "" && !slices.Contains([]string{"status", "recorded"}, name) {
			silent = append(silent, name)
		}
	}
	if len(silent) > 0 {
		t.Errorf("no description: %q", silent)
	}
}
