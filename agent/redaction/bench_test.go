package redaction_test

import (
	"strings"
	"testing"

	"github.com/netwhy/netwhy/agent/redaction"
)

// BenchmarkText reads 200 lines of a log, one of which holds a secret.
func BenchmarkText(b *testing.B) {
	line := `[ERROR] plugin/errors: 2 api.payments.svc.cluster.local. A: read udp 10.244.1.7:53412->168.63.129.16:53: i/o timeout` + "\n"
	text := strings.Repeat(line, 199) + "dial postgres://app:not-a-real-one@db.data:5432/shop: connection refused\n"
	redaction.Text(text) // fills the pools of its expressions
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if clean := redaction.Text(text); strings.Contains(clean, "not-a-real-one") {
			b.Fatal("a secret is left")
		}
	}
}

// BenchmarkPod reads the variables and arguments of a pod.
func BenchmarkPod(b *testing.B) {
	variables := [][2]string{{"DATABASE_HOST", "db.data.svc.cluster.local"}, {"DATABASE_PASSWORD", "not-a-real-one"}, {"LOG_LEVEL", "info"}, {"UPSTREAM_URL", "http://app-1.shop:80/v1"}}
	b.ReportAllocs()
	for b.Loop() {
		args := []string{"--listen=:8080", "--token", "not-a-real-one", "--upstream=http://app-1.shop.svc.cluster.local"}
		if redaction.Args(args); args[2] != redaction.Mark {
			b.Fatal(args)
		}
		for _, v := range variables {
			if (redaction.Env(v[0], v[1]) == v[1]) != strings.Contains(v[1], ".") {
				b.Fatal(v)
			}
		}
	}
}
