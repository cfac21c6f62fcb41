package report

import (
	"encoding/json"
	"fmt"
	"reflect"
	"time"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// SchemaJSON is the JSON Schema (draft 2020-12) of what [JSON] writes. It lets
// properties through that it does not know, so that a later version 1 of the
// report still fits it.
func SchemaJSON() ([]byte, error) {
	s, err := schema()
	if err != nil {
		return nil, fmt.Errorf("cannot make the report's schema: %w", err)
	}
	data, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("cannot write the report's schema: %w", err)
	}
	return append(data, '\n'), nil
}

func schema() (*jsonschema.Schema, error) {
	types := map[reflect.Type]*jsonschema.Schema{
		reflect.TypeFor[checks.Verdict]():  enum("pass = ruled out, fail = proved, unknown = could not see, skip = does not apply", checks.Unknown, checks.Pass, checks.Fail, checks.Skip),
		reflect.TypeFor[checks.Weight]():   enum("fault = breaks traffic or would, risk = breaks nothing yet", checks.Fault, checks.Risk),
		reflect.TypeFor[Status]():          enum("healthy = nothing failed and nothing demanded is unknown", Healthy, Faulty, Unknown),
		reflect.TypeFor[checks.Symptom]():  enum("what was complained of", checks.Symptoms()...),
		reflect.TypeFor[evidence.Reason](): enum("why a reading is missing", evidence.Reasons()...),
		reflect.TypeFor[time.Time]():       {Type: "string", Format: "date-time"},
	}
	defs := map[string]*jsonschema.Schema{}
	// In order: each may name those before it.
	for _, d := range []struct {
		name string
		of   reflect.Type
	}{
		{"subject", reflect.TypeFor[evidence.Subject]()},
		{"gap", reflect.TypeFor[evidence.Gap]()},
		{"finding", reflect.TypeFor[Finding]()},
		{"cause", reflect.TypeFor[Cause]()},
		{"causeLine", reflect.TypeFor[CauseLine]()},
	} {
		s, err := jsonschema.ForType(d.of, &jsonschema.ForOptions{TypeSchemas: types})
		if err != nil {
			return nil, err
		}
		defs[d.name] = open(s)
		types[d.of] = &jsonschema.Schema{Ref: "#/$defs/" + d.name}
	}
	s, err := jsonschema.For[Report](&jsonschema.ForOptions{TypeSchemas: types})
	if err != nil {
		return nil, err
	}
	s = open(s)
	s.Schema, s.ID, s.Title, s.Defs = "https://json-schema.org/draft/2020-12/schema", Schema, "Netwhy report", defs
	s.Properties["schema"].Const = jsonschema.Ptr(any(Schema))
	for name, says := range meanings() {
		s.Properties[name].Description = says
	}
	return s, nil
}

// enum is the schema of a closed list of words.
func enum[T any](says string, values ...T) *jsonschema.Schema {
	s := &jsonschema.Schema{Type: "string", Description: says}
	for _, v := range values {
		s.Enum = append(s.Enum, fmt.Sprint(v))
	}
	return s
}

// open lets an object and those within it have further properties.
func open(s *jsonschema.Schema) *jsonschema.Schema {
	if s.AdditionalProperties != nil && s.AdditionalProperties.Not != nil {
		s.AdditionalProperties = nil
	}
	for _, p := range s.Properties {
		open(p)
	}
	if s.Items != nil {
		open(s.Items)
	}
	return s
}
