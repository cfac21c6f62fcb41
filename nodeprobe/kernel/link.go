package kernel

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"syscall"
)

// LinkInfo is what sys says of a network device that is not counted packets.
type LinkInfo struct {
	Name    string
	Index   uint32 // tells a device from a later one of its name
	MTU     uint32 // bytes
	Address string // as "02:fc:00:00:00:01"
	State   string // operstate: "up", "down", "lowerlayerdown", "unknown", ...
	// Carriers is how often the link went up or down; a counter of 32 bits.
	Carriers *uint32
	// Speed is in Mbit/s, and nil where the driver does not know or the device
	// is down.
	Speed *uint32
	// Master is the bond, bridge or synthetic device that it belongs to; "" if
	// none.
	Master string
	// Driver is as "hv_netvsc" or "mlx5_core"; "" for a virtual device.
	Driver string
}

// LinkNames are the network devices of the reader's network namespace, sorted.
func LinkNames(fsys fs.FS) ([]string, error) {
	var names []string
	err := folder(fsys, "sys/class/net", func(e fs.DirEntry) bool {
		if e.IsDir() || e.Type()&fs.ModeSymlink != 0 { // bonding_masters is neither
			names = append(names, e.Name())
		}
		return true
	})
	slices.Sort(names)
	return names, err
}

// Link reads sys/class/net/device (net/core/net-sysfs.c, v6.12).
func Link(fsys fs.FS, device string) (LinkInfo, error) {
	at, err := deviceFolder(device)
	if err != nil {
		return LinkInfo{}, err
	}
	link := LinkInfo{Name: device}
	for _, f := range []struct {
		name string
		into *uint32
	}{{"ifindex", &link.Index}, {"mtu", &link.MTU}} {
		n, err := count(fsys, at+"/"+f.name, 32)
		if err != nil {
			return LinkInfo{}, err
		}
		*f.into = uint32(n)
	}
	if link.Address, err = word(fsys, at+"/address"); err != nil {
		return LinkInfo{}, err
	}
	if link.State, err = word(fsys, at+"/operstate"); err != nil {
		return LinkInfo{}, err
	}
	if link.Carriers, err = count32(fsys, at+"/carrier_changes"); err != nil {
		return LinkInfo{}, err
	}
	if link.Speed, err = speed(fsys, at+"/speed"); err != nil {
		return LinkInfo{}, err
	}
	if link.Master, err = target(fsys, at+"/master"); err != nil {
		return LinkInfo{}, err
	}
	link.Driver, err = target(fsys, at+"/device/driver")
	return link, err
}

// speed is nil where the kernel says −1, or refuses: EINVAL for a device that
// is down, EOPNOTSUPP or ENODEV in newer kernels.
func speed(fsys fs.FS, name string) (*uint32, error) {
	text, err := value(fsys, name)
	if text == "-1" {
		return nil, nil
	}
	if got, err := optional(text, err, syscall.EINVAL, syscall.EOPNOTSUPP, syscall.ENODEV); got == nil {
		return nil, err
	}
	n, err := number(text, 10, 32)
	if err != nil {
		return nil, malformed(name, 1, "%v", err)
	}
	return new(uint32(n)), nil
}

// target is the last name of what a symbolic link points to, "" without a link.
func target(fsys fs.FS, name string) (string, error) {
	to, err := fs.ReadLink(fsys, name)
	switch {
	case err == nil:
		return path.Base(to), nil
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		return "", nil
	}
	return "", unread(name, err)
}
