package e2e

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// row is what became of a scenario.
type row struct {
	scenario
	verdict, culprit string
	took, asked      time.Duration
	failed           string
}

// publish writes the results where the flags say.
func publish(rows []row) error {
	to := os.Stdout
	if *asTable != "" {
		file, err := os.Create(*asTable)
		if err != nil {
			return err
		}
		defer func() { _ = file.Close() }()
		to = file
	}
	table(to, rows)
	if *asJUnit == "" {
		return nil
	}
	return junit(*asJUnit, rows)
}

// table prints the rows for people.
func table(w io.Writer, rows []row) {
	slices.SortFunc(rows, func(a, b row) int { return cmp.Compare(a.name, b.name) })
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "scenario\tverdict\tculprit\tasked\tseconds\t")
	for _, r := range rows {
		note := ""
		switch {
		case r.failed != "":
			note = "WRONG"
		case r.pending != "":
			note = "pending: issue " + r.pending
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%.2f\t%.1f\t%s\n", r.name, r.verdict, cmp.Or(r.culprit, "-"), r.asked.Seconds(), r.took.Seconds(), note)
	}
	_ = t.Flush() // the writer is the terminal
}

// junit writes the rows for machines.
func junit(path string, rows []row) error {
	type message struct {
		Text string `xml:"message,attr"`
	}
	type testcase struct {
		Name    string   `xml:"name,attr"`
		Class   string   `xml:"classname,attr"`
		Time    string   `xml:"time,attr"`
		Failure *message `xml:"failure,omitempty"`
		Skipped *message `xml:"skipped,omitempty"`
		Output  string   `xml:"system-out"`
	}
	suite := struct {
		XMLName  xml.Name `xml:"testsuite"`
		Name     string   `xml:"name,attr"`
		Tests    int      `xml:"tests,attr"`
		Failures int      `xml:"failures,attr"`
		Skipped  int      `xml:"skipped,attr"`
		Cases    []testcase
	}{Name: "netwhy e2e", Tests: len(rows)}
	for _, r := range rows {
		c := testcase{
			Name: r.name, Class: "e2e", Time: fmt.Sprintf("%.2f", r.took.Seconds()),
			Output: fmt.Sprintf("%s\nverdict %s\nculprit %s\n", r.about, r.verdict, r.culprit),
		}
		switch {
		case r.failed != "":
			suite.Failures++
			c.Failure = &message{r.failed}
		case r.pending != "":
			suite.Skipped++
			c.Skipped = &message{"pending: issue " + r.pending}
		}
		suite.Cases = append(suite.Cases, c)
	}
	text, err := xml.MarshalIndent(suite, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, append([]byte(xml.Header), strings.ToValidUTF8(string(text), "?")...), 0o644)
}
