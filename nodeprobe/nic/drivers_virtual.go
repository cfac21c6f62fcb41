package nic

// virtio is virtio_net: virtnet_rq_stats_desc, virtnet_sq_stats_desc and
// virtnet_get_stats_string of drivers/net/virtio_net.c, v6.12. The host's drops are
// invisible from within, those of a full ring too. Earlier kernels have no totals,
// and (v6.8) rows named rx_queue_%d_ with packets among them.
var virtio = table{
	"rx_queue_%d_packets": {meaning: Received},
	"tx_queue_%d_packets": {meaning: Sent},

	"rx_drops":          {meaning: Loss, note: virtioDrops},
	"rx%d_drops":        {meaning: Loss, unless: "rx_drops", note: virtioDrops},
	"rx_queue_%d_drops": {meaning: Loss, note: virtioDrops},

	"tx_tx_timeouts":          {meaning: Error, note: "a queue stood still for seconds"},
	"tx%d_tx_timeouts":        {meaning: Error, unless: "tx_tx_timeouts", note: "a queue stood still for seconds"},
	"tx_queue_%d_tx_timeouts": {meaning: Error, note: "a queue stood still for seconds"},

	"rx_xdp_drops":          {meaning: Filtered},
	"rx%d_xdp_drops":        {meaning: Filtered, unless: "rx_xdp_drops"},
	"rx_queue_%d_xdp_drops": {meaning: Filtered},
}

const virtioDrops = "no memory, or a malformed packet; those that an XDP program dropped are among them"

// veth is a pair of virtual devices: veth_rq_stats_desc of drivers/net/veth.c,
// v6.12. It counts no packets here, and what a full ring loses is the sender's
// tx_dropped among the link statistics.
var veth = table{
	"rx_queue_%d_drops": {meaning: Loss, note: "no memory, or an XDP program could not pass the packet on"},

	"rx_queue_%d_xdp_tx_errors":   {meaning: Error},
	"tx_queue_%d_xdp_xmit_errors": {meaning: Error},

	"rx_queue_%d_xdp_drops": {meaning: Filtered},
}
