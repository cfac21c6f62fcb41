package scale

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"
)

// ratios compares each who answers with netwhy, asked the same of the same cluster.
func ratios(all []Result) string {
	var out strings.Builder
	w := tabwriter.NewWriter(&out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "nodes\tquestion\twho\ttimes as long\ttimes the API server's CPU\ttimes the memory\tfaults\tof netwhy's\t")
	for _, r := range all {
		for _, own := range all {
			if own.Who == "netwhy" && r.Who != own.Who && own.Nodes == r.Nodes && own.Question == r.Question && r.Peak > 0 {
				fmt.Fprintf(w, "%d\t%s\t%s\t%.1f\t%.1f\t%.1f\t%d\t%d\t\n", r.Nodes, r.Question, r.Who, r.Wall.Seconds()/own.Wall.Seconds(),
					r.Server.Seconds()/own.Server.Seconds(), float64(r.Peak)/float64(own.Peak), r.Found, own.Found)
			}
		}
	}
	_ = w.Flush() // into memory
	return out.String()
}

func table(all []Result) string {
	var out strings.Builder
	w := tabwriter.NewWriter(&out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "nodes\tquestion\twho\tfirst finding\treport\tCPU\tpeak\tAPI server CPU\tetcd CPU\trequests\tsent\tmodel tokens\tfaults found\tstatus\t")
	for _, r := range all {
		fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%d\t%s\t%d\t%d of %d\t%s\t\n", r.Nodes, r.Question, r.Who, first(r), ms(r.Wall), ms(r.CPU), mib(r.Peak), ms(r.Server), ms(r.Etcd), r.Requests, mib(r.Bytes), r.Tokens, r.Found, r.Planted, r.Status)
	}
	_ = w.Flush() // into memory
	return out.String()
}

// first is when the first finding was told. Who only reads finds nothing.
func first(r Result) string {
	if r.First == 0 {
		return "-"
	}
	return ms(r.First).String()
}

func ms(d time.Duration) time.Duration { return d.Round(time.Millisecond) }

func mib(n int64) string { return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20)) }

// figures are what is drawn, each into a picture of its own.
var figures = []struct {
	file, title, unit string
	of                func(Result) float64
}{
	{"report", "time to the report", "s", func(r Result) float64 { return r.Wall.Seconds() }},
	{"cpu", "processor time of who answers", "s", func(r Result) float64 { return r.CPU.Seconds() }},
	{"memory", "peak memory of who answers", "MiB", func(r Result) float64 { return float64(r.Peak) / (1 << 20) }},
	{"server", "processor time of the API server", "s", func(r Result) float64 { return r.Server.Seconds() }},
	{"sent", "sent by the API server", "MiB", func(r Result) float64 { return float64(r.Bytes) / (1 << 20) }},
}

// line is one question, as one program answers it.
type line struct {
	name   string
	points []point
}

type point struct{ x, y float64 }

func lines(all []Result, of func(Result) float64) (list []line) {
	at := map[string]int{}
	for _, r := range all {
		name := r.Who + ": " + r.Question
		i, known := at[name]
		if !known {
			i, at[name] = len(list), len(list)
			list = append(list, line{name: name})
		}
		list[i].points = append(list[i].points, point{float64(r.Nodes), max(of(r), 0.001)})
	}
	return list
}

func plots(folder string, all []Result) error {
	for _, f := range figures {
		picture := plot(f.title+" ("+f.unit+") by nodes", lines(all, f.of))
		if err := os.WriteFile(filepath.Join(folder, f.file+".svg"), []byte(picture), 0o644); err != nil {
			return fmt.Errorf("cannot write a plot: %w", err)
		}
	}
	return nil
}

const (
	wide, high    = 720.0, 420.0
	left, right   = 70.0, 220.0
	top, bottom   = 40.0, 40.0
	colours       = "#0b62a4 #c2410c #15803d #7e22ce #475569 #b91c1c"
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
