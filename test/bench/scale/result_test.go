package scale

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Result is what a question costs in a cluster of a size: of several runs the medians,
// each figure apart.
type Result struct {
	Nodes    int             `json:"nodes"`
	Question string          `json:"question"`
	Who      string          `json:"who"` // answers it
	Version  string          `json:"version,omitempty"`
	Runs     int             `json:"runs"`
	First    time.Duration   `json:"firstFinding"` // 0: none was told
	Wall     time.Duration   `json:"wall"`         // until the report, or all that was read
	Walls    []time.Duration `json:"walls"`        // of each run
	CPU      time.Duration   `json:"cpu"`          // of who answers
	Peak     int64           `json:"peakBytes"`    // resident memory of who answers
	Server   time.Duration   `json:"serverCPU"`    // the API server's
	Etcd     time.Duration   `json:"etcdCPU"`
	Requests int             `json:"requests"`
	Bytes    int64           `json:"bytes"` // that the API server sent; what is large, it compresses
	Tokens   int             `json:"modelTokens"`
	Found    int             `json:"found"`
	Planted  int             `json:"planted"`
	Status   string          `json:"status"`
}

// median is of each figure apart.
func median(list []Result) Result {
	m := list[0]
	m.Runs, m.Walls = len(list), each(list, func(r *Result) *time.Duration { return &r.Wall })
	middle(&m, list, func(r *Result) *time.Duration { return &r.First })
	middle(&m, list, func(r *Result) *time.Duration { return &r.Wall })
	middle(&m, list, func(r *Result) *time.Duration { return &r.CPU })
	middle(&m, list, func(r *Result) *time.Duration { return &r.Server })
	middle(&m, list, func(r *Result) *time.Duration { return &r.Etcd })
	middle(&m, list, func(r *Result) *int64 { return &r.Peak })
	middle(&m, list, func(r *Result) *int64 { return &r.Bytes })
	middle(&m, list, func(r *Result) *int { return &r.Requests })
	middle(&m, list, func(r *Result) *int { return &r.Tokens })
	middle(&m, list, func(r *Result) *int { return &r.Found })
	return m
}

func each[T any](list []Result, of func(*Result) *T) (all []T) {
	for i := range list {
		all = append(all, *of(&list[i]))
	}
	return all
}

func middle[T cmp.Ordered](m *Result, list []Result, of func(*Result) *T) {
	all := each(list, of)
	slices.Sort(all)
	*of(m) = all[len(all)/2]
}

func write(folder string, all []Result) error {
	data, err := json.MarshalIndent(all, "", "  ")
	if err == nil {
		err = os.MkdirAll(folder, 0o755)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, "results.json"), append(data, '\n'), 0o644)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, "results.md"), []byte(markdown(all)), 0o644)
	}
	if err != nil {
		return fmt.Errorf("cannot write the results: %w", err)
	}
	return plots(folder, all)
}
