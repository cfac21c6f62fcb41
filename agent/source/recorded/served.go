package recorded

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// servedFile is the name of the file with what "kubectl api-versions" prints: only
// that proves that an API is not there.
const servedFile = "api-versions.txt"

var apiVersion = regexp.MustCompile(`^([a-z0-9.-]+/)?v\d+((alpha|beta)\d*)?$`)

// readServed reads which APIs the cluster serves. The list is sorted, so that one
// that was not cut off holds v1 at its end.
func (o *Objects) readServed(f File) error {
	text, err := f.text()
	if err != nil {
		return err
	}
	versions := strings.Fields(string(text))
	if len(versions) == 0 || versions[len(versions)-1] != "v1" {
		return fmt.Errorf("cannot read %s: it does not end in v1, so it is not all that \"kubectl api-versions\" prints", f.Name)
	}
	for _, v := range versions {
		if !apiVersion.MatchString(v) {
			return fmt.Errorf("cannot read %s: it holds %.40q, which is no version of an API", f.Name, v)
		}
	}
	o.served = versions
	return nil
}

// unserved reports whether it is known that the cluster lacks an API.
func (o *Objects) unserved(a asked) bool {
	return o.served != nil && !slices.Contains(o.served, a.GroupVersion().String())
}
