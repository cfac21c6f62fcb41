package nodes

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

// Large makes of a node a larger one: with so many processors, and so many more
// pods, which are copies of its first one. Each pod has a device of the node, and
// they all have traffic.
func Large(t testing.TB, name string, processors, pods int) *Node {
	t.Helper()
	n := Load(t, name)
	n.Name = fmt.Sprintf("%s-%d-%d", name, processors, pods)
	for i, r := range n.readings {
		for _, file := range []string{"proc/1/net/stat/nf_conntrack", "proc/1/net/stat/arp_cache", "proc/1/net/stat/ndisc_cache"} {
			r.repeat(file, processors, func([]string, int) {})
		}
		r.repeat("proc/net/softnet_stat", processors, func(row []string, cpu int) { // its number is column 13
			row[0], row[12] = fmt.Sprintf("%08x", 4_000_000+cpu*31337+i*cpu*997), fmt.Sprintf("%08x", cpu)
		})
		r.widen("proc/softirqs", processors, i)
		if err := r.morePods(pods, uint64(i)); err != nil {
			t.Fatal(err)
		}
	}
	return n
}

// repeat has a table of a row for each processor repeat its last row, changed.
func (r *reading) repeat(name string, processors int, change func(row []string, cpu int)) {
	text := string(r.files[name].Data)
	rows := strings.Count(text, "\n")
	if !strings.Contains(name, "softnet") {
		rows-- // the header
	}
	row := strings.Fields(text[strings.LastIndex(strings.TrimSuffix(text, "\n"), "\n"):])
	for cpu := rows; cpu < processors; cpu++ {
		change(row, cpu)
		text += strings.Join(row, " ") + "\n"
	}
	r.files[name] = &fstest.MapFile{Data: []byte(text), Mode: 0o444}
}

// widen gives a table of a column for each processor more columns.
func (r *reading) widen(name string, processors, moment int) {
	var b bytes.Buffer
	for n, line := range strings.Split(strings.TrimSuffix(string(r.files[name].Data), "\n"), "\n") {
		words := strings.Fields(line)
		for cpu := len(words) - min(n, 1); cpu < processors; cpu++ {
			if n == 0 {
				words = append(words, fmt.Sprintf("CPU%d", cpu))
			} else {
				words = append(words, fmt.Sprint(500_000+n*cpu*7919+moment*cpu*131))
			}
		}
		fmt.Fprintln(&b, strings.Join(words, " "))
	}
	r.files[name] = &fstest.MapFile{Data: b.Bytes(), Mode: 0o444}
}

var uuid = regexp.MustCompile(`pod[0-9a-f]{8}_`)

// morePods copies the first pod, of process 4101.
func (r *reading) morePods(pods int, moment uint64) error {
	first := maps.Clone(r.files)
	var links []map[string]any
	if err := json.Unmarshal([]byte(r.said[linkCommand]), &links); err != nil {
		return err
	}
	for i := range pods {
		pid := 10000 + 3*i
		for name, file := range first {
			path, ofPod := strings.CutPrefix(name, "proc/4101/")
			if !ofPod {
				continue
			}
			copied := *file
			switch path {
			case "cgroup":
				copied.Data = uuid.ReplaceAll(file.Data, fmt.Appendf(nil, "pod%08x_", i))
			case "net/dev":
				copied.Sys = withInode(4026540000 + uint64(69*i))
			}
			r.files[fmt.Sprintf("proc/%d/%s", pid, path)] = &copied
		}
		veth := maps.Clone(links[len(links)-1])
		packets := 400_000 + uint64(i)*7919 + moment*(1000+uint64(i)*13)
		veth["ifindex"], veth["ifname"], veth["link_netnsid"] = 100+i, fmt.Sprintf("azv%011x", i*7919), i
		veth["stats64"] = map[string]any{
			"rx": map[string]uint64{"packets": packets, "bytes": packets * 611, "dropped": uint64(i % 3)},
			"tx": map[string]uint64{"packets": packets + 17, "bytes": packets * 809, "carrier_changes": 2},
		}
		links = append(links, veth)
	}
	text, err := json.Marshal(links)
	r.said[linkCommand] = string(text)
	return err
}
