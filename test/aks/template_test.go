package aks

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestTemplateInstallsOneExtension(t *testing.T) {
	parts, _ := templates(t)
	if want := "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"; parts.Schema != want {
		t.Errorf("schema %q, want %q", parts.Schema, want)
	}
	if !regexp.MustCompile(`^\d+\.\d+\.\d+\.\d+$`).MatchString(parts.ContentVersion) {
		t.Errorf("contentVersion %q", parts.ContentVersion)
	}
	if len(parts.Resources) != 1 {
		t.Fatalf("%d resources, want the extension alone", len(parts.Resources))
	}
	r := parts.Resources[0]
	if r.Type != "Microsoft.KubernetesConfiguration/extensions" || !regexp.MustCompile(`^\d{4}-\d\d-\d\d$`).MatchString(r.APIVersion) {
		t.Errorf("resource %s in version %s", r.Type, r.APIVersion)
	}
	if r.Scope != "[parameters('clusterResourceId')]" || r.Name != "[parameters('extensionResourceName')]" {
		t.Errorf("extension %s of %s, want those of the parameters", r.Name, r.Scope)
	}
	for field, variable := range map[string]string{"name": "plan-name", "publisher": "plan-publisher", "product": "plan-offerID"} {
		if r.Plan[field] != "[variables('"+variable+"')]" {
			t.Errorf("plan: %s is %q", field, r.Plan[field])
		}
	}
	if r.Properties.ExtensionType != "[variables('clusterExtensionTypeName')]" || r.Properties.ReleaseTrain != "[variables('releaseTrain')]" {
		t.Errorf("type %q of train %q", r.Properties.ExtensionType, r.Properties.ReleaseTrain)
	}
	// The packaging tool puts these in, and looks for this word.
	for _, v := range []string{"plan-name", "plan-publisher", "plan-offerID", "releaseTrain", "clusterExtensionTypeName"} {
		if parts.Variables[v] != "DONOTMODIFY" {
			t.Errorf("variable %s is %q, want DONOTMODIFY", v, parts.Variables[v])
		}
	}
}

func TestTemplateUsesWhatItDeclares(t *testing.T) {
	parts, all := templates(t)
	used := map[string]bool{}
	for where, text := range expressions("", all) {
		if problem := wrong(text, ofTemplates); problem != "" {
			t.Errorf("%s: %s: %s", where, text, problem)
		}
		for _, name := range arguments("parameters", text) {
			used["parameter "+name] = true
			if _, ok := parts.Parameters[name]; !ok {
				t.Errorf("%s uses the parameter %s, which is not declared", where, name)
			}
		}
		for _, name := range arguments("variables", text) {
			used["variable "+name] = true
			if _, ok := parts.Variables[name]; !ok {
				t.Errorf("%s uses the variable %s, which is not declared", where, name)
			}
		}
	}
	for name, p := range parts.Parameters {
		if !used["parameter "+name] {
			t.Errorf("parameter %s is declared and not used", name)
		}
		if p.Meta.Description == "" {
			t.Errorf("parameter %s is not described", name)
		}
	}
	for name := range parts.Variables {
		if !used["variable "+name] {
			t.Errorf("variable %s is declared and not used", name)
		}
	}
}

// TestSecretsAreProtected holds that nothing secret is among the settings that
// everybody who may read the extension sees.
func TestSecretsAreProtected(t *testing.T) {
	parts, _ := templates(t)
	settings := parts.Resources[0].Properties
	for name, p := range parts.Parameters {
		secret := strings.EqualFold(p.Type, "securestring") || strings.EqualFold(p.Type, "secureobject")
		for key, value := range settings.ConfigurationSettings {
			if secret && slices.Contains(arguments("parameters", value), name) {
				t.Errorf("%s shows the secret %s: it belongs among the protected settings", key, name)
			}
		}
		for key, value := range settings.ConfigurationProtectedSettings {
			if !secret && slices.Contains(arguments("parameters", value), name) {
				t.Errorf("%s is protected, and its parameter %s is not of type securestring", key, name)
			}
		}
	}
	telling := regexp.MustCompile(`(?i)(password|clientsecret|apikey|\.key|token)$`)
	for key := range settings.ConfigurationSettings {
		if telling.MatchString(key) {
			t.Errorf("setting %s seems to be a secret", key)
		}
	}
}

func TestBooleansGoAsWords(t *testing.T) {
	parts, _ := templates(t)
	for key, value := range parts.Resources[0].Properties.ConfigurationSettings {
		for _, name := range arguments("parameters", value) {
			if parts.Parameters[name].Type == "bool" && !strings.HasPrefix(value, "[string(") {
				t.Errorf("%s is a bool: settings of an extension are strings", key)
			}
		}
	}
}
