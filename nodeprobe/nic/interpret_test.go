package nic

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// fixture is a file of testdata; its README says where they are from.
type fixture struct {
	driver        string
	stats         []Stat
	totals, named string
}

func fixtures(t testing.TB) map[string]fixture {
	t.Helper()
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("fixtures: %v, %v", files, err)
	}
	all := map[string]fixture{}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var f fixture
		for _, part := range archive.Files {
			switch text := string(part.Data); part.Name {
			case "driver":
				f.driver = strings.TrimSpace(text)
			case "stats":
				f.stats = parsed(t, text)
			case "totals":
				f.totals = text
			case "named":
				f.named = text
			default:
				t.Fatalf("%s has a part %q", file, part.Name)
			}
		}
		all[strings.TrimSuffix(filepath.Base(file), ".txtar")] = f
	}
	return all
}

// parsed reads what "ethtool -S" prints, by way of the block that the kernel would
// have handed over.
func parsed(t testing.TB, text string) []Stat {
	t.Helper()
	var block []byte
	var values []uint64
	for line := range strings.Lines(strings.TrimPrefix(text, "NIC statistics:\n")) {
		name, value, ok := strings.Cut(strings.TrimSpace(line), ": ")
		number, err := strconv.ParseUint(value, 10, 64)
		if !ok || err != nil || len(name) >= nameLength {
			t.Fatalf("%q is no statistic", line)
		}
		block = append(block, name+strings.Repeat("\x00", nameLength-len(name))...)
		values = append(values, number)
	}
	names, err := statNames(block, len(values))
	if err != nil {
		t.Fatal(err)
	}
	var stats []Stat
	for i, name := range names {
		stats = append(stats, Stat{Name: name, Value: values[i]})
	}
	return stats
}

func printed(c Counters) (totals, named string) {
	t := c.Totals
	for _, total := range []struct {
		meaning Meaning
		value   uint64
	}{{Received, t.Received}, {Sent, t.Sent}, {RingOverflow, t.RingOverflow}, {Loss, t.Loss}, {Error, t.Error}, {Busy, t.Busy}, {Filtered, t.Filtered}} {
		totals += fmt.Sprintln(total.meaning, total.value)
	}
	for _, n := range c.Named {
		if n.Value == 0 {
			continue
		}
		named += fmt.Sprintln(n.Name, n.Meaning, n.Value, n.Bits)
	}
	return totals, named
}

func TestInterpretFixtures(t *testing.T) {
	for name, f := range fixtures(t) {
		totals, named := printed(Interpret(f.driver, f.stats))
		if totals != f.totals {
			t.Errorf("%s: totals\n%swant\n%s", name, totals, f.totals)
		}
		if named != f.named {
			t.Errorf("%s: named\n%swant\n%s", name, named, f.named)
		}
	}
}

// TestEveryRowIsAStatisticOfItsDriver finds misspelt rows: each must match a name
// in a fixture, and most must be above zero in one.
func TestEveryRowIsAStatisticOfItsDriver(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range fixtures(t) {
		for _, s := range f.stats {
			if name, ok := tableOf(f.driver).find(s.Name); ok {
				seen[f.driver+" "+name] = true
			}
		}
	}
	for _, driver := range []string{"hv_netvsc", "mana", "mlx5_core", "mlx4_en", "virtio_net", "veth"} {
		for name, row := range tableOf(driver) {
			if !seen[driver+" "+name] {
				t.Errorf("no fixture of %s has a %s", driver, name)
			}
			if _, ok := tableOf(driver)[row.unless]; row.unless != "" && !ok {
				t.Errorf("%s of %s steps back for %s, which is no row", name, driver, row.unless)
			}
			meaning, note, ok := Explain(driver, name)
			if !ok || meaning == "" || meaning != row.meaning || note != row.note {
				t.Errorf("Explain(%s, %s) = %q, %q, %t", driver, name, meaning, note, ok)
			}
		}
	}
}

func TestWhatIsNotOnTheListIsDropped(t *testing.T) {
	stats := []Stat{{"vf_rx_drop", 9}, {"rx_queue_0_packets", 5}, {"rx_queue__packets", 7}, {"", 3}, {"7", 4}, {"tx_busy2", 8}}
	if totals, named := printed(Interpret("hv_netvsc", stats)); named != "rx_queue_%d_packets received 5 64\n" || !strings.Contains(totals, "loss 0\n") {
		t.Errorf("Interpret = %s%s", totals, named)
	}
	both := []Stat{{"rx_drops", 5}, {"rx0_drops", 2}, {"rx1_drops", 3}}
	if c := Interpret("virtio_net", both); c.Totals.Loss != 5 || len(c.Named) != 1 {
		t.Errorf("drops and the same by queue: %+v", c)
	}
	if c := Interpret("ena", stats); c.Known || c.Named != nil || c.Totals != (Totals{}) {
		t.Errorf("an unknown driver: %+v", c)
	}
	if _, _, ok := Explain("hv_netvsc", "vf_rx_drop"); ok {
		t.Error("vf_rx_drop does not exist")
	}
}

func TestREADMESaysWhereFixturesAreFrom(t *testing.T) {
	readme, err := os.ReadFile("testdata/README.md")
	if err != nil {
		t.Fatal(err)
	}
	for name := range fixtures(t) {
		if !strings.Contains(string(readme), "`"+name+".txtar`") {
			t.Errorf("testdata/README.md does not mention %s", name)
		}
	}
}
