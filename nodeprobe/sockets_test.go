//go:build unix

package nodeprobe

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"

	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// opened counts how often each file of UDP sockets was opened.
type opened struct {
	fstest.MapFS
	times map[string]int
}

func (o opened) Open(name string) (fs.File, error) {
	if strings.HasSuffix(name, "/udp") {
		o.times[name]++
	}
	return o.MapFS.Open(name)
}

// manyPods is a node of pods with one UDP socket each, that lost a datagram.
func manyPods(pods int) opened {
	m := fstest.MapFS{}
	for i := range pods + 1 {
		dir := fmt.Sprintf("proc/%d/", 1+i)
		stat := &syscall.Stat_t{Ino: uint64(4026531840 + 64*i)}
		for name, text := range map[string]string{
			"cgroup":       fmt.Sprintf("0::/kubepods/pod%08x-0000-4000-8000-000000000000/x\n", i),
			"net/dev":      "",
			"net/snmp":     "Udp: InDatagrams\nUdp: 5\n",
			"net/netstat":  "TcpExt: ListenDrops\nTcpExt: 0\n",
			"net/sockstat": "UDP: inuse 1\n",
			"net/udp": "sl local_address rem_address st tx_queue rx_queue tr tm->when retrnsmt uid timeout inode ref pointer drops\n" +
				"1: 00000000:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000 0 0 8 2 0 1\n",
		} {
			m[dir+name] = &fstest.MapFile{Data: []byte(text), Sys: stat}
		}
	}
	return opened{m, map[string]int{}}
}

func TestSocketsAreReadInTurn(t *testing.T) {
	const pods = 40
	files := manyPods(pods)
	p := New("node", files)
	read := func(all bool) (fresh int) {
		clear(files.times)
		before := p.last
		s := p.take(t.Context(), all, 0)
		rows := s.Table(sample.Socket).Rows
		if len(rows) != pods+1 {
			t.Fatalf("%d sockets are known, and %d there", len(rows), pods+1)
		}
		for _, r := range rows {
			if before == nil || !slices.ContainsFunc(before.Table(sample.Socket).Rows, func(b sample.Row) bool { return b.Name == r.Name && b.At.Equal(r.At) }) {
				fresh++
			}
		}
		if fresh != len(files.times) {
			t.Errorf("%d sockets say that they were read, and %d files were", fresh, len(files.times))
		}
		return fresh
	}
	if n := read(false); n != pods+1 {
		t.Errorf("the first sample read %d of %d", n, pods+1)
	}
	round := map[string]int{}
	for range turns {
		if n := read(false); n == 0 || n > 2*pods/turns {
			t.Errorf("a sample read %d of %d: turns are not even", n, pods+1)
		}
		for name, n := range files.times {
			round[name] += n
		}
	}
	if len(round) != pods+1 || slices.Max(slices.Collect(maps.Values(round))) != 1 {
		t.Errorf("in %d samples the files were opened %v", turns, round)
	}
	if n := read(true); n != pods+1 {
		t.Errorf("a sample that somebody asks for read %d of %d", n, pods+1)
	}
}

// TestSocketsOfAPodThatEnded holds that what is kept ends with its namespace.
func TestSocketsOfAPodThatEnded(t *testing.T) {
	files := manyPods(3)
	p := New("node", files)
	p.take(t.Context(), false, 0)
	maps.DeleteFunc(files.MapFS, func(name string, _ *fstest.MapFile) bool { return strings.HasPrefix(name, "proc/3/") })
	for range turns {
		if n := len(p.take(t.Context(), false, 0).Table(sample.Socket).Rows); n != 3 {
			t.Errorf("%d sockets are known, and 3 there", n)
		}
	}
}
