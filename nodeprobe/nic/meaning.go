package nic

// Meaning is what a counter says about packets.
type Meaning string

const (
	// Received and Sent count packets that passed.
	Received Meaning = "received"
	Sent     Meaning = "sent"
	// RingOverflow counts packets that the device lost because the driver had
	// given it no free buffer: the ring is too small, or its CPU too busy.
	RingOverflow Meaning = "ring-overflow"
	// Loss counts packets that the driver dropped for lack of something else.
	Loss Meaning = "loss"
	// Error counts packets or events that should not be: malformed, refused by
	// the hardware, of an unknown type.
	Error Meaning = "error"
	// Busy counts that something had to wait, and was not lost.
	Busy Meaning = "busy"
	// Filtered counts packets that an XDP program dropped, which it may want to.
	Filtered Meaning = "filtered"
)

// row is an entry of a driver's allow-list.
type row struct {
	meaning Meaning
	// bits is the width that the driver or the device counts in; 0 is 64.
	bits int
	// unless names a row that counts the same packets: with it there, this one
	// says nothing new.
	unless string
	// note says what moves the counter, where its name does not.
	note string
}

// table is a driver's allow-list by name; %d stands for a number of a queue or
// CPU, the first in the name.
type table map[string]row

// tableOf finds the allow-list of a driver.
func tableOf(driver string) table {
	switch driver {
	case "hv_netvsc":
		return netvsc
	case "mana":
		return mana
	case "mlx5_core":
		return mlx5
	case "mlx4_en", "mlx4_core":
		return mlx4
	case "virtio_net":
		return virtio
	case "veth":
		return veth
	}
	return nil
}

// Explain says what a counter of a driver means and what moves it; not ok if it
// is not on the allow-list. A name may be one that [Interpret] folded.
func Explain(driver, name string) (meaning Meaning, note string, ok bool) {
	row, ok := tableOf(driver)[name]
	return row.meaning, row.note, ok
}
