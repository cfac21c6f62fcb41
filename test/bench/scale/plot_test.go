package scale

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
)

// figures are what is drawn, each of each question into a picture of its own.
var figures = []struct {
	file, title, unit string
	of                func(Result) float64
}{
	{"first", "time to the first finding", "s", func(r Result) float64 { return r.First.Seconds() }},
	{"report", "time to the report, or until all is read", "s", func(r Result) float64 { return r.Wall.Seconds() }},
	{"cpu", "processor time of who answers", "s", func(r Result) float64 { return r.CPU.Seconds() }},
	{"memory", "peak memory of who answers", "MiB", func(r Result) float64 { return float64(r.Peak) / (1 << 20) }},
	{"server", "processor time of the API server", "s", func(r Result) float64 { return r.Server.Seconds() }},
	{"requests", "requests to the API server", "", func(r Result) float64 { return float64(r.Requests) }},
	{"sent", "sent by the API server", "MiB", func(r Result) float64 { return float64(r.Bytes) / (1 << 20) }},
}

// line is one question, as one who answers it.
type line struct {
	name   string
	points []point
}

type point struct{ x, y float64 }

// lines are of all who have the figure.
func lines(all []Result, question string, of func(Result) float64) (list []line) {
	at := map[string]int{}
	for _, r := range all {
		if r.Question != question || of(r) == 0 {
			continue
		}
		i, known := at[r.Who]
		if !known {
			i, at[r.Who] = len(list), len(list)
			list = append(list, line{name: r.Who})
		}
		list[i].points = append(list[i].points, point{float64(r.Nodes), of(r)})
	}
	return list
}

func plots(folder string, all []Result) error {
	for _, q := range questions() {
		for _, f := range figures {
			list := lines(all, q.about, f.of)
			if len(list) == 0 {
				continue
			}
			title := q.about + ": " + f.title
			if f.unit != "" {
				title += " (" + f.unit + ")"
			}
			name := f.file + "-" + strings.ReplaceAll(q.about, " ", "-") + ".svg"
			if err := os.WriteFile(filepath.Join(folder, name), []byte(plot(title+" by nodes", list)), 0o644); err != nil {
				return fmt.Errorf("cannot write a plot: %w", err)
			}
		}
	}
	return nil
}

const (
	wide, high    = 720.0, 420.0
	left, right   = 70.0, 220.0
	top, bottom   = 40.0, 40.0
	colours       = "#0b62a4 #c2410c #15803d #7e22ce #475569 #b91c1c #0891b2 #a16207 #be185d #4d7c0f"
	axis, grid    = "#475569", "#e2e8f0"
	font          = `font-family="sans-serif" font-size="12"`
	smallestRange = 1e-3
)

// plot draws lines over two logarithmic axes.
func plot(title string, list []line) string {
	x, y := span(list, func(p point) float64 { return p.x }), span(list, func(p point) float64 { return p.y })
	atX := func(v float64) float64 { return left + x.at(v)*(wide-left-right) }
	atY := func(v float64) float64 { return high - bottom - y.at(v)*(high-top-bottom) }
	var out strings.Builder
	say := func(format string, args ...any) { fmt.Fprintf(&out, format+"\n", args...) }
	say(`<svg xmlns="http://www.w3.org/2000/svg" width="%g" height="%g" role="img" aria-label="%s" %s>`, wide, high, title, font)
	say(`<rect width="100%%" height="100%%" fill="white"/><text x="%g" y="22" font-size="15">%s</text>`, left, title)
	for v := y.low; v <= y.high*1.01; v *= 10 {
		say(`<line x1="%g" x2="%g" y1="%.1f" y2="%.1f" stroke="%s"/><text x="%g" y="%.1f" text-anchor="end" fill="%s">%g</text>`, left, wide-right, atY(v), atY(v), grid, left-8, atY(v)+4, axis, v)
	}
	for v := x.low; v <= x.high*1.01; v *= 10 {
		say(`<line x1="%.1f" x2="%.1f" y1="%g" y2="%g" stroke="%s"/><text x="%.1f" y="%g" text-anchor="middle" fill="%s">%g</text>`, atX(v), atX(v), top, high-bottom, grid, atX(v), high-bottom+18, axis, v)
	}
	palette := strings.Fields(colours)
	for i, l := range list {
		colour := palette[i%len(palette)]
		var path strings.Builder
		for j, p := range l.points {
			fmt.Fprintf(&path, "%c%.1f %.1f", "ML"[min(j, 1)], atX(p.x), atY(p.y))
			say(`<circle cx="%.1f" cy="%.1f" r="3.5" fill="%s"/>`, atX(p.x), atY(p.y), colour)
		}
		say(`<path d="%s" fill="none" stroke="%s" stroke-width="2"/>`, path.String(), colour)
		say(`<text x="%g" y="%g" fill="%s">%s</text>`, wide-right+10, top+10+float64(i)*18, colour, l.name)
	}
	out.WriteString("</svg>\n")
	return out.String()
}

// decades are the powers of ten around all values.
type decades struct{ low, high float64 }

func span(list []line, of func(point) float64) decades {
	low, high := math.Inf(1), smallestRange
	for _, l := range list {
		for _, p := range l.points {
			low, high = min(low, of(p)), max(high, of(p))
		}
	}
	d := decades{math.Pow(10, math.Floor(math.Log10(low))), math.Pow(10, math.Ceil(math.Log10(high)))}
	if d.low == d.high {
		d.high *= 10
	}
	return d
}

// at is where a value lies, from 0 to 1.
func (d decades) at(v float64) float64 {
	return (math.Log10(v) - math.Log10(d.low)) / (math.Log10(d.high) - math.Log10(d.low))
}
