package kernel

import (
	"errors"
	"io/fs"
	"syscall"
	"testing"
	"testing/fstest"
)

func TestLink(t *testing.T) {
	// The recorded files have no links: neither master nor driver.
	equal(t, must(Link(node(), "eth0"))(t), LinkInfo{Name: "eth0", Index: 4, MTU: 1400, Address: "02:fc:00:00:00:01", State: "up", Carriers: new(uint32(2))})
	equal(t, must(Link(node(), "lo"))(t), LinkInfo{Name: "lo", Index: 1, MTU: 65536, Address: "00:00:00:00:00:00", State: "unknown", Carriers: new(uint32(0))})
	equal(t, must(LinkNames(node()))(t), []string{"eth0", "lo"})
}

// vf is the virtual function of a netvsc device, as sysfs shows it on Azure.
func vf() fstest.MapFS {
	at := "sys/class/net/enP1s1/"
	m := files(at+"ifindex", "3\n", at+"mtu", "1500\n", at+"address", "00:0d:3a:12:34:56\n", at+"operstate", "up\n",
		at+"carrier_changes", "4294967295\n", at+"speed", "50000\n", "sys/class/net/bonding_masters", "bond0\n")
	link := func(name, to string) { m[name] = &fstest.MapFile{Mode: fs.ModeSymlink | 0o777, Data: []byte(to)} }
	link(at+"master", "../../../../../../VMBUS:01/device/net/eth0")
	link(at+"device/driver", "../../../../bus/pci/drivers/mlx5_core")
	return m
}

func TestLinkOfAVirtualFunction(t *testing.T) {
	equal(t, must(Link(vf(), "enP1s1"))(t), LinkInfo{Name: "enP1s1", Index: 3, MTU: 1500, Address: "00:0d:3a:12:34:56", State: "up",
		Carriers: new(uint32(1<<32 - 1)), Speed: new(uint32(50000)), Master: "eth0", Driver: "mlx5_core"})
	equal(t, must(LinkNames(vf()))(t), []string{"enP1s1"})
}

func TestSpeedThatTheKernelDoesNotKnow(t *testing.T) {
	name := "sys/class/net/enP1s1/speed"
	for _, refusal := range []error{syscall.EINVAL, syscall.EOPNOTSUPP, syscall.ENODEV} {
		if got := must(Link(refusing{vf(), map[string]error{name: refusal}}, "enP1s1"))(t); got.Speed != nil {
			t.Errorf("%v: speed %d", refusal, *got.Speed)
		}
	}
	m := vf()
	m[name] = &fstest.MapFile{Data: []byte("-1\n")}
	equal(t, must(Link(m, "enP1s1"))(t).Speed, (*uint32)(nil))
	delete(m, name)
	equal(t, must(Link(m, "enP1s1"))(t).Speed, (*uint32)(nil))
	if _, err := Link(refusing{vf(), map[string]error{name: syscall.EIO}}, "enP1s1"); !errors.Is(err, syscall.EIO) {
		t.Errorf("error %v", err)
	}
}

func TestLinkThatIsWrong(t *testing.T) {
	for file, text := range map[string]string{
		"ifindex": "-1", "mtu": "1500 bytes", "address": "00:0d 3a", "operstate": "two\nlines", "carrier_changes": "x", "speed": "fast",
	} {
		name := "sys/class/net/enP1s1/" + file
		wrong(t, name, func(f fs.FS) (LinkInfo, error) {
			m := vf()
			m[name] = f.(fstest.MapFS)[name]
			return Link(m, "enP1s1")
		}, map[string]int{text: 1})
	}
	m := vf()
	delete(m, "sys/class/net/enP1s1/mtu")
	if _, err := Link(m, "enP1s1"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v", err)
	}
}

func TestLinkStatistics(t *testing.T) {
	got := must(LinkStatistics(node(), "eth0"))(t)
	equal(t, len(got), 24)
	if _, ok := got["rx_nohandler"]; !ok || got["rx_bytes"] < 800_000_000 {
		t.Errorf("got %v", got)
	}
	wrong(t, "sys/class/net/eth0/statistics/rx_bytes", func(f fs.FS) (Counters, error) { return LinkStatistics(f, "eth0") },
		map[string]int{"18446744073709551616": 1, "-1": 1, "": 1})
	many := fstest.MapFS{}
	for i := range mostStatistics + 1 {
		many["sys/class/net/eth0/statistics/"+string(rune('A'+i))] = &fstest.MapFile{Data: []byte("1\n")}
	}
	if _, err := LinkStatistics(many, "eth0"); !errors.Is(err, ErrTooLarge) {
		t.Errorf("error %v", err)
	}
	if _, err := LinkStatistics(node(), "lo"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v", err)
	}
}
