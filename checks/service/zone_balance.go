package service

import (
	"fmt"
	"maps"
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	discoveryv1 "k8s.io/api/discovery/v1"
)

// skew is how many times more endpoints one zone may have than another before
// the pods of the other are called overloaded.
const skew = 3

// ZoneBalance finds a Service that keeps traffic in its zone while its
// endpoints are spread unevenly over the zones.
var ZoneBalance = &checks.Check{
	ID:   "service.zone-balance",
	Asks: "Are the Service's endpoints spread evenly over the zones that traffic is kept in?",
	Why: "With zone hints the clients of a zone use its own endpoints only: a zone with few of them overloads these " +
		"while others idle.",
	Limits: "How many clients each zone has cannot be seen.",
	Refs: []string{
		"https://kubernetes.io/docs/concepts/services-networking/topology-aware-routing/",
		"https://kubernetes.io/docs/reference/networking/virtual-ips/#traffic-distribution",
	},
	Also:   []checks.Symptom{checks.Latency, checks.Intermittent, checks.HealthReview},
	Scope:  evidence.Service,
	Weight: checks.Risk,
	Needs:  []evidence.Need{evidence.Require(evidence.Services), evidence.Require(evidence.EndpointSlices)},
	Remedy: checks.Remedy{
		Says:   "Spread the pods over the zones with topologySpreadConstraints, or take trafficDistribution off the Service.",
		Verify: []string{"kubectl -n {{.namespace}} get endpointslices -l {{.slices}} -o yaml"},
	},
	Eval: func(c *checks.Context) {
		service := examined(c)
		if service == nil {
			return
		}
		zones := hinted(kube.SlicesOf(service.Name, evidence.EndpointSlices.Of(c)))
		var texts []string
		least, most := 0, 0
		for _, zone := range slices.Sorted(maps.Keys(zones)) {
			n := zones[zone]
			texts = append(texts, fmt.Sprintf("%d for %s", n, zone))
			if least == 0 || n < least {
				least = n
			}
			most = max(most, n)
		}
		c.Set("slices", slicesLabel(service.Name))
		switch {
		case len(zones) == 0:
			c.Skip("the Service's endpoints carry no zone hints: traffic is spread over all")
		case most >= skew*least:
			c.Fail("the ready endpoints are spread unevenly: %s", checks.Names(texts))
		default:
			c.Pass("the ready endpoints are spread over the zones: %s", checks.Names(texts))
		}
	},
}

// hinted counts the ready endpoints that each zone's clients are meant to use.
func hinted(list []discoveryv1.EndpointSlice) map[string]int {
	zones := map[string]int{}
	for _, slice := range list {
		for i := range slice.Endpoints {
			e := &slice.Endpoints[i]
			if e.Hints == nil || !kube.EndpointReady(e) {
				continue
			}
			for _, zone := range e.Hints.ForZones {
				zones[zone.Name]++
			}
		}
	}
	return zones
}
