package scale

import (
	"bytes"
	"context"
	"fmt"
	"time"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
)

// spent is what something cost the API server.
type spent struct {
	CPU      time.Duration // of the API server
	Etcd     time.Duration // of etcd's processor
	Requests int
	Bytes    int64 // of answers, compressed where they are large
}

// server is the API server that is measured, and its etcd.
type server struct {
	Kubeconfig string
	API, Etcd  int // processes
	client     kubernetes.Interface
}

// reach makes the client by which the server's counters are read.
func (s *server) reach() error {
	config, err := clientcmd.BuildConfigFromFlags("", s.Kubeconfig)
	if err == nil {
		s.client, err = kubernetes.NewForConfig(config)
	}
	return err
}

// look reads the counters. What it costs itself lies outside of two looks.
func (s server) counters(ctx context.Context) (requests int, sent int64, err error) {
	text, err := s.client.Discovery().RESTClient().Get().AbsPath("/metrics").DoRaw(ctx)
	if err != nil {
		return 0, 0, fmt.Errorf("cannot read the API server's metrics: %w", err)
	}
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err := parser.TextToMetricFamilies(bytes.NewReader(text))
	if err != nil {
		return 0, 0, fmt.Errorf("cannot read the API server's metrics: %w", err)
	}
	for _, m := range families["apiserver_request_total"].GetMetric() {
		if asked(m) {
			requests += int(m.GetCounter().GetValue())
		}
	}
	for _, m := range families["apiserver_response_sizes"].GetMetric() {
		if asked(m) {
			sent += int64(m.GetHistogram().GetSampleSum())
		}
	}
	return requests, sent, nil
}

// own are resources that the API server reads and writes by itself all the time.
var own = map[string]bool{"": true, "leases": true, "endpoints": true, "priorityclasses": true, "flowschemas": true, "prioritylevelconfigurations": true}

// asked reports whether somebody who reads made a request.
func asked(m *dto.Metric) bool {
	labels := map[string]string{}
	for _, l := range m.GetLabel() {
		labels[l.GetName()] = l.GetValue()
	}
	return !own[labels["resource"]] && (labels["verb"] == "GET" || labels["verb"] == "LIST")
}

// during measures what is done.
func (s server) during(ctx context.Context, do func() error) (c spent, err error) {
	requests, sent, err := s.counters(ctx)
	if err != nil {
		return c, err
	}
	var before, after [2]time.Duration
	look := func(of *[2]time.Duration) error {
		for i, pid := range []int{s.API, s.Etcd} {
			if of[i], err = processor(pid); err != nil {
				return err
			}
		}
		return nil
	}
	if err := look(&before); err != nil {
		return c, err
	}
	if err := do(); err != nil {
		return c, err
	}
	if err := look(&after); err != nil {
		return c, err
	}
	c.CPU, c.Etcd = after[0]-before[0], after[1]-before[1]
	if c.Requests, c.Bytes, err = s.counters(ctx); err != nil {
		return c, err
	}
	c.Requests, c.Bytes = c.Requests-requests, c.Bytes-sent
	return c, nil
}
