// Command chart writes what of the Helm chart follows from elsewhere: the rules
// of its ClusterRoles from what the Sources say that they read and from
// docs/roles.yaml, and the table in its README from the comments of its values.
// Run it by "make generate".
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/netwhy/netwhy/agent/source/kube"
)

// folder is the chart's, below the repository's root.
const folder = "charts/netwhy"

func main() {
	root := flag.String("root", ".", "the repository's root")
	check := flag.Bool("check", false, "write nothing, and fail where a file is stale")
	flag.Parse()
	if err := run(*root, *check); err != nil {
		fmt.Fprintln(os.Stderr, "chart:", err)
		os.Exit(1)
	}
}

func run(root string, check bool) error {
	files, err := generate(root)
	if err != nil {
		return err
	}
	for name, data := range files {
		path := filepath.Join(root, folder, name)
		old, err := os.ReadFile(path)
		switch {
		case err == nil && bytes.Equal(old, data):
			continue
		case check:
			return fmt.Errorf("%s/%s is stale: run \"make generate\"", folder, name)
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			return fmt.Errorf("cannot write what was generated: %w", err)
		}
	}
	return nil
}

// generate returns the generated files by name, relative to the chart.
func generate(root string) (map[string][]byte, error) {
	files := map[string][]byte{"files/reading.yaml": rules(reading(kube.Access()))}
	given, err := os.ReadFile(filepath.Join(root, "docs/roles.yaml"))
	if err != nil {
		return nil, fmt.Errorf("cannot read the roles: %w", err)
	}
	roles, err := parse(given)
	if err != nil {
		return nil, err
	}
	for name, list := range roles {
		files["files/"+name+".yaml"] = rules(list)
	}
	for _, want := range []string{"files/user.yaml", "files/admin.yaml"} {
		if len(files[want]) == 0 {
			return nil, fmt.Errorf("cannot find the ClusterRole of %s in docs/roles.yaml", want)
		}
	}
	values, err := os.ReadFile(filepath.Join(root, folder, "values.yaml"))
	if err != nil {
		return nil, fmt.Errorf("cannot read the chart's values: %w", err)
	}
	readme, err := os.ReadFile(filepath.Join(root, folder, "README.md"))
	if err != nil {
		return nil, fmt.Errorf("cannot read the chart's README: %w", err)
	}
	above, _, found := bytes.Cut(readme, []byte(mark))
	if !found {
		return nil, fmt.Errorf("cannot find where the table begins: want %q in %s/README.md", mark, folder)
	}
	list, err := rows(string(values))
	if err != nil {
		return nil, err
	}
	files["README.md"] = slices.Concat(above, []byte(mark), table(list))
	return files, nil
}
