package drop

// Noise are reasons by which nothing is lost that somebody waits for, and why.
// They are not counted.
var Noise = map[string]string{
	"NOT_DROPPED_YET":      "no drop, by its name",
	"CONSUMED":             "the packet was used",
	"QUEUE_PURGE":          "a socket or device that goes away frees its queue",
	"TCP_OLD_DATA":         "the receiver had the data before",
	"TCP_OLD_SEQUENCE":     "the receiver had the data before",
	"TCP_OFOMERGE":         "the receiver had the data before",
	"TCP_OLD_ACK":          "a later acknowledgement came first",
	"TCP_RFC7323_PAWS_ACK": "a later acknowledgement came first",
	"OTHERHOST":            "a frame to another machine's address, as a switch floods it",
	"UNHANDLED_PROTO":      "a frame of a protocol that nobody here speaks, such as LLDP",
	"NO_TX_TARGET":         "a frame for all, where nobody is",
	"PACKET_SOCK_ERROR":    "a copy for who listens along, such as tcpdump",
	"UNIX_DISCONNECT":      "data between two processes, no packet",
	"UNIX_SKIP_OOB":        "data between two processes, no packet",
}

// used are functions that free a packet which they used without saying that it is
// no drop, and when. A kernel that has reasons gives one there for what is a drop.
var used = map[string]string{
	"tcp_rcv_state_process": "an acknowledgement that comes after the other side has closed its half (net/ipv4/tcp_input.c, v6.12)",
}
