package realcluster

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/netwhy/netwhy/test/realcluster/machine"
)

// Down removes a cluster: its processes, namespaces, control groups and folder.
// It also removes what is left of one whose Up did not end. Of a cluster that
// does not exist nothing is left to do.
func Down(name string) error {
	if !named.MatchString(name) {
		return fmt.Errorf("cannot remove the cluster %q: it is no cluster's name", name)
	}
	dir, err := folder(name)
	if err != nil {
		return err
	}
	var (
		all  sync.WaitGroup
		errs = make([]error, len(machines()))
	)
	for i, m := range machines() {
		all.Go(func() {
			at := filepath.Join(dir, m)
			found, err := machine.Open(at)
			if err != nil { // its launch did not end; only its control groups and folder can be there
				found = &machine.Machine{Name: m, Dir: at, Cgroup: cgroup(name, m)}
			}
			errs[i] = found.Remove()
		})
	}
	all.Wait()
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("cannot remove the cluster %s: %w", name, err)
	}
	if err := os.RemoveAll(dir); err != nil {
		return fmt.Errorf("cannot remove the folder of the cluster %s: %w", name, err)
	}
	return nil
}
