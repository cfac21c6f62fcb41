package nic

// mlx5 is ConnectX-4 and later, as a VF under hv_netvsc: sw_stats_desc,
// q_stats_desc and vnic_env_stats of
// drivers/net/ethernet/mellanox/mlx5/core/en_stats.c, v6.12. Left out are the
// per-queue rows (rx%d_, tx%d_, ch%d_), which the driver sums itself; _phy, prio
// and pci rows, which are the physical port's; rx_steer_missed_packets, which
// multicast that nobody asked for moves; rx_if_down_packets.
var mlx5 = table{
	"rx_packets": {meaning: Received},
	"tx_packets": {meaning: Sent},

	"rx_out_of_buffer": {meaning: RingOverflow, bits: 32, note: "no receive buffer was posted"},

	"tx_queue_dropped":       {meaning: Loss, note: "the packet could not be mapped for the device"},
	"dev_internal_queue_oob": {meaning: Loss, bits: 32, note: "no buffer in a queue of the device itself"},

	"rx_oversize_pkts_sw_drop": {meaning: Error, note: "packets were larger than the MTU"},
	"rx_oversize_pkts_buffer":  {meaning: Error, bits: 32, note: "packets were larger than the receive buffers"},
	"rx_wqe_err":               {meaning: Error, note: "the device gave back a buffer with an error"},
	"rx_buff_alloc_err":        {meaning: Error, note: "memory was short: one packet lost, or a buffer posted later"},
	"tx_cqe_err":               {meaning: Error, note: "the device refused a packet; the queue recovers"},

	"tx_queue_stopped": {meaning: Busy, note: "a queue was stopped until the device had caught up"},

	"rx_xdp_drop": {meaning: Filtered},
}

// mlx4 is ConnectX-3, of older Azure sizes: main_strings and mlx4_en_get_strings of
// drivers/net/ethernet/mellanox/mlx4/en_ethtool.c, v6.12. As a VF it has, of the
// main statistics, only packets, bytes and dropped (mlx4_en_set_stats_bitmap), and
// none that tells of ring overflow; even rx_dropped stays 0.
var mlx4 = table{
	"rx_packets": {meaning: Received},
	"tx_packets": {meaning: Sent},

	"rx_dropped": {meaning: Loss, note: "the driver had no memory"},
	"tx_dropped": {meaning: Loss, note: "the packet could not be mapped for the device"},

	"tx_timeout": {meaning: Error, note: "a queue stood still for seconds"},

	"queue_stopped": {meaning: Busy, note: "a queue was stopped until the device had caught up"},

	"rx_xdp_drop": {meaning: Filtered},
}
