package picture

import (
	"cmp"
	"fmt"
	"slices"
)

// tally counts answers by code and by who asked.
type tally map[[2]string]*Answer

func (t tally) add(code, asked, name string, n int) {
	key := [2]string{code, asked}
	if t[key] == nil {
		t[key] = &Answer{Code: code, Asked: asked}
	}
	a := t[key]
	a.Count += n
	if name != "" && len(a.Names) < mostNames && !slices.Contains(a.Names, name) {
		a.Names = append(a.Names, name)
	}
}

func (t tally) sorted() (list []Answer) {
	for _, a := range t {
		list = append(list, *a)
	}
	slices.SortFunc(list, func(a, b Answer) int {
		return cmp.Or(cmp.Compare(a.Asked, b.Asked), -cmp.Compare(a.Count, b.Count), cmp.Compare(a.Code, b.Code))
	})
	return list
}

// rcode is a DNS response code's name. Source: RFC 1035, §4.1.1.
func rcode(n uint32) string {
	names := []string{"NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED"}
	if int(n) < len(names) {
		return names[n]
	}
	return fmt.Sprintf("RCODE %d", n)
}
