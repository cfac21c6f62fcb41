package dns

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
)

// Where AKS and most others keep CoreDNS and its configuration.
const (
	systemNamespace = "kube-system"
	corednsName     = "coredns"
	customName      = "coredns-custom"
)

// configNeeds is what readConfig reads.
func configNeeds() []evidence.Need {
	return []evidence.Need{
		evidence.Require(evidence.CoreDNSConfig), evidence.Require(evidence.CoreDNSCustom), evidence.Require(evidence.CoreDNSDeployment),
	}
}

// config is the configuration that the containers of CoreDNS see.
type config struct {
	main     string            // path of the Corefile
	files    map[string]string // contents by path, of the ConfigMaps coredns and coredns-custom
	custom   map[string]string // path by key of coredns-custom
	missing  string            // the ConfigMap or key that the Deployment wants and that is not there
	unread   []string          // where volumes are mounted that were not read
	image    string
	pod      *corev1.PodSpec
	corefile *corefile // nil if problem is not
	problem  *problem
}

// readConfig is the configuration in force. Where there is none to judge it
// says why and returns nil.
func readConfig(c *checks.Context) *config {
	deployment := named(evidence.CoreDNSDeployment.Of(c), corednsName)
	read := slices.Concat(evidence.CoreDNSConfig.Of(c), evidence.CoreDNSCustom.Of(c))
	switch {
	case deployment == nil:
		c.Unknown("there is no Deployment kube-system/coredns, so that the configuration in force cannot be told")
		return nil
	case wanted(deployment) == 0:
		c.Skip("the Deployment coredns is scaled to zero, so that nothing reads its configuration")
		return nil
	}
	f := mounted(deployment, read)
	if f == nil {
		c.Unknown("the Deployment coredns does not read the ConfigMap coredns, so that the configuration in force cannot be told")
		return nil
	}
	if f.missing == "" {
		f.corefile, f.problem = parse(f.main, f.files)
	}
	return f
}

// parsed is the configuration in force where it can be read; where it cannot,
// it says so and returns nil.
func parsed(c *checks.Context) *config {
	f := readConfig(c)
	switch {
	case f == nil:
		return nil
	case f.missing != "":
		c.Unknown("%s is missing, so that there is no configuration to judge", f.missing)
		return nil
	case f.problem != nil:
		c.Unknown("the configuration cannot be read: %s, %s", f.place(f.problem.file, f.problem.line), f.problem.says)
		return nil
	}
	return f
}

func named(list []appsv1.Deployment, name string) *appsv1.Deployment {
	for i := range list {
		if list[i].Name == name {
			return &list[i]
		}
	}
	return nil
}

// wanted is the number of replicas that a Deployment asks for.
func wanted(d *appsv1.Deployment) int32 {
	if d.Spec.Replicas == nil {
		return 1
	}
	return *d.Spec.Replicas
}

// mounted lays out the ConfigMaps as a Deployment mounts them, nil if its
// container does not read the one with the Corefile.
func mounted(d *appsv1.Deployment, read []corev1.ConfigMap) *config {
	pod := &d.Spec.Template.Spec
	if len(pod.Containers) == 0 {
		return nil
	}
	i := max(0, slices.IndexFunc(pod.Containers, func(c corev1.Container) bool { return c.Name == corednsName }))
	run := &pod.Containers[i]
	f := &config{files: map[string]string{}, custom: map[string]string{}, image: run.Image, pod: pod}
	for _, mount := range run.VolumeMounts {
		for _, volume := range pod.Volumes {
			source := volume.ConfigMap
			switch {
			case volume.Name != mount.Name:
			case source != nil && (source.Name == corednsName || source.Name == customName):
				f.mount(source, mount, read)
			default:
				f.unread = append(f.unread, mount.MountPath)
			}
		}
	}
	words := slices.Concat(run.Command, run.Args)
	if i := slices.IndexFunc(words, func(w string) bool { return strings.TrimLeft(w, "-") == "conf" }); i >= 0 && i+1 < len(words) {
		f.main = words[i+1]
	}
	if _, there := f.files[f.main]; !there && f.missing == "" {
		return nil
	}
	return f
}

// mount adds the files of one mounted ConfigMap.
func (f *config) mount(source *corev1.ConfigMapVolumeSource, mount corev1.VolumeMount, read []corev1.ConfigMap) {
	optional := source.Optional != nil && *source.Optional
	i := slices.IndexFunc(read, func(m corev1.ConfigMap) bool { return m.Name == source.Name })
	if i < 0 {
		if !optional {
			f.missing = "ConfigMap " + source.Name
		}
		return
	}
	items := source.Items
	if len(items) == 0 {
		for key := range read[i].Data {
			items = append(items, corev1.KeyToPath{Key: key, Path: key})
		}
	}
	for _, item := range items {
		text, there := read[i].Data[item.Key]
		file := path.Join(mount.MountPath, item.Path)
		if mount.SubPath == item.Path {
			file = mount.MountPath
		}
		switch {
		case !there && !optional:
			f.missing = "key " + item.Key + " of ConfigMap " + source.Name
		case !there || mount.SubPath != "" && mount.SubPath != item.Path:
		default:
			f.files[file] = text
			if source.Name == customName {
				f.custom[item.Key] = file
			} else if item.Key == "Corefile" && f.main == "" {
				f.main = file
			}
		}
	}
}

// hidden reports whether an import reads a volume that was not read, so that
// the configuration may hold more than the record shows.
func (f *config) hidden() bool {
	return slices.ContainsFunc(f.corefile.imports, func(i imported) bool {
		full := i.pattern
		if !path.IsAbs(full) {
			full = path.Join(path.Dir(f.main), full)
		}
		return slices.Contains(f.unread, path.Dir(full)) || unknown(i.pattern)
	})
}

// plain is the same configuration with all of coredns-custom empty.
func (f *config) plain() *config {
	bare := *f
	bare.files = maps.Clone(f.files)
	for _, file := range f.custom {
		bare.files[file] = ""
	}
	bare.corefile, bare.problem = parse(bare.main, bare.files)
	return &bare
}

// key is the key of coredns-custom that a file comes from, "" for another file.
func (f *config) key(file string) string {
	for key, path := range f.custom {
		if path == file {
			return key
		}
	}
	return ""
}

// blame names the ConfigMap that a file comes from.
func (f *config) blame(c *checks.Context, file string) {
	if f.key(file) != "" {
		c.Blame("ConfigMap", systemNamespace, customName)
		return
	}
	c.Blame("ConfigMap", systemNamespace, corednsName)
}

// at says where a plugin stands: "Corefile line 12", "key my.override line 1".
func (f *config) at(p *plugin) string { return f.place(p.file, p.line) }

func (f *config) place(file string, line int) string {
	if key := f.key(file); key != "" {
		return fmt.Sprintf("key %s of coredns-custom, line %d", key, line)
	}
	return fmt.Sprintf("%s line %d", path.Base(file), line)
}
