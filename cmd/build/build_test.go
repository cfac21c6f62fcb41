package build

import (
	"runtime"
	"runtime/debug"
	"testing"
)

func TestOriginIsWhatIsKnown(t *testing.T) {
	here := runtime.GOOS + "/" + runtime.GOARCH
	noted := &debug.BuildInfo{GoVersion: "go1.99.1", Main: debug.Module{Version: "v0.3.0"}, Settings: []debug.BuildSetting{
		{Key: "vcs.revision", Value: "f00"}, {Key: "vcs.time", Value: "2026-11-01T00:00:00Z"},
	}}
	for name, c := range map[string]struct {
		version, commit, date string
		noted                 *debug.BuildInfo
		want                  Info
	}{
		"the linker's word counts":    {"v0.2.0", "abc", "2026-10-01T00:00:00Z", noted, Info{"v0.2.0", "abc", "2026-10-01T00:00:00Z", "go1.99.1", here}},
		"go install of a release":     {Unset, "", "", noted, Info{"v0.3.0", "f00", "2026-11-01T00:00:00Z", "go1.99.1", here}},
		"a build that says nothing":   {Unset, "", "", &debug.BuildInfo{Main: debug.Module{Version: "(devel)"}}, Info{Unset, "", "", runtime.Version(), here}},
		"a linker told an empty word": {"", "", "", &debug.BuildInfo{}, Info{Unset, "", "", runtime.Version(), here}},
	} {
		got := of(c.version, c.commit, c.date, c.noted)
		if got != c.want {
			t.Errorf("%s: got %+v, want %+v", name, got, c.want)
		}
		if again := of(got.Version, got.Commit, got.Date, c.noted); again != got {
			t.Errorf("%s: asked again, got %+v, want %+v", name, again, got)
		}
	}
}
