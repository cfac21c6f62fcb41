package kube

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/netwhy/netwhy/agent/redaction"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/kubernetes/scheme"
)

// LogsArgs are the arguments of kubectl_logs.
type LogsArgs struct {
	Labels    string `json:"labels" jsonschema:"label selector of the pods in kube-system"`
	Container string `json:"container,omitempty" jsonschema:"the only container if empty"`
	Lines     int    `json:"lines,omitempty" jsonschema:"last lines of each pod, at most 1000"`
}

const (
	systemNamespace = "kube-system"
	mostLogPods     = 10
	mostLogLines    = 1000
	defaultLogLines = 200
	mostLogBytes    = 256 << 10 // of one pod
	logPatience     = 5 * time.Second
	// recentLog is how far back lines are read: an error of yesterday accuses nobody.
	recentLog = 5 * time.Minute
)

// Logs reads the last recent lines of each pod that the labels choose, in kube-system
// only: application logs are none of Netwhy's business.
func (s *Source) Logs(ctx context.Context, a LogsArgs) (tool.Reading, error) {
	pods, err := s.List(ctx, ListArgs{Resource: "pods", Namespace: systemNamespace, Labels: a.Labels})
	if err != nil {
		return tool.Reading{}, err
	}
	if a.Lines = min(a.Lines, mostLogLines); a.Lines <= 0 {
		a.Lines = defaultLogLines
	}
	chosen := make([]evidence.Head, min(len(pods.Items), mostLogPods))
	for i := range chosen {
		if err := json.Unmarshal(pods.Items[i], &chosen[i]); err != nil {
			return tool.Reading{}, err
		}
	}
	logs, errs := make([][]json.RawMessage, len(chosen)), make([]error, len(chosen))
	var all sync.WaitGroup
	for i, pod := range chosen {
		all.Go(func() { logs[i], errs[i] = s.tail(ctx, pod.Metadata.Name, a) })
	}
	all.Wait()
	errs = slices.DeleteFunc(errs, func(err error) bool { return err == nil })
	read := len(chosen) - len(errs)
	if read == 0 && len(errs) > 0 {
		return tool.Reading{}, errs[0]
	}
	return tool.Reading{Items: slices.Concat(logs...), Bound: fmt.Sprintf("the last %d lines within %.0f minutes of %d of %d pods", a.Lines, recentLog.Minutes(), read, len(pods.Items))}, nil
}

// tail reads one log, patiently, but not so long that those of other pods are lost
// with it.
func (s *Source) tail(ctx context.Context, pod string, a LogsArgs) (items []json.RawMessage, err error) {
	ctx, cancel := context.WithTimeout(ctx, logPatience)
	defer cancel()
	client, err := s.client(corev1.SchemeGroupVersion)
	if err != nil {
		return nil, err
	}
	lines, bytes, seconds := int64(a.Lines), int64(mostLogBytes), int64(recentLog.Seconds())
	options := &corev1.PodLogOptions{Container: a.Container, TailLines: &lines, LimitBytes: &bytes, SinceSeconds: &seconds, Timestamps: true}
	stream, err := client.Get().Namespace(systemNamespace).Resource("pods").Name(pod).SubResource("log").
		VersionedParams(options, scheme.ParameterCodec).Stream(ctx)
	if err != nil {
		return nil, logFailure(err)
	}
	defer stream.Close()
	scanner := bufio.NewScanner(io.LimitReader(stream, mostLogBytes))
	scanner.Buffer(nil, mostLogBytes)
	for scanner.Scan() {
		at, text := timed(scanner.Text())
		line, err := json.Marshal(evidence.LogLine{Pod: pod, Time: at, Text: strings.ToValidUTF8(redaction.Text(text), "�")})
		if err != nil {
			return nil, err
		}
		items = append(items, line)
	}
	return items, scanner.Err()
}

// timed takes the time off the beginning of a line.
func timed(line string) (at time.Time, text string) {
	word, rest, _ := strings.Cut(line, " ")
	at, err := time.Parse(time.RFC3339Nano, word)
	if err != nil {
		return time.Time{}, line
	}
	return at.UTC(), rest
}

// logFailure gives an error of reading logs its reason. A pod whose node does
// not answer is unreachable, whatever the API server calls it.
func logFailure(err error) error {
	f := failure(err, tool.Access{Verb: "get", Resource: "pods/log", Namespace: systemNamespace}, "")
	if f.Reason == evidence.Malformed || f.Reason == evidence.NotInstalled {
		f.Reason, f.Needs = evidence.Unreachable, "a kubelet that serves the log"
	}
	return f
}
