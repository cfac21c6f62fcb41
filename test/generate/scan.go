package main

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// area is one folder of checks.
type area struct {
	name   string
	checks []declared
}

// declared is a check or cause as its file declares it.
type declared struct{ variable, id, says, file string }

// scan finds every package-level "var X = &checks.Check{" and "&Cause{".
func scan(root string) (areas []area, causes []declared, err error) {
	folders, err := os.ReadDir(filepath.Join(root, "checks"))
	if err != nil {
		return nil, nil, err
	}
	for _, folder := range folders {
		if !folder.IsDir() {
			continue
		}
		list, err := declarations(filepath.Join(root, "checks", folder.Name()))
		switch {
		case err != nil:
			return nil, nil, err
		case folder.Name() == "cause":
			causes = list
		case len(list) > 0:
			areas = append(areas, area{folder.Name(), list})
		}
	}
	return areas, causes, nil
}

func declarations(dir string) (list []declared, err error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, fmt.Errorf("cannot scan: %w", err)
		}
		for _, d := range file.Decls {
			if found, ok := declaration(d); ok {
				found.file = filepath.Base(name)
				list = append(list, found)
			}
		}
	}
	slices.SortFunc(list, func(a, b declared) int { return cmp.Compare(a.id, b.id) })
	return list, nil
}

func declaration(d ast.Decl) (declared, bool) {
	group, ok := d.(*ast.GenDecl)
	if !ok || group.Tok != token.VAR || len(group.Specs) != 1 {
		return declared{}, false
	}
	spec := group.Specs[0].(*ast.ValueSpec)
	if len(spec.Values) != 1 {
		return declared{}, false
	}
	address, ok := spec.Values[0].(*ast.UnaryExpr)
	if !ok || address.Op != token.AND {
		return declared{}, false
	}
	literal, ok := address.X.(*ast.CompositeLit)
	if !ok || !isType(literal.Type) {
		return declared{}, false
	}
	found := declared{variable: spec.Names[0].Name}
	for _, element := range literal.Elts {
		pair, ok := element.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		switch key := pair.Key.(*ast.Ident).Name; key {
		case "ID":
			found.id = text(pair.Value)
		case "Asks", "Says":
			found.says = text(pair.Value)
		}
	}
	return found, found.id != ""
}

func isType(e ast.Expr) bool {
	switch t := e.(type) {
	case *ast.SelectorExpr:
		return t.Sel.Name == "Check"
	case *ast.Ident:
		return t.Name == "Cause"
	}
	return false
}

func text(e ast.Expr) string {
	literal, ok := e.(*ast.BasicLit)
	if !ok {
		return ""
	}
	s, err := strconv.Unquote(literal.Value)
	if err != nil {
		return ""
	}
	return s
}
