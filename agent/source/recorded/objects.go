package recorded

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/netwhy/netwhy/agent/source/kube"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// Objects are the Kubernetes objects of files.
type Objects struct {
	mu      sync.Mutex
	shelves map[schema.GroupResource]*shelf
	// unread are the files of a sysdump that hold objects of a resource.
	unread map[schema.GroupResource][]File
	served []string        // the versions of APIs, nil where they are not known
	logs   map[string]File // of pods of a sysdump, by the name of the file without its time
	now    time.Time       // when the files were made
}

// shelf holds what is known of one resource.
type shelf struct {
	kube.Kind
	objects map[string]*object
	whole   bool            // it holds all of the cluster
	spaces  map[string]bool // of these namespaces it holds all
	failed  error           // why its file could not be read
	sorted  []string        // the keys of the objects, made when they are listed
}

type object struct {
	name, namespace string
	labels          map[string]string
	raw             json.RawMessage
}

// claim is what is known of a file apart from what it holds.
type claim struct {
	resource  schema.GroupResource // that a list without items is of
	whole     bool                 // its lists are of the whole cluster
	namespace string               // its lists are of all of this namespace
	part      bool                 // it holds single objects, whatever its form, which a file that was named may hold too
}

func newObjects() *Objects {
	return &Objects{shelves: map[schema.GroupResource]*shelf{}, unread: map[schema.GroupResource][]File{}, logs: map[string]File{}}
}

// shelf is where objects of a kind are kept; nil where nobody asks for such.
func (o *Objects) shelf(match func(kube.Kind) bool) *shelf {
	kinds := kube.Kinds()
	i := slices.IndexFunc(kinds, match)
	if i < 0 {
		return nil
	}
	at := schema.GroupResource{Group: kinds[i].Group, Resource: kinds[i].Plural}
	if o.shelves[at] == nil {
		o.shelves[at] = &shelf{Kind: kinds[i], objects: map[string]*object{}, spaces: map[string]bool{}}
	}
	return o.shelves[at]
}

// read takes in the objects of a file.
func (o *Objects) read(f File, c claim) error {
	text, err := f.text()
	if err != nil {
		return err
	}
	list, err := documents(text)
	for i := 0; err == nil && i < len(list); i++ {
		err = o.add(&list[i], c)
	}
	if err != nil {
		return fmt.Errorf("cannot read %s: %w", f.Name, err)
	}
	return nil
}

func (o *Objects) add(d *document, c claim) error {
	if d.Items == nil && !strings.HasSuffix(d.Kind, "List") {
		if d.Kind == "" {
			return fmt.Errorf("it holds something without a kind; if it is a list, it was cut off")
		}
		_, _, err := o.put(d.raw, "", "", c.part)
		return err
	}
	if d.Kind == "" {
		return fmt.Errorf("its list has no kind at its end, so it was cut off")
	}
	spaces := map[*shelf]map[string]bool{}
	for _, raw := range d.Items {
		at, put, err := o.put(raw, d.APIVersion, strings.TrimSuffix(d.Kind, "List"), c.part)
		if err != nil {
			return err
		}
		if at == nil {
			continue
		}
		if c.namespace != "" && put.namespace != c.namespace {
			return fmt.Errorf("its name says that it is of namespace %s, and it holds %s/%s", c.namespace, put.namespace, put.name)
		}
		if spaces[at] == nil {
			spaces[at] = map[string]bool{}
		}
		spaces[at][put.namespace] = true
	}
	if len(d.Items) == 0 {
		if at := o.shelf(func(k kube.Kind) bool { return k.Group == c.resource.Group && k.Plural == c.resource.Resource }); at != nil {
			spaces[at] = map[string]bool{}
		}
	}
	for at, in := range spaces {
		at.know(in, c, c.part || d.Metadata.Continue != "")
	}
	return nil
}

// know notes of what a list is the whole.
func (s *shelf) know(in map[string]bool, c claim, more bool) {
	switch {
	case more: // there are others
	case c.whole || len(in) > 1 || !s.Namespaced:
		s.whole = true
	case c.namespace != "":
		s.spaces[c.namespace] = true
	default:
		for namespace := range in {
			s.spaces[namespace] = true
		}
	}
}

// put keeps an object. The items of a list of one kind need not say theirs. Where
// it may be there again, what was kept before stays.
func (o *Objects) put(raw json.RawMessage, version, kind string, again bool) (*shelf, *object, error) {
	var head struct {
		APIVersion string `json:"apiVersion"`
		Kind       string `json:"kind"`
		Metadata   struct {
			Name      string            `json:"name"`
			Namespace string            `json:"namespace"`
			Labels    map[string]string `json:"labels"`
		} `json:"metadata"`
	}
	if err := json.Unmarshal(raw, &head); err != nil {
		return nil, nil, fmt.Errorf("one of its objects cannot be read: %w", err)
	}
	version, kind = cmp.Or(head.APIVersion, version), cmp.Or(head.Kind, kind)
	gv, err := schema.ParseGroupVersion(version)
	if err != nil {
		return nil, nil, fmt.Errorf("one of its objects has no version of an API: %w", err)
	}
	at := o.shelf(func(k kube.Kind) bool {
		return k.Group == gv.Group && k.Kind == kind && (k.Version == gv.Version || k.Otherwise == gv.Version)
	})
	if at == nil {
		return nil, nil, nil
	}
	if head.Metadata.Name == "" || (head.Metadata.Namespace != "") != at.Namespaced {
		return nil, nil, fmt.Errorf("its %s %q does not say of which namespace it is, or has none to be of", kind, head.Metadata.Name)
	}
	if len(at.objects) == 0 {
		at.Version = gv.Version
	}
	kept := &object{name: head.Metadata.Name, namespace: head.Metadata.Namespace, labels: head.Metadata.Labels, raw: raw}
	key := kept.namespace + "/" + kept.name
	switch before := at.objects[key]; {
	case before != nil && again:
		return at, before, nil
	case before != nil && string(before.raw) != string(raw):
		return nil, nil, fmt.Errorf("its %s %s is in the files twice, and differs", kind, strings.TrimPrefix(key, "/"))
	}
	at.objects[key], at.sorted = kept, nil
	return at, kept, nil
}
