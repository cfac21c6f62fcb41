package aks

import (
	"path/filepath"
	"regexp"
	"testing"
)

// element is one control of the form.
type element struct {
	Name, Type, Label, ToolTip string
	DefaultValue               any
	Visible                    any
	Constraints                struct {
		Required                 bool
		Regex, ValidationMessage string
	}
}

type form struct {
	Schema     string `json:"$schema"`
	Handler    string `json:"handler"`
	Version    string `json:"version"`
	Parameters struct {
		ResourceTypes []string
		Steps         []struct {
			Name, Label string
			Elements    []element
		}
		Outputs map[string]string
	} `json:"parameters"`
}

func forms(t *testing.T) (parts form, all map[string]any) {
	t.Helper()
	read(t, filepath.Join(made, "createUiDefinition.json"), &parts)
	read(t, filepath.Join(made, "createUiDefinition.json"), &all)
	return parts, all
}

func TestFormIsOneOfThePortal(t *testing.T) {
	parts, all := forms(t)
	if parts.Handler != "Microsoft.Azure.CreateUIDef" || parts.Version != "0.1.2-preview" ||
		parts.Schema != "https://schema.management.azure.com/schemas/0.1.2-preview/CreateUIDefinition.MultiVm.json#" {
		t.Errorf("handler %s, version %s, schema %s", parts.Handler, parts.Version, parts.Schema)
	}
	known := regexp.MustCompile(`^Microsoft\.(Common\.(TextBox|CheckBox|DropDown)|Solutions\.ArmApiControl)$`)
	for _, s := range parts.Parameters.Steps {
		for _, e := range s.Elements {
			if !known.MatchString(e.Type) {
				t.Errorf("%s.%s: control %s is not one that we know", s.Name, e.Name, e.Type)
			}
			if e.Type != "Microsoft.Solutions.ArmApiControl" && (e.Label == "" || e.ToolTip == "") {
				t.Errorf("%s.%s has no label, or no words that explain it", s.Name, e.Name)
			}
			if e.Constraints.Regex == "" {
				continue
			}
			pattern, err := regexp.Compile(e.Constraints.Regex)
			if err != nil {
				t.Errorf("%s.%s: %v", s.Name, e.Name, err)
				continue
			}
			if text, _ := e.DefaultValue.(string); !pattern.MatchString(text) {
				t.Errorf("%s.%s refuses its own default %q", s.Name, e.Name, text)
			}
			if e.Constraints.ValidationMessage == "" {
				t.Errorf("%s.%s does not say what it wants", s.Name, e.Name)
			}
		}
	}
	for where, text := range expressions("", all) {
		if problem := wrong(text, ofForms); problem != "" {
			t.Errorf("%s: %s: %s", where, text, problem)
		}
	}
}

func TestFormGivesWhatTheTemplateTakes(t *testing.T) {
	parts, all := forms(t)
	taken, _ := templates(t)
	controls := map[string]element{}
	for _, s := range parts.Parameters.Steps {
		for _, e := range s.Elements {
			controls[s.Name+"."+e.Name] = e
		}
	}
	for name, text := range parts.Parameters.Outputs {
		p, ok := taken.Parameters[name]
		if !ok {
			t.Errorf("output %s is no parameter of the template", name)
		}
		if p.Default == nil {
			continue
		}
		for _, m := range regexp.MustCompile(`steps\('([^']+)'\)\.(\w+)`).FindAllStringSubmatch(text, -1) {
			if e := controls[m[1]+"."+m[2]]; m[2] == name && e.DefaultValue != p.Default {
				t.Errorf("%s is %v in the form and %v in the template", name, e.DefaultValue, p.Default)
			}
		}
	}
	for name, p := range taken.Parameters {
		if parts.Parameters.Outputs[name] == "" {
			t.Errorf("the form does not give %s (default %v)", name, p.Default)
		}
	}
	for where, text := range expressions("", all) {
		for _, m := range regexp.MustCompile(`steps\('([^']+)'\)\.(\w+)`).FindAllStringSubmatch(text, -1) {
			if _, ok := controls[m[1]+"."+m[2]]; !ok {
				t.Errorf("%s names %s.%s, which the form has not", where, m[1], m[2])
			}
		}
	}
}
