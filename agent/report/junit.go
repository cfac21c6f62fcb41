package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/netwhy/netwhy/checks"
)

type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Skipped  int          `xml:"skipped,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name      string      `xml:"name,attr"`
	Tests     int         `xml:"tests,attr"`
	Failures  int         `xml:"failures,attr"`
	Errors    int         `xml:"errors,attr"`
	Skipped   int         `xml:"skipped,attr"`
	Timestamp string      `xml:"timestamp,attr"`
	Cases     []junitCase `xml:"testcase"`
}

type junitCase struct {
	Name    string        `xml:"name,attr"`
	Class   string        `xml:"classname,attr"`
	Failure *junitFailure `xml:"failure"`
	Skipped *junitSkipped `xml:"skipped"`
	Out     string        `xml:"system-out,omitempty"`
}

type junitFailure struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}

type junitSkipped struct {
	Message string `xml:"message,attr"`
}

// JUnit writes the report as JUnit XML, for a pipeline: one suite a check
// area, one case a finding. An unknown is a skipped case that says so; a risk
// passes and says what was seen.
func JUnit(w io.Writer, r *Report) error {
	all := junitSuites{Name: plain("netwhy: " + r.Summary)}
	at := map[string]int{}
	for _, list := range [][]*Finding{each(r.Findings), each(r.Risks)} {
		for _, f := range list {
			area, _, _ := strings.Cut(plain(f.Check), ".")
			if _, there := at[area]; !there {
				at[area] = len(all.Suites)
				all.Suites = append(all.Suites, junitSuite{Name: area, Timestamp: r.Recorded.UTC().Format("2006-01-02T15:04:05")})
			}
			all.add(&all.Suites[at[area]], junitOf(f))
		}
	}
	data, err := xml.MarshalIndent(all, "", "  ")
	if err != nil {
		return fmt.Errorf("cannot write the report as JUnit: %w", err)
	}
	return put(w, "JUnit", xml.Header+string(data)+"\n")
}

func (all *junitSuites) add(suite *junitSuite, c junitCase) {
	suite.Cases = append(suite.Cases, c)
	suite.Tests++
	all.Tests++
	switch {
	case c.Failure != nil:
		suite.Failures++
		all.Failures++
	case c.Skipped != nil:
		suite.Skipped++
		all.Skipped++
	}
}

func junitOf(f *Finding) junitCase {
	c := junitCase{Name: plain(f.Check + " " + f.Whose()), Class: plain("netwhy." + f.Check)}
	says := plain(f.Says)
	switch {
	case f.Verdict == checks.Fail && f.Weight == checks.Risk:
		c.Out = "risk: " + says
	case f.Verdict == checks.Fail:
		c.Failure = &junitFailure{Message: says, Type: plain(f.Check), Text: junitText(f)}
	case f.Verdict == checks.Unknown:
		c.Skipped = &junitSkipped{"unknown: " + says}
	case f.Verdict == checks.Skip:
		c.Skipped = &junitSkipped{says}
	default:
		c.Out = says
	}
	return c
}

// junitText is the failure's sentence and what to do about it.
func junitText(f *Finding) string {
	lines := []string{plain(f.Says)}
	for _, fix := range remedy(f.Remedy).Fixes {
		lines = append(lines, "Fix: "+plain(fix.Says))
		lines = append(lines, texts(fix.Fix, command)...)
		lines = append(lines, texts(fix.AKS, command)...)
	}
	if verify := remedy(f.Remedy).Verify; len(verify) > 0 {
		lines = append(lines, "Verify:")
		lines = append(lines, texts(verify, command)...)
	}
	return strings.Join(lines, "\n")
}
