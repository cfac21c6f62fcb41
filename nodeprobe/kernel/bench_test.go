//go:build linux

package kernel

import (
	"io/fs"
	"os"
	"syscall"
	"testing"
	"testing/fstest"
)

// readNode reads all that is of the node and not of a pod.
func readNode(b *testing.B, fsys fs.FS, devices []string) {
	must(Softnet(fsys))(b)
	must(Softirqs(fsys))(b)
	must(Interrupts(fsys))(b)
	must(Sysctls(fsys))(b)
	must(Routes(fsys, 1))(b)
	for _, family := range []Family{IPv4, IPv6} {
		must(Neighbour(fsys, 1, family))(b)
		must(NeighbourThresholds(fsys, family))(b)
	}
	for _, resource := range []string{"cpu", "memory", "io"} {
		must(Pressure(fsys, resource))(b)
	}
	for _, d := range devices {
		must(Link(fsys, d))(b)
		must(LinkStatistics(fsys, d))(b)
		must(Queues(fsys, d))(b)
	}
	readPod(b, fsys, 1)
}

// readPod reads what a pod has of its own.
func readPod(b *testing.B, fsys fs.FS, pid int) {
	must(NewReader(fsys).Counters(pid))(b)
	must(NetDev(fsys, pid))(b)
	must(UDPSockets(fsys, pid, must(Sockstat(fsys, pid))(b)))(b)
}

// BenchmarkThisMachine is one reading of the real files.
func BenchmarkThisMachine(b *testing.B) {
	fsys := os.DirFS("/")
	b.Run("node", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			readNode(b, fsys, []string{"eth0", "lo"})
		}
	})
	b.Run("namespace", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			readPod(b, fsys, 1)
		}
	})
	b.Run("listeners", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			must(listeners(fsys, 1))(b)
		}
	})
	b.Run("namespaces", func(b *testing.B) {
		b.ReportAllocs()
		n := 0
		for b.Loop() {
			n = len(must(Namespaces(fsys))(b).Namespaces)
		}
		b.ReportMetric(float64(n), "netns")
	})
}

// BenchmarkPods is the parsing alone, of 100 pods with two processes each.
func BenchmarkPods(b *testing.B) {
	const pods = 100
	m := fstest.MapFS{of(1, "net/dev"): {Sys: &syscall.Stat_t{Ino: 1}}}
	for i := range 2 * pods {
		pid := 1000 + i
		for _, name := range []string{"snmp", "netstat", "snmp6", "sockstat", "sockstat6", "tcp", "tcp6", "udp", "udp6", "dev"} {
			m[of(pid, "net/"+name)] = &fstest.MapFile{Data: []byte(recorded(b, "pod/proc/4242/net/"+name)), Sys: &syscall.Stat_t{Ino: uint64(100 + i/2)}}
		}
		m[of(pid, "cgroup")] = &fstest.MapFile{Data: []byte(recorded(b, "pod/proc/4242/cgroup"))}
	}
	b.Run("files", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			for i := range pods {
				readPod(b, m, 1000+2*i)
			}
		}
	})
	one := fstest.MapFS{}
	for name, file := range m {
		if len(name) > 10 && name[:10] == "proc/1000/" {
			one[name] = file
		}
	}
	reader := NewReader(one)
	for name, read := range map[string]func(){
		"counters": func() { must(reader.Counters(1000))(b) }, "sockstat": func() { must(reader.Sockstat(1000))(b) },
		"dev": func() { must(NetDev(one, 1000))(b) }, "listeners": func() { must(listeners(one, 1000))(b) }, "udp": func() { must(udpSockets(one, 1000))(b) },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				read()
			}
		})
	}
}
