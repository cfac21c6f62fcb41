package machine

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

const hierarchies = "/sys/fs/cgroup"

// Cgroups are the folders of a control group, one in each hierarchy.
func Cgroups(name string) ([]string, error) {
	entries, err := os.ReadDir(hierarchies)
	if err != nil {
		return nil, fmt.Errorf("cannot list the control group hierarchies: %w", err)
	}
	var paths []string
	for _, e := range entries {
		at := filepath.Join(hierarchies, e.Name())
		if _, err := os.Stat(filepath.Join(at, "cgroup.procs")); e.IsDir() && err == nil {
			paths = append(paths, filepath.Join(at, name))
		}
	}
	return paths, nil
}

// makeCgroups makes a control group in each hierarchy. A cpuset must be told
// its processors and memory before it takes a process.
func makeCgroups(name string) error {
	paths, err := Cgroups(name)
	if err != nil {
		return err
	}
	for _, path := range paths {
		if err := os.Mkdir(path, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
			return fmt.Errorf("cannot make a control group: %w", err)
		}
		for _, file := range []string{"cpuset.cpus", "cpuset.mems"} {
			text, err := os.ReadFile(filepath.Join(filepath.Dir(path), file))
			if err != nil || strings.HasSuffix(path, "unified/"+name) {
				continue // not the cpuset hierarchy
			}
			if err := os.WriteFile(filepath.Join(path, file), text, 0o644); err != nil {
				return fmt.Errorf("cannot set %s of a control group: %w", file, err)
			}
		}
	}
	return nil
}

// below lists the folders of a control group, itself first.
func below(path string) (folders []string) {
	_ = filepath.WalkDir(path, func(at string, e fs.DirEntry, err error) error {
		if err == nil && e.IsDir() {
			folders = append(folders, at)
		}
		return nil // what vanishes meanwhile is gone
	})
	return folders
}

// members are the processes in a control group and those below it, in any
// hierarchy, as the host counts them.
func members(name string) ([]int, error) {
	paths, err := Cgroups(name)
	if err != nil {
		return nil, err
	}
	found := map[int]bool{}
	for _, path := range paths {
		for _, folder := range below(path) {
			text, _ := os.ReadFile(filepath.Join(folder, "cgroup.procs")) // it may vanish meanwhile
			for _, word := range strings.Fields(string(text)) {
				if pid, err := strconv.Atoi(word); err == nil && pid > 1 {
					found[pid] = true
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(found)), nil
}

// removeCgroups removes a control group and those below it, which have no
// process any more. Only folders can be removed, and only from below.
func removeCgroups(name string) error {
	paths, err := Cgroups(name)
	if err != nil {
		return err
	}
	var failed []error
	for _, path := range paths {
		for _, folder := range slices.Backward(below(path)) {
			if err := os.Remove(folder); err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ENODEV) {
				failed = append(failed, err)
			}
		}
	}
	return errors.Join(failed...)
}
