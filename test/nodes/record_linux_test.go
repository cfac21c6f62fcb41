package nodes

import (
	"bytes"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/netwhy/netwhy/nodeprobe/kernel"
	"golang.org/x/tools/txtar"
)

var (
	record = flag.String("record", "", "write this machine into testdata as the node of this name")
	most   = flag.Int("pods", 2, "record at most so many pods")
	wait   = flag.Duration("wait", 10*time.Second, "time between the two moments that are recorded")
)

// TestRecord is a tool: with -record it writes the machine into testdata. ip, tc
// and ethtool must be there. What it writes holds addresses: look it through.
func TestRecord(t *testing.T) {
	if *record == "" {
		t.Skip("it records the machine if a name is given with -record")
	}
	first := seen(t)
	time.Sleep(*wait)
	later := seen(t)
	archive := &txtar.Archive{Comment: fmt.Appendf(nil, "Recorded on Linux %s, %s apart.\n", strings.TrimSpace(first["proc/sys/kernel/osrelease"]), *wait)}
	for _, name := range slices.Sorted(maps.Keys(first)) {
		archive.Files = append(archive.Files, txtar.File{Name: name, Data: []byte(first[name])})
	}
	for _, name := range slices.Sorted(maps.Keys(first)) {
		if section, ok := difference(name, first[name], later[name]); ok {
			archive.Files = append(archive.Files, section)
		}
	}
	if err := os.WriteFile(filepath.Join("testdata", *record+".txtar"), txtar.Format(archive), 0o644); err != nil {
		t.Fatal(err)
	}
}

// difference is the section of what changed: single lines, where they are as many.
func difference(name, first, later string) (txtar.File, bool) {
	before, after := strings.SplitAfter(first, "\n"), strings.SplitAfter(later, "\n")
	if later == "" || first == later {
		return txtar.File{}, false
	}
	section, data := "later "+name, later
	if values := strings.HasSuffix(name, "/") || strings.HasPrefix(name, "$ ethtool -S "); values || len(before) == len(after) {
		var numbers []string
		data = ""
		for i := range min(len(before), len(after)) {
			if before[i] != after[i] {
				numbers, data = append(numbers, fmt.Sprint(i+1)), data+after[i]
			}
		}
		if !values {
			section += ":" + strings.Join(numbers, ",")
		}
	}
	return txtar.File{Name: section, Data: []byte(data)}, true
}

// seen is what the machine shows now, by section.
func seen(t *testing.T) map[string]string {
	t.Helper()
	all, root := map[string]string{}, os.DirFS("/")
	file := func(name string) {
		text, err := fs.ReadFile(root, name)
		if err == nil {
			all[name] = withNewline(text)
		}
	}
	for _, name := range []string{"proc/net/softnet_stat", "proc/softirqs", "proc/interrupts", "proc/pressure/cpu", "proc/pressure/memory", "proc/pressure/io", "proc/sys/kernel/osrelease", "etc/resolv.conf"} {
		file(name)
	}
	all["proc/sys/kernel/random/boot_id"] = "00000000-0000-4000-8000-000000000000\n" // nobody else's business
	for _, s := range kernel.KnownSysctls() {
		path := strings.ReplaceAll(s.Name, ".", "/")
		if text, err := fs.ReadFile(root, "proc/sys/"+path); err == nil {
			all["proc/sys/"] += path + " " + withNewline(text)
		}
	}
	list, err := kernel.Namespaces(root)
	if err != nil {
		t.Fatal(err)
	}
	pods := 0
	for _, n := range list.Namespaces {
		switch {
		case n.Host:
		case n.PodUID == "" || pods == *most:
			continue
		default:
			pods++
		}
		all["inodes"] += fmt.Sprintln(n.PID, n.Inode)
		dir := fmt.Sprintf("proc/%d/", n.PID)
		if !n.Host { // the other hierarchies say how the machine is run
			for line := range strings.Lines(said(t, "cat /"+dir+"cgroup")) {
				if strings.Contains(line, "kubepods") {
					all[dir+"cgroup"] += line
				}
			}
		}
		for _, name := range []string{"net/dev", "net/snmp", "net/netstat", "net/snmp6", "net/sockstat", "net/sockstat6", "net/udp", "net/udp6", "net/route", "net/ipv6_route", "net/stat/arp_cache", "net/stat/ndisc_cache", "net/stat/nf_conntrack"} {
			file(dir + name)
		}
		for _, name := range []string{"net/tcp", "net/tcp6"} {
			file(dir + name)
			all[dir+name] = listening(all[dir+name])
		}
	}
	for _, command := range []string{linkCommand, qdiscCommand, neighbourCommand} {
		all["$ "+command] = strings.ReplaceAll(said(t, command), "},{\"", "},\n{\"")
	}
	devices, err := kernel.LinkNames(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, device := range devices {
		all["sys/class/net/"+device+"/"] = values(t, "/sys/class/net/"+device)
		for _, option := range []string{"-i", "-g", "-l", "-S"} {
			if text := said(t, "ethtool "+option+" "+device); text != "" {
				all["$ ethtool "+option+" "+device] = text
			}
		}
	}
	return all
}

// said is what a command prints, "" if it fails.
func said(t *testing.T, command string) string {
	t.Helper()
	words := strings.Fields(command)
	path, err := exec.LookPath(words[0])
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(path, words[1:]...).Output()
	if err != nil || bytes.HasPrefix(out, []byte("no stats")) {
		return ""
	}
	return withNewline(out)
}

// values are the files of one value below a folder of sys.
func values(t *testing.T, folder string) (lines string) {
	t.Helper()
	err := filepath.WalkDir(folder+"/", func(path string, d fs.DirEntry, err error) error {
		name := strings.TrimPrefix(path, folder+"/")
		switch {
		case err != nil || d.IsDir() && (name == "power" || strings.Contains(name, "/power")):
			return fs.SkipDir
		case d.Type()&fs.ModeSymlink != 0:
			if to, err := os.Readlink(path); err == nil && (name == "master" || name == "device") {
				lines += name + " -> " + to + "\n"
			}
			return nil
		case d.IsDir() || strings.HasPrefix(name, "uevent"):
			return nil
		}
		if text, err := os.ReadFile(path); err == nil && bytes.Count(text, []byte("\n")) == 1 && len(bytes.TrimSpace(text)) > 0 {
			lines += name + " " + string(text)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

// listening keeps the header and the listeners of proc/net/tcp, which come first.
func listening(text string) (kept string) {
	for line := range strings.Lines(text) {
		if words := strings.Fields(line); kept != "" && (len(words) < 4 || words[3] != "0A") {
			break
		}
		kept += line
	}
	return kept
}

func withNewline(text []byte) string {
	if len(text) == 0 || bytes.HasSuffix(text, []byte("\n")) {
		return string(text)
	}
	return string(text) + "\n"
}
