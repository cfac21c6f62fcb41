package node

import (
	"slices"
	"strings"

	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// rename calls network namespaces by other names, and leaves out what belongs
// to none of them.
func rename(w *sample.Window, names map[string]string) {
	w.Scopes = slices.DeleteFunc(w.Scopes, func(s sample.Scope) bool { return !s.Kind.Namespaced() || names[s.Namespace()] == "" })
	for i := range w.Scopes {
		s := &w.Scopes[i]
		own := s.Namespace()
		s.Name = names[own] + strings.TrimPrefix(s.Name, own)
	}
	w.Listens = slices.DeleteFunc(w.Listens, func(l sample.Listener) bool { return names[l.Namespace] == "" })
	for i := range w.Listens {
		w.Listens[i].Namespace = names[w.Listens[i].Namespace]
	}
	w.Routes = slices.DeleteFunc(w.Routes, func(r sample.Route) bool { return names[r.Namespace] == "" })
	for i := range w.Routes {
		w.Routes[i].Namespace = names[w.Routes[i].Namespace]
	}
	w.Ports = slices.DeleteFunc(w.Ports, func(p sample.LocalPorts) bool { return names[p.Namespace] == "" })
	for i := range w.Ports {
		w.Ports[i].Namespace = names[w.Ports[i].Namespace]
	}
	w.Looked = slices.DeleteFunc(w.Looked, func(name string) bool { return names[name] == "" })
	for i := range w.Looked {
		w.Looked[i] = names[w.Looked[i]]
	}
	slices.Sort(w.Looked)
	w.Neighbours, w.Sysctls, w.Resolver = nil, nil, nil // of the node, which was not asked about
}
