package nic

// netvsc is the synthetic device of Hyper-V and Azure: netvsc_stats, vf_stats,
// pcpu_stats and netvsc_get_strings of drivers/net/hyperv/netvsc_drv.c, v6.12.
// There is no vf_rx_drop.
var netvsc = table{
	"rx_queue_%d_packets": {meaning: Received, note: "over the synthetic path"},
	"tx_queue_%d_packets": {meaning: Sent, note: "over the synthetic path"},
	"vf_rx_packets":       {meaning: Received, note: "over the VF"},
	"vf_tx_packets":       {meaning: Sent, note: "over the VF"},
	// Per CPU, both paths together.
	"cpu%d_rx_packets": {meaning: Received, unless: "rx_queue_%d_packets"},
	"cpu%d_tx_packets": {meaning: Sent, unless: "tx_queue_%d_packets"},

	"tx_no_memory":  {meaning: Loss, note: "no memory for the packet's header or for a copy in one piece"},
	"tx_no_space":   {meaning: Loss, note: "the ring to the host was full though nothing was on its way"},
	"rx_no_memory":  {meaning: Loss, note: "no memory for the packet"},
	"vf_tx_dropped": {meaning: Loss, note: "the VF or its qdisc refused the packet"},

	"tx_too_big": {meaning: Error, note: "the packet had too many pages even in one piece"},
	"vlan_error": {meaning: Error, note: "a VLAN tag could not be taken off"},

	"tx_busy":      {meaning: Busy, note: "the ring to the host was full: the packet went back to the qdisc"},
	"tx_send_full": {meaning: Busy, note: "the shared send buffer was full: the packet went the slower way, page by page"},
	"rx_comp_busy": {meaning: Busy, note: "the ring of receive completions was full: tried again later"},
	"stop_queue":   {meaning: Busy, note: "a queue was stopped until the host had caught up"},

	"rx_queue_%d_xdp_drop": {meaning: Filtered},
}

// mana is the Microsoft Azure Network Adapter: mana_eth_stats and mana_get_strings
// of drivers/net/ethernet/microsoft/mana/mana_ethtool.c, v6.12. hc_ counters come
// from the hardware; later kernels read them for all ports of the adapter together.
var mana = table{
	"rx_%d_packets": {meaning: Received},
	"tx_%d_packets": {meaning: Sent},

	"hc_rx_discards_no_wqe": {meaning: RingOverflow, note: "no receive buffer was posted"},

	"tx_%d_mana_map_err": {meaning: Loss, note: "the packet could not be mapped for the device"},

	"hc_rx_err_vport_disabled":        {meaning: Error, note: "packets came while the port was disabled"},
	"hc_tx_err_gf_disabled":           {meaning: Error},
	"hc_tx_err_vport_disabled":        {meaning: Error},
	"hc_tx_err_inval_vportoffset_pkt": {meaning: Error},
	"hc_tx_err_vlan_enforcement":      {meaning: Error},
	"hc_tx_err_eth_type_enforcement":  {meaning: Error},
	"hc_tx_err_sa_enforcement":        {meaning: Error, note: "the source MAC was not the VM's"},
	"hc_tx_err_sqpdid_enforcement":    {meaning: Error},
	"hc_tx_err_cqpdid_enforcement":    {meaning: Error},
	"hc_tx_err_mtu_violation":         {meaning: Error, note: "packets were larger than the port's MTU"},
	"hc_tx_err_inval_oob":             {meaning: Error},
	"hc_tx_err_gdma":                  {meaning: Error},
	"tx_cq_err":                       {meaning: Error, unless: "hc_tx_err_gdma", note: "completions that tell of an hc_tx_err_"},
	"tx_cqe_unknown_type":             {meaning: Error},
	"rx_coalesced_err":                {meaning: Error},
	"rx_cqe_unknown_type":             {meaning: Error},
	"rx_%d_pkt_len0_err":              {meaning: Error}, // kernels after v6.12

	"stop_queue": {meaning: Busy, note: "a queue was stopped until the device had caught up"},

	"rx_%d_xdp_drop": {meaning: Filtered},
}
