package cilium

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"github.com/netwhy/netwhy/checks"
)

const (
	longestLine = 64 << 10 // bytes
	mostSeries  = 5_000    // of the families that are kept
	mostLabel   = 200      // characters of a label's value
)

// errTooMany is an answer with more than anybody needs.
var errTooMany = errors.New("it tells too much")

// values are numbers by the key of their series.
type values map[string]value

type value struct {
	name    string
	labels  map[string]string
	value   float64
	counter bool
}

// parse reads metrics in Prometheus's text format, and keeps what checks read.
func parse(from io.Reader) (values, error) {
	text, err := relevant(from)
	if err != nil {
		return nil, err
	}
	parser := expfmt.NewTextParser(model.LegacyValidation)
	found, err := parser.TextToMetricFamilies(bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("cannot read its metrics: %w", err)
	}
	all := values{}
	for name, family := range found {
		for _, m := range family.GetMetric() {
			n, counter, ok := number(m)
			if !ok || math.IsNaN(n) || math.IsInf(n, 0) {
				continue
			}
			v := value{name: name, labels: map[string]string{}, value: n, counter: counter}
			for _, l := range m.GetLabel() {
				if kept(name, l.GetName()) {
					v.labels[l.GetName()] = checks.Clean(l.GetValue(), mostLabel)
				}
			}
			if before, there := all[v.key()]; there {
				v.value += before.value
			}
			if all[v.key()] = v; len(all) > mostSeries {
				return nil, errTooMany
			}
		}
	}
	return all, nil
}

// relevant are the lines of the families that are kept. An agent tells
// thousands of lines, most of which are histograms that nobody reads.
func relevant(from io.Reader) ([]byte, error) {
	var text bytes.Buffer
	lines := bufio.NewScanner(from)
	lines.Buffer(make([]byte, 4<<10), longestLine)
	for lines.Scan() {
		line := lines.Text()
		name := line
		if rest, is := strings.CutPrefix(line, "# TYPE "); is {
			name = rest
		}
		if end := strings.IndexAny(name, "{ \t"); end >= 0 {
			name = name[:end]
		}
		if _, read := families[name]; read {
			text.WriteString(line)
			text.WriteByte('\n')
		}
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		return nil, errTooMany
	}
	return text.Bytes(), lines.Err()
}

func number(m *dto.Metric) (n float64, counter, ok bool) {
	switch {
	case m.GetCounter() != nil:
		return m.GetCounter().GetValue(), true, true
	case m.GetGauge() != nil:
		return m.GetGauge().GetValue(), false, true
	case m.GetUntyped() != nil:
		return m.GetUntyped().GetValue(), false, true
	}
	return 0, false, false
}

func (v value) key() string {
	var key strings.Builder
	key.WriteString(v.name)
	for _, label := range slices.Sorted(maps.Keys(v.labels)) {
		fmt.Fprintf(&key, "\x00%s\x00%s", label, v.labels[label])
	}
	return key.String()
}

// sorted are the keys of values, in order.
func (v values) sorted() []string {
	return slices.Sorted(maps.Keys(v))
}
