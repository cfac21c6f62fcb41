package aks

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"
)

// readChart reads those fields of Chart.yaml that are asked for.
func readChart(t *testing.T, into any) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(chart, "Chart.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(data, into); err != nil {
		t.Fatal(err)
	}
}

// at is the value at a dotted path, and whether there is one.
func at(values map[string]any, path string) (any, bool) {
	var here any = values
	for key := range strings.SplitSeq(path, ".") {
		within, ok := here.(map[string]any)
		if !ok {
			return nil, false
		}
		if here, ok = within[key]; !ok {
			return nil, false
		}
	}
	return here, true
}

func TestSettingsAreValuesOfTheChart(t *testing.T) {
	var values map[string]any
	read(t, filepath.Join(chart, "values.yaml"), &values)
	parts, _ := templates(t)
	p := parts.Resources[0].Properties
	if len(p.ConfigurationSettings) == 0 {
		t.Fatal("the template sets nothing")
	}
	for key, text := range p.ConfigurationSettings {
		value, ok := at(values, key)
		if !ok {
			t.Errorf("setting %s is no value of the chart", key)
			continue
		}
		for _, name := range arguments("parameters", text) {
			given := parts.Parameters[name].Default
			if _, isBool := given.(bool); isBool {
				if _, ok := value.(bool); !ok {
					t.Errorf("setting %s is a bool, and %v in the chart", key, value)
				}
			}
		}
	}
	for key := range p.ConfigurationProtectedSettings {
		if _, ok := at(values, key); !ok {
			t.Errorf("protected setting %s is no value of the chart", key)
		}
	}
}

// TestImagesAreThoseOfAzure holds that no container has an image that an
// extension could not set, and that a publisher is shown all of them.
func TestImagesAreThoseOfAzure(t *testing.T) {
	var values map[string]any
	read(t, filepath.Join(chart, "values.yaml"), &values)
	if _, ok := at(values, "global.azure.images"); !ok {
		t.Error("the chart has no value global.azure.images")
	}
	var given struct {
		Images map[string]struct{ Registry, Image, Digest string }
	}
	read(t, filepath.Join(made, "images.yaml"), &given)
	for name, i := range given.Images {
		if i.Registry == "" || i.Image == "" || !regexp.MustCompile(`^sha256:[0-9a-f]{64}$`).MatchString(i.Digest) {
			t.Errorf("image %s is %+v, want registry, image and digest", name, i)
		}
	}
	container := regexp.MustCompile(`(?m)^\s*(?:- )?image:\s*(.+)$`)
	of := regexp.MustCompile(`^\{\{ include "netwhy\.image" \(list \. "([a-z]+)"\) \| quote \}\}$`)
	used := map[string]bool{}
	for path, text := range chartTemplates(t) {
		for _, line := range container.FindAllStringSubmatch(text, -1) {
			m := of.FindStringSubmatch(line[1])
			if m == nil {
				t.Errorf("%s: image %s is not made by netwhy.image", path, line[1])
				continue
			}
			used[m[1]] = true
			if given.Images[m[1]].Image == "" {
				t.Errorf("%s: image %s is not among those of charts/aks/images.yaml", path, m[1])
			}
		}
	}
	if len(used) != len(given.Images) {
		t.Errorf("the chart uses the images %v, and charts/aks/images.yaml has %d", used, len(given.Images))
	}
	body := defined(t)["netwhy.image"]
	if !strings.Contains(body, "Values.global.azure.images $name") || !strings.Contains(body, "$registry = .registry") ||
		!strings.Contains(body, "$repository = .image") || !strings.Contains(body, "$digest = .digest") {
		t.Error("netwhy.image does not take registry, image and digest of global.azure.images")
	}
}

const usage = "azure-extensions-usage-release-identifier"

func TestPodsBearTheLabelOfUsage(t *testing.T) {
	pods := regexp.MustCompile(`(?m)^kind: (Deployment|DaemonSet|StatefulSet|Job|CronJob|Pod)\s*$`)
	count := 0
	for path, text := range chartTemplates(t) {
		for _, document := range strings.Split(text, "\n---") {
			// The pod of "helm test" is made by who asks for it, and bills nobody.
			if !pods.MatchString(document) || strings.Contains(document, "helm.sh/hook: test") {
				continue
			}
			count++
			_, template, _ := strings.Cut(document, "template:")
			all := expanded(template, defined(t), 0)
			if !regexp.MustCompile(usage + `: *\{\{-? *(\$?\.?)Release\.Name`).MatchString(strings.ReplaceAll(all, "$.Release", ".Release")) {
				t.Errorf("%s: a pod template has no label %s with the name of the release", path, usage)
			}
		}
	}
	if count < 2 {
		t.Errorf("found %d workloads in the chart, want the agent and the probe", count)
	}
}

// chartTemplates are the chart's files that make objects or helpers.
func chartTemplates(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(filepath.Join(chart, "templates"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		all[path] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// defined are the bodies of the chart's named templates.
func defined(t *testing.T) map[string]string {
	t.Helper()
	bodies := map[string]string{}
	start := regexp.MustCompile(`\{\{-? *define "([^"]+)" *-?\}\}`)
	for _, text := range chartTemplates(t) {
		marks := start.FindAllStringSubmatchIndex(text, -1)
		for i, m := range marks {
			end := len(text)
			if i+1 < len(marks) {
				end = marks[i+1][0]
			}
			bodies[text[m[2]:m[3]]] = text[m[1]:end]
		}
	}
	return bodies
}

// expanded is a text with the bodies behind it that it includes.
func expanded(text string, bodies map[string]string, depth int) string {
	all := text
	if depth > 5 {
		return all
	}
	for _, m := range regexp.MustCompile(`(?:include|template) "([^"]+)"`).FindAllStringSubmatch(text, -1) {
		all += "\n" + expanded(bodies[m[1]], bodies, depth+1)
	}
	return all
}
