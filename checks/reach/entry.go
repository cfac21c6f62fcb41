package reach

import (
	"strconv"

	"github.com/cilium/cilium/pkg/labels"
	"github.com/cilium/cilium/pkg/policy/types"

	ipcache "github.com/cilium/cilium/pkg/ipcache/types"
)

// entry is one rule of a policy as Cilium resolves it, and where it is written.
type entry struct {
	*types.PolicyEntry
	policy  Policy
	section string // "ingress[0].from[1]"
	missing string // what of its peers cannot be known: "toGroups"
}

// source is the source of the label by which a resolved rule is found again.
// It takes the place of the labels that carry the policy's name, since those
// may be written by whoever writes the policy.
const source = "netwhy"

// book holds the entries of all policies, those of a namespace apart.
type book struct {
	entries     []entry
	byNamespace map[string][]int // clusterwide under ""
}

func (b *book) add(p Policy, resolved types.PolicyEntries, sections []string) {
	for i, e := range resolved {
		n := len(b.entries)
		e.Labels = labels.LabelArray{labels.NewLabel(strconv.Itoa(n), "", source)}
		b.entries = append(b.entries, entry{PolicyEntry: e, policy: p, section: sections[i]})
		b.byNamespace[p.Namespace] = append(b.byNamespace[p.Namespace], n)
	}
}

// selecting are the entries whose subject an identity is, in one direction.
func (b *book) selecting(subject *face, ingress bool) (found []int) {
	for _, namespace := range []string{"", subject.namespace} {
		for _, n := range b.byNamespace[namespace] {
			e := &b.entries[n]
			if e.Ingress == ingress && e.Node == subject.isHost() && e.Subject.Matches(subject.subjectLabels()) {
				found = append(found, n)
			}
		}
		if subject.namespace == "" {
			break
		}
	}
	return found
}

// resources groups entries by the policy that they are from, as a repository
// takes them.
func (b *book) resources(which []int) map[ipcache.ResourceID]types.PolicyEntries {
	grouped := map[ipcache.ResourceID]types.PolicyEntries{}
	for _, n := range which {
		e := &b.entries[n]
		id := ipcache.NewResourceID(ipcache.ResourceKind(e.policy.Kind), e.policy.Namespace, e.policy.Name)
		grouped[id] = append(grouped[id], e.PolicyEntry)
	}
	return grouped
}

// origin finds the entries that a resolved verdict is derived from. Entries
// that Cilium adds of its own ("allow what no policy selects") are not ours.
func (b *book) origin(list labels.LabelArrayList) (found []int, derived string) {
	for _, array := range list {
		for _, l := range array {
			switch n, err := strconv.Atoi(l.Key); {
			case l.Source == source && err == nil && n < len(b.entries):
				found = append(found, n)
			case l.Source == labels.LabelSourceReserved:
				derived = l.Value
			}
		}
	}
	return found, derived
}

// forget takes back the entries from the nth on.
func (b *book) forget(n int) {
	for namespace, list := range b.byNamespace {
		for len(list) > 0 && list[len(list)-1] >= n {
			list = list[:len(list)-1]
		}
		b.byNamespace[namespace] = list
	}
}
