package kube

import (
	"slices"
	"strings"
	"testing"
)

const (
	podTable = `{"kind":"Table","metadata":{"resourceVersion":"7"},"columnDefinitions":[{"name":"Name","type":"string"},{"name":"Node","type":"string"}],` +
		`"rows":[{"cells":["a","n-1"],"object":null},{"cells":["b","<none>"]},{"cells":["c","n-2"]}]}`
	podList = `{"kind":"PodList","metadata":{},"items":[{"spec":{"nodeName":"n-1"}},{"spec":{}},{"metadata":{"name":"x"}},{"spec":{"nodeName":"n-2"}}]}`
)

func where(text string) (nodes []string, err error) {
	err = nodesOf(strings.NewReader(text), func(node string) { nodes = append(nodes, node) })
	return nodes, err
}

func TestWherePodsAreIsReadOfATableOrAList(t *testing.T) {
	for _, text := range []string{podTable, podList} {
		if nodes, err := where(text); err != nil || !slices.Equal(nodes, []string{"n-1", "n-2"}) {
			t.Errorf("%s: %v, %v", text, nodes, err)
		}
		for cut := range text {
			if nodes, err := where(text[:cut]); err == nil {
				t.Errorf("cut off after %q, it is said to be all: %v", text[:cut], nodes)
			}
		}
	}
}

func TestWhatTellsOfNoPodsIsNoAnswer(t *testing.T) {
	for name, text := range map[string]string{
		"of another kind":  `{"kind":"Status","status":"Success"}`,
		"no object":        `["a"]`,
		"one page":         strings.Replace(podList, `"metadata":{}`, `"metadata":{"continue":"x"}`, 1),
		"no column":        strings.Replace(podTable, `"Node"`, `"Host"`, 1),
		"columns too late": `{"rows":[{"cells":["n-1"]}],"columnDefinitions":[{"name":"Node"}]}`,
		"a row is short":   strings.Replace(podTable, `["c","n-2"]`, `["c"]`, 1),
		"a row has none":   strings.Replace(podTable, `"cells":["c","n-2"]`, `"x":1`, 1),
		"a node is a list": strings.Replace(podTable, `"n-2"`, `["n-2"]`, 1),
		"rows are none":    strings.Replace(podTable, `"rows":[`, `"rows":"","x":[`, 1),
	} {
		if nodes, err := where(text); err == nil || len(nodes) > 1 {
			t.Errorf("%s: %v, %v", name, nodes, err)
		}
	}
	if nodes, err := where(strings.Split(podTable, `"rows"`)[0] + `"rows":null}`); err != nil || nodes != nil {
		t.Errorf("of no pods: %v, %v", nodes, err)
	}
}
