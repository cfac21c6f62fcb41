// Package build tells what a program was built from: what the linker was told,
// and where it was told nothing, as by "go install", what the toolchain noted.
package build

import (
	"cmp"
	"runtime"
	"runtime/debug"
)

// Unset is the version of a program that the linker was told nothing about.
const Unset = "0.1.0-dev"

// Info is a program's origin.
type Info struct {
	Version  string `json:"version"`
	Commit   string `json:"commit,omitempty"`
	Date     string `json:"date,omitempty"` // of the commit
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

// Of completes what the linker was told.
func Of(version, commit, date string) Info {
	noted, ok := debug.ReadBuildInfo()
	if !ok {
		noted = &debug.BuildInfo{}
	}
	return of(version, commit, date, noted)
}

func of(version, commit, date string, noted *debug.BuildInfo) Info {
	info := Info{Version: version, Commit: commit, Date: date, Go: cmp.Or(noted.GoVersion, runtime.Version()), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	if version != "" && version != Unset {
		return info // the linker knew all that it was to know
	}
	info.Version = Unset
	if v := noted.Main.Version; v != "" && v != "(devel)" {
		info.Version = v
	}
	for _, s := range noted.Settings {
		switch s.Key {
		case "vcs.revision":
			info.Commit = cmp.Or(commit, s.Value)
		case "vcs.time":
			info.Date = cmp.Or(date, s.Value)
		}
	}
	return info
}
