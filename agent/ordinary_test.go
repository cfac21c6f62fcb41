package agent

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/agent/llm/llmtest"
)

// ordinary are explanations as a good model writes them. Each sentence cites the
// facts that hold the texts behind it.
var ordinary = map[string][][]string{
	"selector-mismatch": {
		{"Pods in shop cannot reach payments because the selector of the Service payments/api matches none of its pods.", `"cause"`, `"question"`},
		{"The Service selects app=apii, while the pods of Deployment payments/api carry the label app=api.", `"cause"`},
		{"As a consequence, none of the endpoints is ready, so connections are refused.", `"cause"`, "no endpoint is ready"},
		{"The pods themselves are fine: all of 2 pods are ready and no container is crashing.", "all of 2 pods are ready", "no container is crashing"},
		{"The nodes were ruled out as well, as they are ready.", "the node is ready"},
		{"What the kernels of the nodes counted could not be seen, nor the flows of Hubble.", "flows of Hubble", "kernels of the nodes"},
		{"The remedy is to make the selector match the labels of the pods that should serve.", `"cause"`},
		{"Der Selektor des Service payments/api passt auf keinen Pod: Er verlangt app=apii.", `"cause"`},
		{"Le sélecteur du Service payments/api demande app=apii, alors que les pods ont app=api.", `"cause"`},
	},
	"coredns-down": {
		{"DNS is broken because no CoreDNS pod answers.", `"cause"`},
		{"The Deployment kube-system/coredns is scaled to zero, so no endpoint of kube-dns is ready.", `"cause"`},
		{"The Service kube-dns itself exists with the ClusterIP 10.96.0.10, but it has 0 endpoints.", "has the ClusterIP"},
		{"Bringing at least one CoreDNS pod back will mend it: give it replicas or room on a node.", `"cause"`},
		{"Flows of Hubble could not be read.", "flows of Hubble"},
	},
	"healthy": {
		{"No issue was detected: 61 checks passed.", `"answer"`},
		{"The Service payments/api has 2 of 2 endpoints ready, and its selector matches 2 pods.", "2 of 2 endpoints ready", "the selector matches 2 pods"},
		{"No policy stands in the way of the call from shop to payments/api.", "policies let the call through"},
		{"Node counters and flows were not read, so losses of packets cannot be excluded.", `"answer"`, "kernels of the nodes"},
	},
}

// Why a sentence is dropped is told the model only, so the test asks it.
func TestAnOrdinaryExplanationIsKept(t *testing.T) {
	for name, want := range ordinary {
		q := world(t, name, nil)
		var server *llmtest.Server
		q.Model, server = scripted(t, idle, llmtest.Answering(func(request llmtest.Request) llmtest.Say {
			var list []fields
			for _, s := range want {
				list = append(list, said(s[0], factsWith(request, s[1:])...))
			}
			return telling(list...)
		}))
		_, r := investigate(t, q)
		for _, s := range want {
			kept := false
			for _, k := range r.Narrative.Sentences {
				kept = kept || k.Text == s[0]
			}
			if !kept {
				messages := server.Requests()[len(server.Requests())-1].Body["messages"].([]any)
				t.Errorf("%s: %q is dropped: %s", name, s[0], messages[len(messages)-1])
			}
		}
	}
}

// factsWith are the IDs of the facts of a request that hold one of some texts.
func factsWith(request llmtest.Request, texts []string) (ids []string) {
	for _, m := range request.Body["messages"].([]any) {
		content, _ := m.(fields)["content"].(string)
		for line := range strings.Lines(content) {
			var f struct{ ID string }
			if json.Unmarshal([]byte(line), &f) != nil || f.ID == "" {
				continue
			}
			if slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(line, text) }) && len(ids) < 8 {
				ids = append(ids, f.ID)
			}
		}
	}
	return ids
}
