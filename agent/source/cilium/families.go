package cilium

import "slices"

// families are those that checks read, each with the labels that are kept:
// what else tells series apart is summed up.
var families = map[string][]string{
	"cilium_version":                               {"version"},
	started:                                        {},
	"cilium_endpoint_state":                        {"endpoint_state"},
	"cilium_endpoint_regenerations_total":          {"outcome"},
	"cilium_policy_change_total":                   {"outcome"},
	"cilium_policy_import_errors_total":            {}, // before Cilium 1.15
	"cilium_unreachable_nodes":                     {},
	"cilium_nodes_all_num":                         {},
	"cilium_controllers_failing":                   {},
	"cilium_bpf_map_pressure":                      {"map_name"},
	"cilium_drop_count_total":                      {"reason", "direction"},
	"cilium_forward_count_total":                   {"direction"},
	"cilium_ztunnel_zds_connection_active":         {},
	"cilium_ztunnel_zds_enrollment_failures_total": {"status"},
	"cilium_ztunnel_xds_enrollment_failures_total": {"status"},
	"cilium_k8s_client_api_calls_total":            {"return_code"},
	"hubble_lost_events_total":                     {"source"},
	"hubble_flows_processed_total":                 {"verdict"},
}

// started is when the agent's process started, in seconds of Unix time.
const started = "cilium_process_start_time_seconds"

// kept reports whether a label of a family tells series apart.
func kept(family, label string) bool { return slices.Contains(families[family], label) }
