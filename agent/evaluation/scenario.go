package evaluation

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sigs.k8s.io/yaml"
)

// Scenario is a question, what was recorded, and the truth about it. Paths are
// relative to its file.
type Scenario struct {
	Name      string `json:"-"`
	Question  string `json:"question,omitempty"` // of a bundle, it is the bundle's own
	Namespace string `json:"namespace,omitempty"`

	// Either a bundle, or recorded readings: what the flags of "netwhy ask" take.
	Bundle  string   `json:"bundle,omitempty"`
	Sysdump string   `json:"sysdump,omitempty"`
	Objects []string `json:"objects,omitempty"`
	Flows   []string `json:"flows,omitempty"`

	Status string   `json:"status"`          // healthy, fault, unknown, or declined
	Causes []string `json:"causes"`          // all root causes, as "ID Kind NAMESPACE/NAME"
	Also   []string `json:"also,omitempty"`  // all causes seen beside them
	Says   []string `json:"says,omitempty"`  // words that the explanation must hold
	Never  []string `json:"never,omitempty"` // words that it must not
}

// declined is the status of a question that is not about the network.
const declined = "declined"

var statuses = []string{"healthy", "fault", "unknown", declined}

const mostScenario = 1 << 20 // bytes of one file

// Read reads the scenarios of a folder: every file in it that ends in .yaml, and
// scenario.yaml of every folder in it.
func Read(folder string) (list []Scenario, err error) {
	var files []string
	for _, pattern := range []string{"*.yaml", "*/scenario.yaml"} {
		found, err := filepath.Glob(filepath.Join(folder, pattern))
		if err != nil {
			return nil, fmt.Errorf("cannot look for scenarios: %w", err)
		}
		files = append(files, found...)
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("cannot find a scenario in %s: want files *.yaml in it, or folders with a file scenario.yaml", folder)
	}
	slices.Sort(files)
	var bad []error
	for _, file := range files {
		s, err := readOne(file)
		if err != nil {
			bad = append(bad, fmt.Errorf("cannot read the scenario %s: %w", file, err))
			continue
		}
		list = append(list, s)
	}
	return list, errors.Join(bad...)
}

func readOne(file string) (s Scenario, err error) {
	info, err := os.Stat(file)
	if err != nil {
		return s, err
	}
	if info.Size() > mostScenario {
		return s, fmt.Errorf("%d bytes is more than the bound of %d", info.Size(), mostScenario)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return s, err
	}
	if err := yaml.UnmarshalStrict(data, &s); err != nil {
		return s, err
	}
	folder := filepath.Dir(file)
	s.Name = strings.TrimSuffix(filepath.Base(file), ".yaml")
	if s.Name == "scenario" {
		s.Name = filepath.Base(folder)
	}
	for _, path := range s.paths() {
		if *path != "" && !filepath.IsAbs(*path) {
			*path = filepath.Join(folder, *path)
		}
	}
	return s, s.check()
}

func (s *Scenario) paths() []*string {
	list := []*string{&s.Bundle, &s.Sysdump}
	for _, each := range [][]string{s.Objects, s.Flows} {
		for i := range each {
			list = append(list, &each[i])
		}
	}
	return list
}

func (s *Scenario) check() error {
	readings := s.Sysdump != "" || len(s.Objects)+len(s.Flows) > 0
	switch {
	case s.Bundle != "" && readings:
		return errors.New("want either a bundle, or sysdump, objects and flows")
	case s.Bundle == "" && !readings:
		return errors.New("nothing was recorded: want a bundle, or sysdump, objects or flows")
	case s.Bundle == "" && s.Question == "":
		return errors.New("question: missing")
	case s.Bundle != "" && (s.Question != "" || s.Namespace != ""):
		return errors.New("question and namespace are those of the bundle: leave them out")
	case !slices.Contains(statuses, s.Status):
		return fmt.Errorf("status: %q is none of %s", s.Status, strings.Join(statuses, ", "))
	case s.Status == "fault" && len(s.Causes)+len(s.Also) == 0:
		return errors.New("causes: missing, though the status is fault")
	}
	return nil
}
