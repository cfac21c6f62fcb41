package kernel

// receive is the field of a column of the table's left half; nil for one that
// this package does not know.
func (d *Device) receive(column string) *uint64 {
	switch column {
	case "bytes":
		return &d.RxBytes
	case "packets":
		return &d.RxPackets
	case "errs":
		return &d.RxErrors
	case "drop":
		return &d.RxDrops
	case "fifo":
		return &d.RxFIFO
	case "frame":
		return &d.RxFrame
	case "compressed":
		return &d.RxCompressed
	case "multicast":
		return &d.Multicast
	}
	return nil
}

// transmit is the same for the right half.
func (d *Device) transmit(column string) *uint64 {
	switch column {
	case "bytes":
		return &d.TxBytes
	case "packets":
		return &d.TxPackets
	case "errs":
		return &d.TxErrors
	case "drop":
		return &d.TxDrops
	case "fifo":
		return &d.TxFIFO
	case "colls":
		return &d.Collisions
	case "carrier":
		return &d.TxCarrier
	case "compressed":
		return &d.TxCompressed
	}
	return nil
}
