package drill

import (
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/netwhy/netwhy/nodeprobe/kernel"
)

// once are files of what there is only once in a kernel, and which only the
// machine's first network namespace shows: some limits, and the counters of the
// neighbour tables. On a real node that namespace is the node's. Each has its
// name as the probe opens it, and as this machine does.
func once() (names, paths []string) {
	for _, table := range []string{"arp_cache", "ndisc_cache"} {
		names, paths = append(names, "proc/1/net/stat/"+table), append(paths, "/proc/thread-self/net/stat/"+table)
	}
	for _, s := range kernel.KnownSysctls() {
		if strings.HasPrefix(s.Matters, "node:") {
			name := "proc/sys/" + strings.ReplaceAll(s.Name, ".", "/")
			names, paths = append(names, name), append(paths, "/"+name)
		}
	}
	return names, paths
}

// lend opens these files of the machine for a node to inherit. What the kernel
// lacks is the null device, which nobody reads a number from.
func lend() (files []*os.File, err error) {
	_, paths := once()
	for _, path := range paths {
		file, err := os.Open(path)
		if err != nil {
			file, err = os.Open(os.DevNull)
		}
		if err != nil {
			return nil, fmt.Errorf("cannot lend a file to a node: %w", err)
		}
		files = append(files, file)
	}
	return files, nil
}

// lentFiles are the paths by which a node opens the files that it inherited anew.
func lentFiles() map[string]string {
	paths := map[string]string{}
	names, _ := once()
	for i, name := range names {
		paths[name] = fmt.Sprintf("/proc/self/fd/%d", 3+i) // behind input, output and errors
	}
	return paths
}

// machine is the files of a node, with those that were lent to it. Before it
// opens one it waits for its turn.
type machine struct {
	files fs.FS
	lent  map[string]string
	turn  func()
}

// Open opens a file.
func (m machine) Open(name string) (fs.File, error) {
	m.turn()
	if path := m.lent[name]; path != "" {
		return os.Open(path)
	}
	return m.files.Open(name)
}

// Stat tells of a file without opening it.
func (m machine) Stat(name string) (fs.FileInfo, error) {
	m.turn()
	return fs.Stat(m.files, name)
}
