package cause

import (
	"slices"
	"testing"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

var (
	api     = evidence.Of(evidence.Service, "shop", "api")
	other   = evidence.Of(evidence.Service, "shop", "other")
	pods    = evidence.WorkloadOf("Deployment", "shop", "api")
	timeout = []checks.Symptom{checks.ConnectionTimeout}

	crash    = &Cause{ID: "crash", Says: "c", Explains: timeout, Shown: []string{"crash"}, Then: []string{"empty"}}
	empty    = &Cause{ID: "empty", Says: "e", Explains: timeout, Shown: []string{"empty"}, Then: []string{"gone"}}
	gone     = &Cause{ID: "gone", Says: "g", Explains: timeout, Shown: []string{"gone"}}
	dns      = &Cause{ID: "dns", Says: "d", Explains: []checks.Symptom{checks.DNSFails}, Shown: []string{"dns"}}
	circleA  = &Cause{ID: "a", Says: "a", Explains: timeout, Shown: []string{"a"}, Then: []string{"b"}}
	circleB  = &Cause{ID: "b", Says: "b", Explains: timeout, Shown: []string{"b"}, Then: []string{"a"}}
	allOfOne = []*Cause{crash, empty, gone, dns}
)

func every(checks.Finding) bool { return true }

func finding(check string, v checks.Verdict, s evidence.Subject, related ...evidence.Subject) checks.Finding {
	return checks.Finding{Check: check, Verdict: v, Subject: s, Object: s, Related: related, Says: check}
}

func roots(results []Result) (ids []string) {
	for _, r := range results {
		if r.State == Supported && r.Root {
			ids = append(ids, r.Cause+" "+r.Culprit.String())
		}
	}
	return ids
}

func TestAChainHasOneRoot(t *testing.T) {
	results := Correlate(allOfOne, []checks.Finding{
		finding("gone", checks.Fail, api), finding("empty", checks.Fail, api, pods), finding("crash", checks.Fail, pods), finding("dns", checks.Pass, evidence.TheCluster),
	}, timeout, every)
	if got := roots(results); !slices.Equal(got, []string{"crash Deployment shop/api"}) {
		t.Errorf("roots are %q", got)
	}
	if chain := results[0].Chain; len(chain) != 2 || chain[0].Cause != "empty" || chain[1].Cause != "gone" {
		t.Errorf("the chain is %+v", chain)
	}
}

func TestCausesOfDifferentSubjectsAreNotChained(t *testing.T) {
	results := Correlate(allOfOne, []checks.Finding{finding("empty", checks.Fail, other), finding("crash", checks.Fail, pods)}, timeout, every)
	if got := roots(results); len(got) != 2 {
		t.Errorf("roots are %q, want both", got)
	}
}

func TestOneCauseAtTwoCulpritsIsToldTwice(t *testing.T) {
	results := Correlate(allOfOne, []checks.Finding{finding("empty", checks.Fail, api), finding("empty", checks.Fail, other)}, timeout, every)
	if got := roots(results); !slices.Equal(got, []string{"empty Service shop/api", "empty Service shop/other"}) {
		t.Errorf("roots are %q", got)
	}
}

func TestPassesRuleOutAndUnknownsStayOpen(t *testing.T) {
	state := func(findings ...checks.Finding) State {
		results := Correlate([]*Cause{empty}, findings, timeout, every)
		if len(results) != 1 {
			return ""
		}
		return results[0].State
	}
	for _, c := range []struct {
		findings []checks.Finding
		want     State
	}{
		{nil, ""},
		{[]checks.Finding{finding("empty", checks.Skip, api)}, ""},
		{[]checks.Finding{finding("empty", checks.Pass, api)}, RuledOut},
		{[]checks.Finding{finding("empty", checks.Pass, api), finding("empty", checks.Unknown, other)}, Open},
		{[]checks.Finding{finding("empty", checks.Unknown, other), finding("empty", checks.Fail, api)}, Supported},
	} {
		if got := state(c.findings...); got != c.want {
			t.Errorf("%v: got %q, want %q", c.findings, got, c.want)
		}
	}
}

func TestWhatExplainsNothingAskedComesLater(t *testing.T) {
	results := Correlate(allOfOne, []checks.Finding{finding("dns", checks.Fail, evidence.TheCluster), finding("empty", checks.Fail, api)}, timeout, every)
	if results[0].Cause != "empty" || results[1].Cause != "dns" || results[1].Asked {
		t.Errorf("got %+v", results)
	}
}

func TestWhatIsBesideTheQuestionExplainsNothing(t *testing.T) {
	results := Correlate(allOfOne, []checks.Finding{finding("empty", checks.Fail, api), finding("empty", checks.Fail, other)}, timeout, func(f checks.Finding) bool { return f.Subject != other })
	if len(results) != 2 || results[0].Culprit != api || !results[0].Asked || results[1].Asked {
		t.Errorf("got %+v", results)
	}
}

func TestACircleKeepsARoot(t *testing.T) {
	results := Correlate([]*Cause{circleA, circleB}, []checks.Finding{finding("a", checks.Fail, api), finding("b", checks.Fail, api)}, timeout, every)
	if got := roots(results); !slices.Equal(got, []string{"a Service shop/api"}) {
		t.Errorf("roots are %q", got)
	}
}

// Rules that nobody keeps up drop packets as a firewall does.
func TestStaleRulesOfKubeProxyAreNoFirewall(t *testing.T) {
	causes, node := []*Cause{NodeKubeProxyDown, KernelPacketFilter}, evidence.Of(evidence.Node, "", "node-b")
	drops := finding("kernel.packet-filter", checks.Fail, node)
	down := finding("node.kube-proxy", checks.Fail, evidence.TheCluster)
	down.Object = evidence.WorkloadOf("DaemonSet", "kube-system", "kube-proxy")
	if got := roots(Correlate(causes, []checks.Finding{drops, down}, timeout, every)); !slices.Equal(got, []string{"node.kube-proxy-down DaemonSet kube-system/kube-proxy"}) {
		t.Errorf("roots are %q", got)
	}
	if got := roots(Correlate(causes, []checks.Finding{drops}, timeout, every)); !slices.Equal(got, []string{"kernel.packet-filter Node node-b"}) {
		t.Errorf("with kube-proxy there, roots are %q", got)
	}
}
