package recorded

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	mostLogBytes = 1 << 30 // of one file; it is read line by line
	mostLogLine  = 1 << 20
	mostLogLines = 10_000 // that are kept
)

// log answers a request for the log of a container. A sysdump writes each line
// behind its time, as the API does where it is asked to.
func (o *Objects) log(r *http.Request, a asked) (*http.Response, error) {
	query := r.URL.Query()
	f, found := o.logs[fmt.Sprintf("logs-%s-%s", a.name, query.Get("container"))]
	if !found {
		return nil, absent(fmt.Sprintf("the log of container %s of pod %s (of CoreDNS: cilium sysdump --extra-label-selectors k8s-app=kube-dns)", query.Get("container"), a.name))
	}
	lines, err := f.last(number(query.Get("tailLines"), mostLogLines))
	if err != nil {
		return nil, absent(fmt.Sprintf("a log of pod %s that can be read: %v", a.name, err))
	}
	if seconds := number(query.Get("sinceSeconds"), 0); seconds > 0 {
		lines = since(lines, o.now, time.Duration(seconds)*time.Second)
	}
	text := strings.Join(lines, "")
	return &http.Response{
		StatusCode: http.StatusOK, Status: http.StatusText(http.StatusOK), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
		Header: http.Header{"Content-Type": {"text/plain"}}, Body: io.NopCloser(strings.NewReader(text)), ContentLength: int64(len(text)),
	}, nil
}

// last are the last lines of a file.
func (f File) last(most int) ([]string, error) {
	from, err := f.Open(mostLogBytes)
	if err != nil {
		return nil, err
	}
	defer from.Close()
	var lines []string
	scanner := bufio.NewScanner(from)
	scanner.Buffer(make([]byte, 64<<10), mostLogLine)
	for scanner.Scan() {
		if lines = append(lines, scanner.Text()+"\n"); len(lines) >= 2*most {
			lines = append([]string(nil), lines[len(lines)-most:]...)
		}
	}
	return lines[max(len(lines)-most, 0):], scanner.Err()
}

// since are the lines of the time before the files were made, or before the
// newest line, which may have been written while the files were.
func since(lines []string, now time.Time, back time.Duration) []string {
	for _, line := range lines {
		if at := stamped(line); at.After(now) {
			now = at
		}
	}
	for i, line := range lines {
		if at := stamped(line); !at.IsZero() && !at.Before(now.Add(-back)) {
			return lines[i:]
		}
	}
	return nil
}

// stamped is the time before a line, zero where there is none.
func stamped(line string) time.Time {
	word, _, _ := strings.Cut(line, " ")
	at, err := time.Parse(time.RFC3339Nano, word)
	if err != nil {
		return time.Time{}
	}
	return at
}

func number(text string, otherwise int) int {
	if n, err := strconv.Atoi(text); err == nil && n > 0 {
		return min(n, mostLogLines)
	}
	return otherwise
}
