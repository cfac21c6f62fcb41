package telemetrytest

import (
	"cmp"
	"slices"

	metrics "go.opentelemetry.io/proto/otlp/metrics/v1"
	traces "go.opentelemetry.io/proto/otlp/trace/v1"
)

// Span is one that was received.
type Span struct {
	Name, Parent string // of the parent too, "" of a root
	Path         string // the names from the root on, joined by " > "
	Trace        string
	Failed       string // the status, if it is an error
	Values       map[string]any
}

// Spans are all that were received, in the order in which they began.
func (r *Receiver) Spans() (list []Span) {
	r.mu.Lock()
	defer r.mu.Unlock()
	byID := map[string]int{}
	for i, s := range r.spans {
		byID[string(s.SpanId)] = i
	}
	order := slices.Clone(r.spans)
	slices.SortStableFunc(order, func(a, b *traces.Span) int { return cmp.Compare(a.StartTimeUnixNano, b.StartTimeUnixNano) })
	for _, s := range order {
		made := Span{Name: s.Name, Path: s.Name, Trace: string(s.TraceId), Values: values(s.Attributes)}
		if s.Status != nil && s.Status.Code == traces.Status_STATUS_CODE_ERROR {
			made.Failed = s.Status.Message
		}
		for up, depth := s, 0; len(up.ParentSpanId) > 0 && depth < 20; depth++ {
			i, there := byID[string(up.ParentSpanId)]
			if !there {
				made.Path = "? > " + made.Path
				break
			}
			up = r.spans[i]
			if made.Parent == "" {
				made.Parent = up.Name
			}
			made.Path = up.Name + " > " + made.Path
		}
		list = append(list, made)
	}
	return list
}

// Point is a number of a metric: a counter's, or of a histogram its sum.
type Point struct {
	Unit   string
	Sum    float64
	Count  uint64 // of a histogram
	Values map[string]any
}

// Metric are the points of a metric by its name.
func (r *Receiver) Metric(name string) (list []Point) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, m := range r.metrics {
		if m.Name != name {
			continue
		}
		for _, p := range m.GetSum().GetDataPoints() {
			sum := p.GetAsDouble()
			if _, whole := p.Value.(*metrics.NumberDataPoint_AsInt); whole {
				sum = float64(p.GetAsInt())
			}
			list = append(list, Point{Unit: m.Unit, Sum: sum, Values: values(p.Attributes)})
		}
		for _, p := range m.GetHistogram().GetDataPoints() {
			list = append(list, Point{Unit: m.Unit, Sum: p.GetSum(), Count: p.Count, Values: values(p.Attributes)})
		}
	}
	return list
}
