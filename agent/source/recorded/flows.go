package recorded

import (
	"fmt"

	"github.com/netwhy/netwhy/agent/source/hubble"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

const mostFlowBytes = 1 << 30 // of one file of flows; it is read line by line

// recording reads the files of flows. What could not be read of a sysdump bounds
// what silence proves; a file that was named must be readable.
func (g *Given) recording() (*hubble.Recording, error) {
	r := hubble.NewRecording(g.Whole)
	for _, f := range g.Flows {
		err := g.replay(r, f)
		if err != nil && !g.Whole {
			return nil, err
		}
		if err != nil {
			r.Partial()
			g.Notes = append(g.Notes, err.Error())
		}
	}
	if g.Whole {
		names, whole := g.Objects.names(schema.GroupResource{Resource: "nodes"})
		for _, name := range names {
			r.Expect(name)
		}
		if !whole {
			r.Partial()
		}
	}
	if g.unzoned && g.Whole {
		g.unzoned = !g.dated(r.Time())
	}
	if at := r.Time(); !at.IsZero() && (!g.Whole || at.After(g.Time)) {
		g.Time, g.unzoned = at, false
	}
	return r, nil
}

func (g *Given) replay(r *hubble.Recording, f File) error {
	from, err := f.Open(mostFlowBytes)
	if err != nil {
		return err
	}
	defer from.Close()
	if err := r.Read(from); err != nil {
		return fmt.Errorf("cannot read the flows of %s: %w", f.Name, err)
	}
	return nil
}

// names are those of all objects of a resource, and whether that is certain.
func (o *Objects) names(of schema.GroupResource) (names []string, whole bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	at, err := o.filled(asked{GroupVersionResource: of.WithVersion("v1")})
	if err != nil {
		return nil, false
	}
	for _, one := range at.objects {
		names = append(names, one.name)
	}
	return names, at.whole
}
