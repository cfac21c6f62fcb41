package server

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/netwhy/netwhy/nodeprobe/sample"
)

const (
	longest  = 60 * time.Second // window
	mostPods = 256              // UIDs in a request
)

// request is a question, checked.
type request struct {
	window time.Duration
	fresh  bool
	pods   []string
	kinds  []sample.Kind
}

func parse(query url.Values) (r request, err error) {
	r = request{window: 10 * time.Second}
	for name := range query {
		switch value := query.Get(name); name {
		case "seconds":
			n, err := strconv.Atoi(value)
			if r.window = time.Duration(n) * time.Second; err != nil || n < 1 || r.window > longest {
				return r, fmt.Errorf("cannot take seconds=%q: want 1 to %d", value, int(longest.Seconds()))
			}
		case "fresh":
			if r.fresh, err = strconv.ParseBool(value); err != nil {
				return r, fmt.Errorf("cannot take fresh=%q: want true or false", value)
			}
		case "pods":
			r.pods = words(value)
			if len(r.pods) > mostPods {
				return r, fmt.Errorf("cannot take %d pods: at most %d", len(r.pods), mostPods)
			}
		case "kinds":
			for _, word := range words(value) {
				r.kinds = append(r.kinds, sample.Kind(word))
			}
		default:
			return r, fmt.Errorf("cannot take the parameter %q: want seconds, fresh, pods or kinds", name)
		}
	}
	return r, nil
}

func words(value string) []string {
	return slices.DeleteFunc(strings.Split(value, ","), func(w string) bool { return w == "" })
}

// keep leaves in a window what the request asks for.
func (r request) keep(w *sample.Window) {
	wanted := func(kind sample.Kind) bool { return len(r.kinds) == 0 || slices.Contains(r.kinds, kind) }
	w.Scopes = slices.DeleteFunc(w.Scopes, func(s sample.Scope) bool {
		return !wanted(s.Kind) || s.Kind.Namespaced() && s.Namespace() != sample.Host && !slices.Contains(r.pods, s.Namespace())
	})
	for kind := range w.Columns {
		if !wanted(kind) {
			delete(w.Columns, kind)
		}
	}
	unasked := func(namespace string) bool {
		return !wanted(sample.Listening) || namespace != sample.Host && !slices.Contains(r.pods, namespace)
	}
	w.Looked = slices.DeleteFunc(w.Looked, unasked)
	w.Listens = slices.DeleteFunc(w.Listens, func(l sample.Listener) bool { return unasked(l.Namespace) })
	w.Routes = slices.DeleteFunc(w.Routes, func(r sample.Route) bool { return unasked(r.Namespace) })
	w.Ports = slices.DeleteFunc(w.Ports, func(p sample.LocalPorts) bool { return unasked(p.Namespace) })
}
