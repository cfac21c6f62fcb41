package kernel

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// Sysctl is a setting that is read, and what it matters for.
type Sysctl struct {
	Name    string // with dots, below proc/sys
	Matters string
}

// KnownSysctls are all that [Sysctls] reads.
func KnownSysctls() []Sysctl {
	return slices.Clone(sysctls[:])
}

// Sysctls reads the settings of [KnownSysctls], of the reader's network
// namespace: numbers, with one blank between several. Those that the kernel or
// the namespace lacks are left out. Where one cannot be read, the others are
// there beside the error.
func Sysctls(fsys fs.FS) (map[string]string, error) {
	values := make(map[string]string, len(sysctls))
	var failed []error
	for _, s := range sysctls {
		name := "proc/sys/" + strings.ReplaceAll(s.Name, ".", "/")
		text, err := value(fsys, name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil {
			text, err = parseSysctl(name, text)
		}
		if err != nil {
			failed = append(failed, err)
			continue
		}
		values[s.Name] = text
	}
	return values, errors.Join(failed...)
}

// parseSysctl accepts nothing but numbers: a setting becomes part of a report.
func parseSysctl(name, text string) (string, error) {
	row := strings.Fields(text)
	if len(row) == 0 || len(row) > 4 {
		return "", malformed(name, 1, "%d numbers", len(row))
	}
	for i, word := range row {
		v, err := signed(word)
		if err != nil {
			return "", malformed(name, 1, "%v", err)
		}
		row[i] = fmt.Sprint(v)
	}
	return strings.Join(row, " "), nil
}
