package nodeprobe

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"time"

	"github.com/netwhy/netwhy/nodeprobe/kernel"
	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// initial is the process whose namespaces are the node's.
const initial = 1

// read reads all that there is. What fails leaves a reason.
func (p *Probe) read(ctx context.Context) *sample.Sample {
	s := &sample.Sample{Node: p.Node, Boot: p.line("proc/sys/kernel/random/boot_id"), Kernel: p.line("proc/sys/kernel/osrelease")}
	p.processors(s)
	p.devices(ctx, s)
	p.connections(s)
	p.neighbours(s)
	p.pressure(s)
	p.namespaces(s)
	p.drops(s)
	if p.all {
		p.settings(s)
	}
	return s
}

// settings reads what a window tells of its end only.
func (p *Probe) settings(s *sample.Sample) {
	var err error
	if s.Sysctls, err = kernel.Sysctls(p.Root); err != nil {
		s.Missing(sample.Namespace, err)
	}
	if resolver, err := kernel.ResolvConf(p.Root, "etc/resolv.conf"); err == nil {
		for _, address := range resolver.Nameservers {
			s.Resolver = append(s.Resolver, address.String())
		}
	}
}

// line is a file of one line, "" if it cannot be read.
func (p *Probe) line(path string) string {
	text, err := fs.ReadFile(p.Root, path)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(text))
}

func (p *Probe) processors(s *sample.Sample) {
	at := time.Now()
	rows := map[int]map[string]uint64{}
	softnet, err := kernel.Softnet(p.Root)
	if err != nil {
		s.Missing(sample.CPU, err)
	}
	for _, cpu := range softnet {
		rows[cpu.CPU] = map[string]uint64{
			"processed": uint64(cpu.Processed), "dropped": uint64(cpu.Dropped), "time_squeeze": uint64(cpu.TimeSqueeze),
			"received_rps": uint64(cpu.ReceivedRPS), "flow_limit": uint64(cpu.FlowLimit),
		}
	}
	softirqs, err := kernel.Softirqs(p.Root)
	if err != nil {
		s.Missing(sample.CPU, err)
	}
	for _, cpu := range softirqs {
		if row := rows[cpu.CPU]; row != nil { // possible processors that are not there have no softnet row
			row["net_rx"], row["net_tx"] = uint64(cpu.NetRX), uint64(cpu.NetTX)
		}
	}
	for _, cpu := range softnet {
		s.Table(sample.CPU).Add(sample.Row{Name: strconv.Itoa(cpu.CPU), At: at}, sample.Narrow(rows[cpu.CPU]))
	}
}

// connections are the connection table of the node's namespace.
func (p *Probe) connections(s *sample.Sample) {
	at := time.Now()
	stat, err := kernel.Conntrack(p.Root, initial)
	facts := map[string]string{}
	fill, absent := kernel.ConntrackFill(p.Root)
	switch {
	case absent == nil:
		facts["count"], facts["max"], facts["buckets"] = fmt.Sprint(fill.Count), fmt.Sprint(fill.Max), fmt.Sprint(fill.Buckets)
	case errors.Is(absent, fs.ErrNotExist):
		absent = errors.New("connection tracking is not loaded")
	}
	if err != nil {
		if absent == nil { // Ubuntu's kernels do not have the file
			absent = fmt.Errorf("the kernel does not say what connection tracking lost: %w", err)
			s.Table(sample.Conntrack).Add(sample.Row{Name: sample.Host, At: at, Facts: facts}, sample.Narrow(nil))
		}
		s.Missing(sample.Conntrack, absent)
		return
	}
	s.Table(sample.Conntrack).Add(sample.Row{Name: sample.Host, At: at, Facts: facts}, sample.Narrow(stat.Totals))
}

func (p *Probe) neighbours(s *sample.Sample) {
	for _, family := range []kernel.Family{kernel.IPv4, kernel.IPv6} {
		at := time.Now()
		stat, err := kernel.Neighbour(p.Root, initial, family)
		if err != nil {
			s.Missing(sample.Neighbour, err)
			continue
		}
		facts := map[string]string{"entries": fmt.Sprint(stat.Entries)}
		if limits, err := kernel.NeighbourThresholds(p.Root, family); err == nil {
			facts["gc_thresh3"] = fmt.Sprint(limits.Thresh3)
		}
		s.Table(sample.Neighbour).Add(sample.Row{Name: string(family), At: at, Facts: facts}, sample.Wide(stat.Totals))
	}
}

func (p *Probe) pressure(s *sample.Sample) {
	for _, resource := range []string{"cpu", "memory", "io"} {
		at := time.Now()
		stat, err := kernel.Pressure(p.Root, resource)
		if err != nil {
			s.Missing(sample.Pressure, err)
			continue
		}
		counters := map[string]uint64{}
		if stat.Some != nil {
			counters["some_us"] = stat.Some.Total
		}
		if stat.Full != nil {
			counters["full_us"] = stat.Full.Total
		}
		s.Table(sample.Pressure).Add(sample.Row{Name: resource, At: at}, sample.Wide(counters))
	}
}
