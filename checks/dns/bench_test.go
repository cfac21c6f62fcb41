package dns

import (
	"fmt"
	"strings"
	"testing"
)

// BenchmarkCorefile reads the Corefile of AKS with 50 stub domains beside it.
func BenchmarkCorefile(b *testing.B) {
	const file = "/etc/coredns/Corefile"
	var stubs strings.Builder
	for i := range 50 {
		fmt.Fprintf(&stubs, "corp-%d.example:53 {\n    errors\n    cache 30\n    forward . 10.%d.0.4 10.%d.0.5\n}\n", i, i, i)
	}
	files := map[string]string{
		file: ".:53 {\n    errors\n    ready\n    health {\n      lameduck 5s\n    }\n    kubernetes cluster.local in-addr.arpa ip6.arpa {\n      pods insecure\n      fallthrough in-addr.arpa ip6.arpa\n      ttl 30\n    }\n" +
			"    prometheus :9153\n    forward . /etc/resolv.conf\n    cache 30\n    loop\n    reload\n    loadbalance\n    import custom/*.override\n    template ANY ANY internal.cloudapp.net {\n      match \"^(?:[^.]+\\.){4,}internal\\.cloudapp\\.net\\.$\"\n      rcode NXDOMAIN\n      fallthrough\n    }\n}\nimport custom/*.server\n",
		"/etc/coredns/custom/corp.server": stubs.String(),
	}
	b.ReportAllocs()
	for b.Loop() {
		if read, err := parse(file, files); err != nil || len(read.servers) != 51 {
			b.Fatal(read, err)
		}
	}
}
