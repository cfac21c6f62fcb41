package kernel

import (
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

func TestPressure(t *testing.T) {
	for _, resource := range []string{"cpu", "memory", "io"} {
		got := must(Pressure(node(), resource))(t)
		if got.Some == nil || got.Full == nil || got.Some.Avg300 > 101 {
			t.Errorf("%s: %+v", resource, got)
		}
	}
	if cpu := must(Pressure(node(), "cpu"))(t); cpu.Some.Total < 1_000_000_000 || *cpu.Full != (Stall{}) {
		t.Errorf("cpu: %+v, %+v", cpu.Some, cpu.Full)
	}
}

func TestPressureOfOtherKernels(t *testing.T) {
	some := &Stall{Avg10: 0.12, Avg60: 1.05, Avg300: 100.99, Total: 1<<64 - 1}
	for _, test := range []struct {
		resource, text string
		want           PressureStat
	}{
		{"cpu", "some avg10=0.12 avg60=1.05 avg300=100.99 total=18446744073709551615\n", PressureStat{Some: some}},
		{"irq", "full avg10=0.12 avg60=1.05 avg300=100.99 total=18446744073709551615\n", PressureStat{Full: some}},
		{"io", "some avg10=0.12 avg60=1.05 avg300=100.99 avg900=1.00 total=18446744073709551615 new=7\nmost avg10=0.00 avg60=0.00 avg300=0.00 total=0\n", PressureStat{Some: some}},
	} {
		equal(t, must(Pressure(files("proc/pressure/"+test.resource, test.text), test.resource))(t), test.want)
	}
}

func TestPressureThatIsOff(t *testing.T) {
	name := "proc/pressure/cpu"
	_, err := Pressure(refusing{files(name, "x"), map[string]error{name: syscall.EOPNOTSUPP}}, "cpu")
	if !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("error %v", err)
	}
}

func TestPressureThatIsWrong(t *testing.T) {
	wrong(t, "proc/pressure/cpu", func(f fs.FS) (PressureStat, error) { return Pressure(f, "cpu") }, map[string]int{
		"some avg10=0.00 avg60=0.00 avg300=0.00\n":                                                          1,
		"some avg10=NaN avg60=0.00 avg300=0.00 total=0\n":                                                   1,
		"some avg10=1e9 avg60=0.00 avg300=0.00 total=0\n":                                                   1,
		"some avg10=0.00 avg60=0.00 avg300=0.00 total=0\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=-1\n": 2,
		"some avg10=0.00 avg60=0.00 avg300=0 total=0\n":                                                     1,
		"none avg10=0.00 avg60=0.00 avg300=0.00 total=0\n":                                                  1,
		"some\n": 1,
	})
}

func FuzzPressure(f *testing.F) {
	f.Add(recorded(f, "node/proc/pressure/io"))
	f.Fuzz(func(t *testing.T, text string) {
		stat, err := parsePressure("f", text)
		if err != nil {
			return
		}
		var again strings.Builder
		for label, s := range map[string]*Stall{"some": stat.Some, "full": stat.Full} {
			if s != nil {
				fmt.Fprintf(&again, "%s avg10=%s avg60=%s avg300=%s total=%d\n", label, decimals(s.Avg10), decimals(s.Avg60), decimals(s.Avg300), s.Total)
			}
		}
		equal(t, must(parsePressure("f", again.String()))(t), stat)
	})
}

func decimals(v float64) string {
	text := strconv.FormatFloat(v, 'f', -1, 64)
	if !strings.Contains(text, ".") {
		text += ".0"
	}
	return text
}
