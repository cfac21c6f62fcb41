package reach

import (
	"log/slog"
	"strings"
	"sync"

	"github.com/cilium/cilium/pkg/labelsfilter"
	"github.com/cilium/cilium/pkg/option"
	"github.com/cilium/cilium/pkg/policy"
	"github.com/cilium/cilium/pkg/policy/api"
)

var (
	// process guards the variables in which Cilium keeps its configuration.
	process sync.Mutex
	// inForce are the settings that they hold now.
	inForce *settings
	// silent is where Cilium's log goes.
	silent = slog.New(slog.DiscardHandler)
)

// settings is the part of cilium-config that policies depend on. Defaults are
// those of the Cilium that is linked.
type settings struct {
	enforcement  string // default, always or never
	cluster      string
	localhost    string // auto, always or policy
	cidrMatches  string // "nodes", "pods", or both
	labels       string
	ipv4, ipv6   bool
	hostFirewall bool
	nodeLabels   bool
	l7, icmp     bool
	softDefaults bool // policies that select without denying the rest
	sctp         bool
	portless     bool // protocols without ports, such as GRE
	audit        bool

	networkPolicies, ciliumPolicies, clusterwidePolicies, clusterPolicies bool
}

func settingsOf(r Rules) *settings {
	on := func(key string, otherwise bool) bool {
		switch strings.ToLower(r.Config[key]) {
		case "true", "1", "t":
			return true
		case "false", "0", "f":
			return false
		}
		return otherwise
	}
	or := func(key, otherwise string) string {
		if v := r.Config[key]; v != "" {
			return v
		}
		return otherwise
	}
	s := &settings{
		enforcement: strings.ToLower(or("enable-policy", option.DefaultEnforcement)), cluster: or("cluster-name", "default"),
		localhost: or(option.AllowLocalhost, option.AllowLocalhostAuto), labels: r.Config["labels"],
		cidrMatches: r.Config[option.PolicyCIDRMatchMode],
		ipv4:        on("enable-ipv4", true), ipv6: on("enable-ipv6", true), hostFirewall: on("enable-host-firewall", false),
		nodeLabels: on(option.EnableNodeSelectorLabels, false), l7: on("enable-l7-proxy", true), icmp: on("enable-icmp-rules", true),
		softDefaults: on("enable-non-default-deny-policies", true), sctp: on("enable-sctp", false), portless: on(option.EnableExtendedIPProtocols, false), audit: on("policy-audit-mode", false),
		networkPolicies: on(option.EnableK8sNetworkPolicy, true), clusterPolicies: on(option.EnableK8sClusterNetworkPolicy, false),
		ciliumPolicies: on(option.EnableCiliumNetworkPolicy, true), clusterwidePolicies: on(option.EnableCiliumClusterwideNetworkPolicy, true),
	}
	if r.Dataplane != Cilium {
		*s = settings{
			enforcement: option.DefaultEnforcement, cluster: "default", localhost: option.AllowLocalhostAlways, cidrMatches: "nodes pods",
			ipv4: true, ipv6: true, icmp: true, softDefaults: true, sctp: true, networkPolicies: true,
		}
	}
	return s
}

// matches are what blocks of addresses match beside the world.
func (s *settings) matches() []string {
	return strings.FieldsFunc(s.cidrMatches, func(r rune) bool { return r == ',' || r == ' ' })
}

// hold makes the settings Cilium's until they are released.
func (s *settings) hold() (release func(), err error) {
	process.Lock()
	if inForce != nil && *inForce == *s {
		return process.Unlock, nil
	}
	inForce = nil
	if err := labelsfilter.ParseLabelPrefixCfg(silent, strings.Fields(s.labels), nil, ""); err != nil {
		process.Unlock()
		return nil, err
	}
	api.InitEntities(s.cluster)
	policy.SetPolicyEnabled(s.enforcement)
	c := option.Config
	c.ClusterName, c.EnableIPv4, c.EnableIPv6 = s.cluster, s.ipv4, s.ipv6
	c.EnableHostFirewall, c.EnableNodeSelectorLabels, c.EnableNonDefaultDenyPolicies = s.hostFirewall, s.nodeLabels, s.softDefaults
	c.EnableL7Proxy, c.EnableICMPRules, c.EnableExtendedIPProtocols = s.l7, s.icmp, s.portless
	c.PolicyCIDRMatchMode = s.matches()
	// Under Kubernetes, an agent reads "auto" as "always": kubelet must reach its pods.
	if c.UnsafeDaemonConfigOption.AllowLocalhost = s.localhost; s.localhost == option.AllowLocalhostAuto {
		c.UnsafeDaemonConfigOption.AllowLocalhost = option.AllowLocalhostAlways
	}
	inForce = s
	return process.Unlock, nil
}
