package house

import (
	"go/ast"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const (
	mostLines   = 500
	medianLines = 100
	checkLines  = 120
)

func TestFilesAreSmall(t *testing.T) {
	var sizes []int
	for _, s := range sources(t) {
		if s.made || s.test {
			continue
		}
		sizes = append(sizes, s.lines)
		if s.lines > mostLines {
			t.Errorf("%s has %d lines, more than %d: find its second room", s.path, s.lines, mostLines)
		}
		if declaresCheck(s.syntax) && s.lines > checkLines {
			t.Errorf("%s has %d lines, and a check has at most %d", s.path, s.lines, checkLines)
		}
	}
	slices.Sort(sizes)
	if median := sizes[len(sizes)/2]; median > medianLines {
		t.Errorf("the median file has %d lines, more than %d", median, medianLines)
	}
}

func declaresCheck(file *ast.File) bool {
	for _, d := range file.Decls {
		if g, ok := d.(*ast.GenDecl); ok && len(g.Specs) == 1 {
			if v, ok := g.Specs[0].(*ast.ValueSpec); ok && len(v.Values) == 1 {
				if u, ok := v.Values[0].(*ast.UnaryExpr); ok {
					if l, ok := u.X.(*ast.CompositeLit); ok {
						if s, ok := l.Type.(*ast.SelectorExpr); ok && s.Sel.Name == "Check" {
							return true
						}
					}
				}
			}
		}
	}
	return false
}

func TestEveryPackageSaysOnceWhatItIs(t *testing.T) {
	comments := map[string]int{}
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		comments[s.folder] += 0
		if s.syntax.Doc != nil {
			comments[s.folder]++
		}
	}
	for folder, n := range comments {
		if n != 1 {
			t.Errorf("package %s has %d package comments, not one", folder, n)
		}
	}
}

func TestPackagesHaveNounsForNames(t *testing.T) {
	for _, s := range sources(t) {
		if slices.Contains([]string{"util", "utils", "common", "types", "manager", "pkg", "helpers", "misc"}, filepath.Base(s.folder)) {
			t.Errorf("%s: %s says nothing", s.path, s.folder)
		}
	}
}

func TestNothingRunsBeforeMain(t *testing.T) {
	for _, s := range sources(t) {
		for _, d := range s.syntax.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
				t.Errorf("%s has an init function", s.path)
			}
		}
	}
}

// TestChecksDoNotReadTheClock finds time.Now and its kin, which an import rule
// cannot, since checks may use the types of package time.
func TestChecksDoNotReadTheClock(t *testing.T) {
	for _, s := range sources(t) {
		if s.test || !under(s.folder, "checks") || under(s.folder, "checks/checktest") {
			continue
		}
		ast.Inspect(s.syntax, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := sel.X.(*ast.Ident); ok && x.Name == "time" && slices.Contains([]string{"Now", "Since", "Until", "Sleep", "After", "NewTimer", "NewTicker", "Tick"}, sel.Sel.Name) {
					t.Errorf("%s uses time.%s: a verdict is a function of the record", s.path, sel.Sel.Name)
				}
			}
			return true
		})
	}
}

// TestGeneratedFilesAreFresh generates into a copy and compares.
func TestGeneratedFilesAreFresh(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "checks"), os.DirFS(filepath.Join(root, "checks"))); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("go", "run", "../generate", "-root", dir).CombinedOutput(); err != nil {
		t.Fatalf("cannot generate: %v\n%s", err, out)
	}
	for _, pattern := range []string{"checks/catalog/list.go", "checks/README.md", "checks/*/fixtures_test.go"} {
		files, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil || len(files) == 0 {
			t.Fatalf("nothing was generated for %s: %v", pattern, err)
		}
		for _, file := range files {
			name := strings.TrimPrefix(file, dir)
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := os.ReadFile(filepath.Join(root, name)); err != nil || string(got) != string(want) {
				t.Errorf("%s is stale: run \"go generate ./checks/catalog\"", name)
			}
		}
	}
}
