package reference

import (
	"fmt"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/agent/source/kube"
	"github.com/netwhy/netwhy/agent/tool"
)

// rights is the table of what the ClusterRole allows, of the declaration that
// the sources read by.
func rights() []byte {
	type row struct{ group, resource string }
	verbs := map[row][]string{}
	var rows []row
	for _, a := range slices.Concat(kube.Access(), asking) {
		r := row{a.Group, a.Resource}
		if _, ok := verbs[r]; !ok {
			rows = append(rows, r)
		}
		verbs[r] = append(verbs[r], a.Verb)
	}
	var b strings.Builder
	b.WriteString("| API group | Resource | Verbs |\n|---|---|---|\n")
	for _, r := range rows {
		group := r.group
		if group == "" {
			group = "core"
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", group, r.resource, strings.Join(verbs[r], ", "))
	}
	return []byte(b.String())
}

// asking is what an installed server may do beside reading: ask who bears a
// token, and what they may. Both are asked by POST and change nothing.
var asking = []tool.Access{
	{Verb: "create", Group: "authentication.k8s.io", Resource: "tokenreviews"},
	{Verb: "create", Group: "authorization.k8s.io", Resource: "subjectaccessreviews"},
}
