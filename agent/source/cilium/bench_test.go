package cilium

import (
	"bytes"
	"fmt"
	"os"
	"testing"
)

// BenchmarkParse reads the metrics of an agent, most of which nobody asks for.
func BenchmarkParse(b *testing.B) {
	text, err := os.ReadFile("testdata/agent.txt")
	if err != nil {
		b.Fatal(err)
	}
	text = append(text, "# TYPE cilium_k8s_client_api_latency_time_seconds histogram\n"...)
	for i := range 2000 {
		text = fmt.Appendf(text, "cilium_k8s_client_api_latency_time_seconds_bucket{method=\"GET\",path=\"/apis/%d\",le=\"0.005\"} %d\n", i, i)
	}
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if read, err := parse(bytes.NewReader(text)); err != nil || len(read) == 0 {
			b.Fatal(len(read), err)
		}
	}
}
