package chart

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"helm.sh/helm/v4/pkg/chart/common"
	"helm.sh/helm/v4/pkg/chart/common/util"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
	"helm.sh/helm/v4/pkg/engine"
	"sigs.k8s.io/yaml"
)

const (
	folder    = "../../charts/netwhy"
	namespace = "netwhy"
)

func load(t *testing.T) *chart.Chart {
	t.Helper()
	c, err := loader.LoadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// release renders with values in YAML, in a cluster that holds what is given.
func release(t *testing.T, name, values string, holds cluster) (map[string]string, error) {
	t.Helper()
	given := map[string]any{}
	if err := yaml.Unmarshal([]byte(values), &given); err != nil {
		t.Fatal(err)
	}
	c := load(t)
	all, err := util.ToRenderValues(c, given, common.ReleaseOptions{Name: name, Namespace: namespace, Revision: 1, IsInstall: true}, common.DefaultCapabilities)
	if err != nil {
		return nil, err
	}
	return engine.RenderWithClientProvider(c, all, holds)
}

// documents are those of a release named netwhy; it has to render.
func documents(t *testing.T, values string, holds cluster) (list []string) {
	t.Helper()
	files, err := release(t, "netwhy", values, holds)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if strings.HasSuffix(name, "NOTES.txt") || strings.HasSuffix(name, ".tpl") {
			continue
		}
		for _, document := range strings.Split("\n"+files[name], "\n---") {
			var anything map[string]any
			if err := yaml.Unmarshal([]byte(document), &anything); err != nil {
				t.Fatalf("%s: %v\n%s", name, err, document)
			}
			if len(anything) > 0 {
				list = append(list, document)
			}
		}
	}
	return list
}
