package aks

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/test/binary"
	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/yaml"
)

const usage = "azure-extensions-usage-release-identifier"

var image = regexp.MustCompile(`^example\.azurecr\.io/netwhy(?:-nodeprobe)?@sha256:[0-9a-f]{64}$`)

// object is what a rendered document has of interest: a pod, or a template of one.
type object struct {
	Kind     string
	Metadata struct {
		Name        string
		Annotations map[string]string
	}
	Spec struct {
		Template *struct {
			Metadata struct{ Labels map[string]string }
			Spec     corev1.PodSpec
		}
		Containers []corev1.Container
	}
}

// TestTemplateInstallsTheChart renders the chart as AKS does, with what the
// template makes of its parameters and the images that a publisher fills in.
func TestTemplateInstallsTheChart(t *testing.T) {
	for name, c := range map[string]struct {
		given map[string]any
		pods  int
	}{
		"defaults":          {nil, 2},
		"without the probe": {map[string]any{"nodeprobe": false}, 1},
		"probe at home":     {map[string]any{"nodeprobeNamespace": "netwhy"}, 2},
		"in memory":         {map[string]any{"persistence": false}, 2},
		"all": {map[string]any{
			"hubble": true, "publicURL": "https://netwhy.example", "oidcIssuer": "https://login.example/v2.0", "oidcClientID": "a", "oidcWorkloadIdentity": true,
			"workloadIdentity": true, "workloadIdentityClientID": "b", "tenantID": "c", "modelEndpoint": "https://name.openai.azure.com", "modelName": "m", "modelWorkloadIdentity": true,
		}, 2},
		"a key in a Secret": {map[string]any{"modelEndpoint": "https://name.openai.azure.com", "modelName": "m", "modelKeySecret": "s"}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			pods := 0
			for _, o := range render(t, c.given) {
				if o.Metadata.Annotations["helm.sh/hook"] != "" { // AKS runs no tests of a chart
					continue
				}
				if len(o.Spec.Containers) > 0 {
					t.Errorf("%s %s is a pod that nobody keeps", o.Kind, o.Metadata.Name)
				}
				if o.Spec.Template == nil {
					continue
				}
				pods++
				if o.Spec.Template.Metadata.Labels[usage] != "netwhy" {
					t.Errorf("%s %s: pods without the label %s, by which usage is told", o.Kind, o.Metadata.Name, usage)
				}
				for _, container := range append(o.Spec.Template.Spec.InitContainers, o.Spec.Template.Spec.Containers...) {
					if !image.MatchString(container.Image) {
						t.Errorf("%s %s: image %s is not of global.azure.images, by digest", o.Kind, o.Metadata.Name, container.Image)
					}
				}
			}
			if pods != c.pods {
				t.Errorf("%d workloads, want %d", pods, c.pods)
			}
		})
	}
}

// render is what helm makes of the chart.
func render(t *testing.T, given map[string]any) (objects []object) {
	t.Helper()
	helm, err := binary.Path("helm")
	if err != nil {
		t.Fatal(err)
	}
	images, err := os.ReadFile(filepath.Join(made, "images.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	// images.yaml is what stands below global.azure.
	values := filepath.Join(t.TempDir(), "values.yaml")
	below := "global:\n  azure:\n    " + strings.ReplaceAll(string(images), "\n", "\n    ") + "\n"
	if err := os.WriteFile(values, []byte(below), 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"template", "netwhy", chart, "--namespace", "netwhy", "--values", values}
	parts, _ := templates(t)
	parameters := map[string]any{}
	for name, p := range parts.Parameters {
		parameters[name] = p.Default
	}
	for name, value := range given {
		if _, ok := parameters[name]; !ok {
			t.Fatalf("the template has no parameter %s", name)
		}
		parameters[name] = value
	}
	for key, text := range parts.Resources[0].Properties.ConfigurationSettings {
		args = append(args, "--set", key+"="+evaluated(t, text, parameters))
	}
	cmd := exec.CommandContext(t.Context(), helm, args...)
	cmd.Env = []string{"HOME=" + t.TempDir()}
	out, err := cmd.Output()
	if err != nil {
		message := ""
		if failed, ok := err.(*exec.ExitError); ok { //nolint:errorlint // Output wraps nothing
			message = string(failed.Stderr)
		}
		t.Fatalf("helm: %v: %s", err, message)
	}
	for document := range strings.SplitSeq(string(out), "\n---\n") {
		var o object
		if err := yaml.Unmarshal([]byte(document), &o); err != nil {
			t.Fatalf("%v:\n%s", err, document)
		}
		objects = append(objects, o)
	}
	return objects
}

var call = regexp.MustCompile(`^(\w+)\((.*)\)$`)

// evaluated is a setting as Resource Manager makes it: of the few functions that
// the template uses, with one argument, or two for "equals".
func evaluated(t *testing.T, text string, parameters map[string]any) string {
	t.Helper()
	if !strings.HasPrefix(text, "[") {
		return text
	}
	value, ok := compute(strings.Trim(text, "[]"), parameters).(string)
	if !ok {
		t.Fatalf("%s is no string: settings of an extension are strings", text)
	}
	return value
}

func compute(text string, parameters map[string]any) any {
	m := call.FindStringSubmatch(text)
	if m == nil {
		return strings.Trim(text, "'")
	}
	switch m[1] {
	case "parameters":
		return parameters[strings.Trim(m[2], "'")]
	case "string":
		if b, ok := compute(m[2], parameters).(bool); ok {
			return strconv.FormatBool(b)
		}
	case "not":
		return compute(m[2], parameters) == false
	case "empty":
		return compute(m[2], parameters) == ""
	case "equals":
		if a, b, ok := strings.Cut(m[2], ", "); ok {
			return compute(a, parameters) == compute(b, parameters)
		}
	}
	return nil
}
