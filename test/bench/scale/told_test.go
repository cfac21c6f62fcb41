package scale

import (
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// fewest is how many runs a median takes that is told to others.
const fewest = 5

// said is all that is printed at the end.
func said(all []Result) string {
	text := fmt.Sprintf("medians of %d\n%s\n%s\n%s", *runs, table(all), ratios(all), versions(all))
	if *runs < fewest {
		text += fmt.Sprintf("\nof fewer than %d runs, which is to try things out: quote none of it", fewest)
	}
	return text
}

// versions are those of all who answer.
func versions(all []Result) string {
	var list []string
	for _, r := range all {
		if says := r.Who + " " + r.Version; r.Version != "" && !slices.Contains(list, says) {
			list = append(list, says)
		}
	}
	return strings.Join(list, "\n")
}

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

// markdown is the table of docs/scale.md.
func markdown(all []Result) string {
	var out strings.Builder
	out.WriteString("| Nodes | About | Who | First finding | Report, or all read | API server | Requests | Sent | Memory | Tokens | Found |\n" + strings.Repeat("|---", 11) + "|\n")
	some := func(there bool, says string) string {
		if there {
			return says
		}
		return "–"
	}
	seconds := func(d time.Duration) string { return fmt.Sprintf("%.2f s", d.Seconds()) }
	for _, r := range all {
		fmt.Fprintf(&out, "| %d | %s | %s | %s | %s | %s | %d | %s | %s | %s | %d of %d |\n", r.Nodes, r.Question, r.Who, some(r.First > 0, seconds(r.First)), seconds(r.Wall), seconds(r.Server),
			r.Requests, mib(r.Bytes), some(r.Peak > 0, mib(r.Peak)), some(r.Tokens > 0, fmt.Sprint(r.Tokens)), r.Found, r.Planted)
	}
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
