package kube_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/agent/source/kube"
	"github.com/netwhy/netwhy/test/bench/tenant"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer/protobuf"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
)

// wire answers every request with the same bytes, without a socket.
type wire struct {
	kind string
	body []byte
}

func (w wire) RoundTrip(r *http.Request) (*http.Response, error) {
	header := http.Header{"Content-Type": {w.kind}}
	return &http.Response{StatusCode: http.StatusOK, Header: header, Body: io.NopCloser(bytes.NewReader(w.body)), Request: r, ProtoMajor: 1, ProtoMinor: 1}, nil
}

// BenchmarkPage reads a page of 500 pods and one of 500 Cilium policies, as an
// API server sends them: decoding, tidying, writing as JSON.
func BenchmarkPage(b *testing.B) {
	const page = 500
	pods := &corev1.PodList{TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "PodList"}, Items: tenant.Pods(50, page)}
	var sent bytes.Buffer
	if err := protobuf.NewSerializer(scheme.Scheme, scheme.Scheme).Encode(runtime.Object(pods), &sent); err != nil {
		b.Fatal(err)
	}
	var policies []string
	for _, p := range tenant.CiliumPolicies(page) {
		policies = append(policies, string(p))
	}
	for plural, w := range map[string]wire{
		"pods":                  {"application/vnd.kubernetes.protobuf", sent.Bytes()},
		"ciliumnetworkpolicies": {"application/json", []byte(`{"kind":"CiliumNetworkPolicyList","apiVersion":"cilium.io/v2","metadata":{},"items":[` + strings.Join(policies, ",") + `]}`)},
	} {
		b.Run(plural, func(b *testing.B) {
			source, err := kube.New(&rest.Config{Host: "http://cluster.example", Transport: w})
			if err != nil {
				b.Fatal(err)
			}
			read := func() {
				reading, err := source.List(b.Context(), kube.ListArgs{Resource: plural, Namespace: tenant.Namespace})
				if err != nil || len(reading.Items) != page {
					b.Fatal(len(reading.Items), err)
				}
			}
			read() // makes the client
			b.SetBytes(int64(len(w.body)))
			b.ReportAllocs()
			for b.Loop() {
				read()
			}
		})
	}
}
