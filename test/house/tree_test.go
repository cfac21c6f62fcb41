package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const (
	root   = "../.."
	module = "github.com/netwhy/netwhy/"
)

// source is one Go file of the module, tests left out unless asked for.
type source struct {
	path    string // relative to the root
	folder  string
	syntax  *ast.File
	imports []string
	lines   int
	test    bool
	made    bool // generated
}

func sources(t *testing.T) (list []source) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		name := filepath.ToSlash(strings.TrimPrefix(path, root+string(filepath.Separator)))
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".git") || name == "test/tools" || d.Name() == "node_modules"):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(name, ".go"):
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, data, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		s := source{
			path: name, folder: filepath.ToSlash(filepath.Dir(name)), syntax: file, lines: strings.Count(string(data), "\n"),
			test: strings.HasSuffix(name, "_test.go"), made: ast.IsGenerated(file),
		}
		for _, i := range file.Imports {
			unquoted, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			s.imports = append(s.imports, unquoted)
		}
		list = append(list, s)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(list) < 50 {
		t.Fatalf("found only %d Go files: the tree is not where it is looked for", len(list))
	}
	return list
}
