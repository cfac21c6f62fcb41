package recorded

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// wantsTable reports whether a list is asked for as a table, in the words of
// https://kubernetes.io/docs/reference/using-api/api-concepts/#receiving-resources-as-tables.
func wantsTable(r *http.Request) bool { return strings.Contains(r.Header.Get("Accept"), "as=Table") }

// podTable is a list of pods as "kubectl get pods -o wide" shows it, of its columns
// those that are read here: a hundred bytes a pod, where the pods themselves are
// kilobytes.
func podTable(r *http.Request, about metav1.ListMeta, pods []*object) (*http.Response, error) {
	table := metav1.Table{
		TypeMeta: metav1.TypeMeta{APIVersion: metav1.SchemeGroupVersion.String(), Kind: "Table"}, ListMeta: about,
		ColumnDefinitions: []metav1.TableColumnDefinition{{Name: "Name", Type: "string"}, {Name: "Node", Type: "string"}},
		Rows:              make([]metav1.TableRow, len(pods)),
	}
	for i, pod := range pods {
		var p struct {
			Spec struct {
				NodeName string `json:"nodeName"`
			} `json:"spec"`
		}
		if err := json.Unmarshal(pod.raw, &p); err != nil {
			return says(r, http.StatusInternalServerError, status(http.StatusInternalServerError, fmt.Sprintf("pod %s/%s: %v", pod.namespace, pod.name, err), nil))
		}
		table.Rows[i].Cells = []any{pod.name, p.Spec.NodeName}
	}
	return says(r, http.StatusOK, table)
}
