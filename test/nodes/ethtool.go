package nodes

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/netwhy/netwhy/nodeprobe/nic"
)

// ethtool gives what is said of a device: headings in front of colons, each with
// what stands before it in its part.
func (n *Node) ethtool(option, device string) (map[string]string, error) {
	text, known := n.at().said["ethtool "+option+" "+device]
	if !known {
		return nil, nic.ErrNotApplicable
	}
	values, part := map[string]string{}, ""
	for line := range strings.Lines(text) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		switch name {
		case "Pre-set maximums":
			part = "most "
		case "Current hardware settings":
			part = ""
		default:
			values[part+name] = strings.TrimSpace(value)
		}
	}
	return values, nil
}

// Driver implements [nodeprobe.Interfaces].
func (n *Node) Driver(device string) (nic.Driver, error) {
	v, err := n.ethtool("-i", device)
	return nic.Driver{Name: v["driver"], Version: v["version"], Firmware: v["firmware-version"], Bus: v["bus-info"]}, err
}

// Rings implements [nodeprobe.Interfaces].
func (n *Node) Rings(device string) (nic.Rings, error) {
	v, err := n.ethtool("-g", device)
	return nic.Rings{RX: size(v["RX"]), RXMost: size(v["most RX"]), TX: size(v["TX"]), TXMost: size(v["most TX"])}, err
}

// Channels implements [nodeprobe.Interfaces].
func (n *Node) Channels(device string) (nic.Channels, error) {
	v, err := n.ethtool("-l", device)
	return nic.Channels{
		Combined: size(v["Combined"]), CombinedMost: size(v["most Combined"]), RX: size(v["RX"]), RXMost: size(v["most RX"]),
		TX: size(v["TX"]), TXMost: size(v["most TX"]),
	}, err
}

// size is 0 for "n/a".
func size(text string) uint32 {
	n, err := strconv.ParseUint(text, 10, 32)
	if err != nil {
		return 0
	}
	return uint32(n)
}

// Stats implements [nodeprobe.Interfaces].
func (n *Node) Stats(device string) ([]nic.Stat, error) {
	text, known := n.at().said["ethtool -S "+device]
	if !known || strings.HasPrefix(text, "no stats available") {
		return nil, nic.ErrNotApplicable
	}
	at := map[string]int{}
	var stats []nic.Stat
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line == "NIC statistics:" || line == "" {
			continue
		}
		name, value, ok := strings.Cut(line, ": ")
		v, err := strconv.ParseUint(value, 10, 64)
		if !ok || err != nil {
			return nil, fmt.Errorf("%s: %q is no statistic", device, line)
		}
		if i, again := at[name]; again {
			stats[i].Value = v
			continue
		}
		at[name] = len(stats)
		stats = append(stats, nic.Stat{Name: name, Value: v})
	}
	return stats, nil
}
