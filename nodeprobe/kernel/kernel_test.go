package kernel

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
)

// Recorded on the virtual machine of the project, kernel 6.18.44: node is what
// process 1 saw, pod a network namespace with a veth, three listeners of which
// one was overrun, and two UDP sockets that were flooded.
const (
	nodeDir = "testdata/node"
	podDir  = "testdata/pod"
	podPID  = 4242
)

func node() fs.FS { return os.DirFS(nodeDir) }
func pod() fs.FS  { return os.DirFS(podDir) }

// files makes a file system of names and texts, given in turn.
func files(namesAndTexts ...string) fstest.MapFS {
	m := fstest.MapFS{}
	for i := 0; i < len(namesAndTexts); i += 2 {
		m[namesAndTexts[i]] = &fstest.MapFile{Data: []byte(namesAndTexts[i+1])}
	}
	return m
}

// recorded is the text of a recorded file.
func recorded(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func equal(t testing.TB, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func must[T any](v T, err error) func(t testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// wrong holds a reader against texts of one file that no kernel prints, each
// with the line that the error must name.
func wrong[T any](t *testing.T, name string, read func(fs.FS) (T, error), texts map[string]int) {
	t.Helper()
	for text, line := range texts {
		_, err := read(files(name, text))
		if where := fmt.Sprintf("cannot parse %s, line %d: ", name, line); !errors.Is(err, ErrMalformed) || !strings.HasPrefix(err.Error(), where) {
			t.Errorf("%q: got error %v, want one that begins with %q", text, err, where)
		}
	}
}

// reader is one reader without its result.
type reader struct {
	name  string
	read  func(fs.FS) error
	limit int
}

func reads[T any](name string, limit int, read func(fs.FS) (T, error)) reader {
	return reader{name, func(f fs.FS) error { _, err := read(f); return err }, limit}
}

func ofPID[T any](read func(fs.FS, int) (T, error)) func(fs.FS) (T, error) {
	return func(f fs.FS) (T, error) { return read(f, 1) }
}

func listeners(f fs.FS, pid int) (SocketList, error)  { return Listeners(f, pid, nil) }
func udpSockets(f fs.FS, pid int) (SocketList, error) { return UDPSockets(f, pid, nil) }

var readers = []reader{
	reads("proc/net/softnet_stat", tableLimit, Softnet),
	reads("proc/softirqs", wideLimit, Softirqs),
	reads("proc/interrupts", wideLimit, Interrupts),
	reads("proc/1/net/snmp", tableLimit, one("net/snmp")),
	reads("proc/1/net/netstat", tableLimit, one("net/netstat")),
	reads("proc/1/net/snmp6", tableLimit, one("net/snmp6")),
	reads("proc/1/net/sockstat", valueLimit, ofPID(Sockstat)),
	reads("proc/1/net/dev", tableLimit, ofPID(NetDev)),
	reads("proc/1/net/tcp", 0, ofPID(listeners)),
	reads("proc/1/net/udp", 0, ofPID(udpSockets)),
	reads("proc/1/net/route", wideLimit, ofPID(Routes)),
	reads("proc/1/net/stat/nf_conntrack", tableLimit, ofPID(Conntrack)),
	reads("proc/1/net/stat/arp_cache", tableLimit, func(f fs.FS) (NeighbourStat, error) { return Neighbour(f, 1, IPv4) }),
	reads("proc/1/net/stat/ndisc_cache", tableLimit, func(f fs.FS) (NeighbourStat, error) { return Neighbour(f, 1, IPv6) }),
	reads("proc/pressure/memory", valueLimit, func(f fs.FS) (PressureStat, error) { return Pressure(f, "memory") }),
}

func TestReadersTellAbsentFromMaskedFromTooLarge(t *testing.T) {
	for _, r := range readers {
		if err := r.read(files()); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s is absent: %v", r.name, err)
		}
		if err := r.read(files(r.name, "")); !errors.Is(err, ErrMasked) || errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s is empty: %v", r.name, err)
		}
		if err := r.read(files(r.name, "garbage: in 1\n")); err == nil && r.name != "proc/1/net/sockstat" {
			t.Errorf("%s is garbage, and read", r.name)
		}
		if r.limit == 0 {
			continue
		}
		err := r.read(files(r.name, strings.Repeat(" ", r.limit+1)))
		if !errors.Is(err, ErrTooLarge) || strings.Count(err.Error(), r.name) != 1 {
			t.Errorf("%s has %d bytes: %v", r.name, r.limit+1, err)
		}
	}
}

func TestErrorsDoNotRepeatAFile(t *testing.T) {
	secret := strings.Repeat("s3cret", 1000)
	_, err := Softnet(files("proc/net/softnet_stat", strings.Repeat(secret+" ", softnetFewest)))
	if err == nil || len(err.Error()) > 200 {
		t.Errorf("error of %d bytes: %.300v", len(fmt.Sprint(err)), err)
	}
}

func TestReadUpToTheLimit(t *testing.T) {
	for _, limit := range []int{valueLimit, tableLimit} {
		want := strings.Repeat("x", limit)
		got := must(read(files("f", want), "f", limit))(t)
		equal(t, len(got), len(want))
	}
}
