package recorded

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/netwhy/netwhy/agent/source/kube"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// Given is what an operator gave instead of a cluster.
type Given struct {
	Objects *Objects
	// Flows are the files of flows. Those of a sysdump tell of all packets that the
	// nodes' rings held; what a file holds that was named may have been filtered.
	Flows []File
	Whole bool // the flows are a sysdump's
	// Notes say what of the files could not be used.
	Notes []string
	// Time is when the files were made.
	Time    time.Time
	unzoned bool     // the time is that of names, which do not say their zone
	names   []string // as they were given
}

// Open reads what was given: the path of a sysdump, files of flows, and files or
// folders of objects. What of these is empty was not given.
func Open(sysdump string, flows, objects []string) (*Given, error) {
	g := &Given{Objects: newObjects()}
	if sysdump != "" {
		var err error
		if g, err = Sysdump(sysdump); err != nil {
			return nil, err
		}
	}
	for _, path := range objects {
		if err := g.Read(path); err != nil {
			return nil, err
		}
	}
	for _, path := range flows {
		f, err := Single(path)
		if err != nil {
			return nil, err
		}
		g.Flows, g.Whole = append(g.Flows, f), false
		if g.Time.IsZero() {
			g.Time = f.Time
		}
	}
	g.names = slices.Concat(objects, flows)
	if sysdump != "" {
		g.names = append(g.names, sysdump)
	}
	return g, nil
}

// String says from what a report is made, and of which time it tells.
func (g *Given) String() string {
	text := fmt.Sprintf("made from files (%s) as of %s, and not from a cluster", strings.Join(g.names, ", "), g.Time.UTC().Format(time.RFC3339))
	parts := append([]string{text}, g.Notes...)
	if g.unzoned {
		parts = append(parts, noZone)
	}
	return strings.Join(parts, "; ")
}

// stamp is the time in the names of a sysdump's files.
var stamp = regexp.MustCompile(`-(\d{8}-\d{6})\.`)

// named are the files of a sysdump that are not called after the resource, by
// their last word. They hold what Cilium is made of, and nothing else.
var named = map[string]schema.GroupResource{
	"daemonset": {Group: "apps", Resource: "daemonsets"}, "deployment": {Group: "apps", Resource: "deployments"},
	"statefulset": {Group: "apps", Resource: "statefulsets"}, "configmap": {Resource: "configmaps"},
}

// single reports whether a file of a sysdump holds only some objects of its
// resource, be it one or the list of those with a label.
func single(f File) bool {
	_, last := stem(f)
	_, is := named[last]
	return is
}

// stem is the name of a sysdump's file without its time, and the last word of it.
func stem(f File) (name, last string) {
	name = f.base()
	if at := stamp.FindStringIndex(name); at != nil {
		name = name[:at[0]]
	}
	return name, name[strings.LastIndexByte(name, '-')+1:]
}

// plural is the resource that a list of a sysdump is called after.
func plural(name string) string {
	if name == "ciliumingresses" { // which are the Ingresses of the whole cluster
		return "ingresses"
	}
	return strings.TrimPrefix(strings.TrimPrefix(name, "k8s-"), "gatewayapi-")
}

// Sysdump lists what an archive of "cilium sysdump" holds, or the folder that it
// was unpacked to. Objects are read when they are asked for.
func Sysdump(path string) (*Given, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("cannot open the sysdump: %w", err)
	}
	read := archive
	if info.IsDir() {
		read = folder
	}
	files, err := read(path)
	if err != nil {
		return nil, err
	}
	g := &Given{Objects: newObjects(), Whole: true}
	var leases, archived time.Time
	for _, f := range files {
		name, last := stem(f)
		if at := stamp.FindStringSubmatch(f.base()); at != nil {
			if t, err := time.Parse("20060102-150405", at[1]); err == nil && t.After(g.Time) {
				g.Time = t
			}
			if !info.IsDir() && !f.Time.IsZero() && (archived.IsZero() || f.Time.Before(archived)) {
				archived = f.Time
			}
		}
		if name == leasing {
			leases = f.renewals()
		}
		resource, is := named[last]
		if kind, known := find(plural(name)); known && !is {
			resource, is = schema.GroupResource{Group: kind.Group, Resource: kind.Plural}, true
		}
		switch {
		case strings.HasPrefix(name, "hubble-flows-"):
			g.Flows = append(g.Flows, f)
		case strings.HasPrefix(name, "logs-") && strings.HasSuffix(f.base(), ".log"):
			g.Objects.logs[name] = f
		case is && strings.HasSuffix(f.base(), ".yaml"):
			g.Objects.unread[resource] = append(g.Objects.unread[resource], f)
		}
	}
	if len(g.Objects.unread) == 0 && len(g.Flows) == 0 {
		return nil, fmt.Errorf("cannot use %s: it holds none of the files of a sysdump of Cilium", path)
	}
	g.unzoned = !g.dated(leases) && !g.dated(archived)
	return g, nil
}

// find is the kind of a resource by its plural, with its group where the plural
// alone would mean another.
func find(name string) (kube.Kind, bool) {
	kinds := kube.Kinds()
	i := slices.IndexFunc(kinds, func(k kube.Kind) bool { return k.Named == name })
	if i < 0 {
		return kube.Kind{}, false
	}
	return kinds[i], true
}

// Read takes in the objects of a file, or of all files of a folder that end in
// .yaml, .yml or .json, packed or not.
func (g *Given) Read(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("cannot read the objects: %w", err)
	}
	var files []File
	if info.IsDir() {
		files, err = folder(path)
		files = slices.DeleteFunc(files, func(f File) bool { return !holdsObjects(f) })
	} else {
		files = make([]File, 1)
		files[0], err = Single(path)
	}
	if err == nil && len(files) == 0 {
		err = errors.New("cannot read objects from " + path + ": it holds no file that ends in .yaml, .yml or .json, packed or not")
	}
	if err != nil {
		return err
	}
	for _, f := range files {
		read := func() error { return g.Objects.read(f, claimed(f)) }
		if f.base() == servedFile {
			read = func() error { return g.Objects.readServed(f) }
		}
		if err := read(); err != nil {
			return err
		}
		if f.Time.After(g.Time) {
			g.Time = f.Time
		}
	}
	return nil
}

var ending = regexp.MustCompile(`\.(ya?ml|json)(\.gz)?$`)

func holdsObjects(f File) bool { return ending.MatchString(f.Name) || f.base() == servedFile }

// claimed is what the name of a file says of lists in it: networkpolicies.all.yaml
// is of all namespaces, networkpolicies.shop.yaml of one.
func claimed(f File) (c claim) {
	plural, scope, scoped := strings.Cut(ending.ReplaceAllString(f.base(), ""), ".")
	kind, known := find(plural)
	if !known {
		return c
	}
	c.resource = schema.GroupResource{Group: kind.Group, Resource: kind.Plural}
	switch {
	case scoped && scope == "all":
		c.whole = true
	case scoped && kind.Namespaced:
		c.namespace = scope
	}
	return c
}
