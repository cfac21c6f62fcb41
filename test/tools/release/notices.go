package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// legal are the files that licences ask to be handed on.
var legal = regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice|copyright|unlicense|patents)([.-].*)?$`)

// licences are the files that go with a program.
func licences(ctx context.Context, root, pkg, system, arch string) ([]member, error) {
	own, err := os.ReadFile(filepath.Join(root, "LICENSE"))
	if err != nil {
		return nil, fmt.Errorf("cannot read the licence: %w", err)
	}
	others, err := thirdParties(ctx, root, pkg, system, arch)
	if err != nil {
		return nil, err
	}
	return []member{{"LICENSE", 0o644, own}, {"THIRD-PARTY.txt", 0o644, others}}, nil
}

// thirdParties are the licences of everything that a program is linked from: most
// of them demand that their text goes with the binary. Equal texts are told once.
func thirdParties(ctx context.Context, root, pkg, system, arch string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "go", "list", "-deps", "-json=Standard,Module", pkg)
	cmd.Dir, cmd.Env = root, environment(system, arch)
	cmd.Stderr = os.Stderr
	listed, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("cannot list what %s is made of: %w", pkg, err)
	}
	folders := map[string]string{}
	for d := json.NewDecoder(bytes.NewReader(listed)); ; {
		var p struct {
			Standard bool
			Module   *struct {
				Path, Version, Dir string
				Main               bool
				Replace            *struct{ Path, Version, Dir string }
			}
		}
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("cannot read what %s is made of: %w", pkg, err)
		}
		switch m := p.Module; {
		case m == nil || m.Main:
		case m.Replace != nil:
			folders[m.Replace.Path+" "+m.Replace.Version] = m.Replace.Dir
		default:
			folders[m.Path+" "+m.Version] = m.Dir
		}
	}
	home, err := exec.CommandContext(ctx, "go", "env", "GOROOT", "GOVERSION").Output()
	if err != nil {
		return nil, fmt.Errorf("cannot find Go: %w", err)
	}
	lines := strings.Fields(string(home))
	if len(lines) != 2 {
		return nil, fmt.Errorf("cannot find Go: go env said %q", home)
	}
	folders["Go "+strings.TrimPrefix(lines[1], "go")] = lines[0]
	return gather(folders)
}

// gather writes each text below the modules that it is of.
func gather(folders map[string]string) ([]byte, error) {
	owners := map[string][]string{} // by text
	for _, module := range slices.Sorted(maps.Keys(folders)) {
		entries, err := os.ReadDir(folders[module])
		if err != nil {
			return nil, fmt.Errorf("cannot read %s: %w", module, err)
		}
		found := false
		for _, e := range entries {
			if e.IsDir() || !legal.MatchString(e.Name()) || strings.HasSuffix(e.Name(), ".go") {
				continue
			}
			text, err := os.ReadFile(filepath.Join(folders[module], e.Name()))
			if err != nil {
				return nil, fmt.Errorf("cannot read a licence of %s: %w", module, err)
			}
			found = true
			trimmed := strings.TrimSpace(strings.ReplaceAll(string(text), "\r\n", "\n"))
			if !slices.Contains(owners[trimmed], module) {
				owners[trimmed] = append(owners[trimmed], module)
			}
		}
		if !found {
			return nil, fmt.Errorf("cannot find a licence of %s: it may not be handed on without", module)
		}
	}
	var all bytes.Buffer
	all.WriteString("Netwhy contains the work of others, under these licences.\n")
	byOwner := func(a, b string) int { return slices.Compare(owners[a], owners[b]) }
	for _, text := range slices.SortedFunc(maps.Keys(owners), func(a, b string) int {
		if c := byOwner(a, b); c != 0 {
			return c
		}
		return strings.Compare(a, b)
	}) {
		fmt.Fprintf(&all, "\n%[1]s\n%[2]s\n%[1]s\n\n%[3]s\n", strings.Repeat("=", 80), strings.Join(owners[text], "\n"), text)
	}
	return all.Bytes(), nil
}
