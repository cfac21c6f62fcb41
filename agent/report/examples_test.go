package report_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/plan"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/cause"
	"github.com/netwhy/netwhy/checks/evidence"
)

// examples are the reports that the golden files show.
func examples() map[string]*report.Report {
	return map[string]*report.Report{"healthy": healthy(), "root": rooted(), "unknown": gapped()}
}

var (
	web      = evidence.Of(evidence.Service, "shop", "web")
	entrance = evidence.Of(evidence.Ingress, "shop", "storefront")
	deploy   = evidence.WorkloadOf("Deployment", "shop", "web")
	coredns  = evidence.WorkloadOf("Deployment", "kube-system", "coredns")
	node     = evidence.Of(evidence.Node, "", "aks-user-38112047-vmss000002")
	recorded = time.Date(2026, 3, 14, 3, 7, 21, 0, time.UTC)
)

// build makes a report of findings as an investigation would.
func build(question string, p plan.Plan, findings []checks.Finding, causes []cause.Result, gaps ...evidence.Gap) *report.Report {
	p.Question = question
	var records []evidence.Record
	for _, r := range []evidence.Record{
		{Kind: "services", Subject: evidence.Of(evidence.Namespace, "", "shop"), Items: 4, Call: evidence.Query{Tool: evidence.ToolList, Resource: "services", Namespace: "shop"}},
		{Kind: "pods", Subject: evidence.Of(evidence.Namespace, "", "shop"), Items: 11, Call: evidence.Query{Tool: evidence.ToolList, Resource: "pods", Namespace: "shop"}},
		{Kind: "coredns-logs", Subject: coredns, Items: 200, Bound: "last 200 lines of 2 pods", Call: evidence.Query{Tool: evidence.ToolLogs, Namespace: "kube-system", Name: "deployment/coredns"}},
		{Kind: "dns-answers", Subject: evidence.Of(evidence.Host, "", "web.shop.svc.cluster.local"), Items: 1, Call: evidence.Query{Tool: evidence.ToolDNS, Name: "web.shop.svc.cluster.local"}},
	} {
		r.Time, r.Payload = recorded, []byte("[]")
		r.Seal()
		records = append(records, r)
	}
	b := bundle.New(bundle.Manifest{Program: "v0.1.0", Catalogue: "c0ffee00c0ffee00c0ffee00c0ffee00", Recorded: recorded}, p, records, gaps)
	kinds := map[string]*evidence.Meta{
		"dns-answers": {Name: "dns-answers", Effect: evidence.Active}, "node-counters": evidence.NodeCounters.Meta, "gateways": evidence.Gateways.Meta,
	}
	return report.Build(b, findings, causes, kinds, "c0ffee00c0ffee00c0ffee00c0ffee00")
}

// about is a plan about some subjects; every check of its items is required.
func about(symptoms []checks.Symptom, named []evidence.Subject, items ...plan.Item) plan.Plan {
	for i := range items {
		items[i].Required = true
	}
	return plan.Plan{
		Context: "prod-westeurope", Items: items, Reading: plan.Reading{Symptoms: symptoms},
		Target: plan.Target{Named: named, Target: named},
	}
}

func asks(check string, s evidence.Subject) plan.Item { return plan.Item{Check: check, Subject: s} }

func found(check, asks string, s evidence.Subject, v checks.Verdict, says string) checks.Finding {
	return checks.Finding{Check: check, Asks: asks, Subject: s, Object: s, Verdict: v, Says: says, Cites: []string{"5b1e0c3d9f7a2468ace013579bdf2468"}}
}

// passes are findings of a cluster that is well.
func passes() []checks.Finding {
	var list []checks.Finding
	for _, name := range []string{"aks-user-38112047-vmss000000", "aks-user-38112047-vmss000001", "aks-user-38112047-vmss000002"} {
		list = append(list, found("node.ready", "Is the node ready?", evidence.Of(evidence.Node, "", name), checks.Pass, "the node is ready since 4 days"))
	}
	return append(list,
		found("dns.coredns-ready", "Does CoreDNS have ready pods?", coredns, checks.Pass, "2 of 2 pods are ready"),
		found("dns.answers", "Does the name resolve?", evidence.Of(evidence.Host, "", "web.shop.svc.cluster.local"), checks.Pass, "10.0.171.9 in 3 ms"),
		found("mtls.strict", "Do both ends speak mutual TLS?", web, checks.Skip, "no mesh is installed"),
	)
}

func healthy() *report.Report {
	p := about([]checks.Symptom{checks.HealthReview}, []evidence.Subject{web}, asks("dns.coredns-ready", coredns))
	return build("is web in shop healthy?", p, passes(), []cause.Result{
		{Cause: "dns.coredns-down", Says: "CoreDNS has no ready pod", State: cause.RuledOut, Asked: true},
	})
}

func rooted() *report.Report {
	selector := found("service.selector-matches", "Does the Service's selector match any pod?", web, checks.Fail,
		`selector app=web matches none of 11 pods; Deployment shop/web differs only in app: the Service selects "web", the pods have "webb"`)
	selector.Remedy = &checks.RenderedRemedy{
		Says:    "Make the selector match the labels of the pods that should serve.",
		Changes: "Replaces the differing selector labels; traffic starts to flow to the pods that then match.",
		Fix:     []string{`kubectl -n shop patch service web --type=merge -p '{"spec":{"selector":{"app":"webb"}}}'`},
		AKS:     []string{`az aks command invoke -g "$AKS_RG" -n "$AKS_NAME" --command "kubectl -n shop get service web -o yaml"`},
		Verify:  []string{"kubectl -n shop get endpointslices -l kubernetes.io/service-name=web", "kubectl -n shop get pods -l app=webb -o wide"},
	}
	endpoints := found("service.ready-endpoints", "Does the Service have a ready endpoint?", web, checks.Fail, "0 of 0 endpoints are ready")
	backend := found("ingress.backend-ready", "Does every backend of the Ingress have endpoints?", entrance, checks.Fail, "backend Service shop/web:80 of path / has no endpoint")
	open := found("node.softnet-drops", "Is any CPU's packet backlog overflowing?", node, checks.Unknown, "cannot read softnet of Node aks-user-38112047-vmss000002: not-installed (needs the nodeprobe DaemonSet)")
	open.Gaps = []evidence.Gap{{Kind: "softnet", Subject: node, Reason: evidence.NotInstalled, Needs: "the nodeprobe DaemonSet"}}
	risk := found("dns.coredns-replicas", "Does CoreDNS survive the loss of a node?", coredns, checks.Fail, "2 of 2 replicas run on node aks-user-38112047-vmss000000")
	risk.Weight = checks.Risk
	risk.Remedy = &checks.RenderedRemedy{Says: "Spread CoreDNS over nodes.", Fix: []string{"kubectl -n kube-system rollout restart deployment coredns"}}
	loose := found("node.conntrack-full", "Is there room in the connection tracking table?", node, checks.Fail, "262144 of 262144 entries are used")
	loose.Remedy = &checks.RenderedRemedy{Says: "Raise the table's limit in the node pool's Linux OS configuration.", AKS: []string{`az aks nodepool show -g "$AKS_RG" --cluster-name "$AKS_NAME" -n user`}}
	findings := append([]checks.Finding{selector, endpoints, backend, open, risk, loose}, passes()...)
	p := about([]checks.Symptom{checks.ConnectionTimeout, checks.IngressUnreachable}, []evidence.Subject{entrance, web},
		asks("service.selector-matches", web), asks("node.softnet-drops", node))
	p.Target.Notes = []string{`"web" names Service shop/web and also Deployment shop/web: both are examined.`}
	return build("why does the storefront ingress time out since last night's deploy?", p, findings, []cause.Result{
		{
			Cause: "service.selector-mismatch", Says: "The Service's selector matches no pod", State: cause.Supported, Culprit: web, Asked: true, Root: true,
			Findings: []checks.Finding{selector}, Chain: []cause.Link{
				{Cause: "service.no-ready-endpoints", Says: "the Service has no ready endpoint", Culprit: web},
				{Cause: "ingress.backend-without-endpoints", Says: "the Ingress has a backend without endpoints", Culprit: entrance},
			},
		},
		{Cause: "dns.coredns-down", Says: "CoreDNS has no ready pod", State: cause.RuledOut, Asked: true},
		{Cause: "node.softnet-backlog", Says: "A CPU's packet backlog overflows", State: cause.Open, Asked: true, Findings: []checks.Finding{open}},
	})
}

func gapped() *report.Report {
	one := found("policy.ingress-allows", "Does a policy let the caller in?", deploy, checks.Unknown, "cannot read ciliumnetworkpolicies of Namespace shop: forbidden (needs list on ciliumnetworkpolicies.cilium.io in shop)")
	one.Gaps = []evidence.Gap{{Kind: "cilium-policies", Subject: evidence.Of(evidence.Namespace, "", "shop"), Reason: evidence.Forbidden, Needs: "list on ciliumnetworkpolicies.cilium.io in shop"}}
	two := found("policy.egress-allows", "Does a policy let the caller out?", deploy, checks.Unknown, one.Says)
	two.Gaps = one.Gaps
	three := found("node.ring-drops", "Does the NIC drop for want of buffers?", node, checks.Unknown, "no answer in 10 s")
	three.Gaps = []evidence.Gap{{Kind: "nic-counters", Subject: node, Reason: evidence.Timeout}}
	p := about([]checks.Symptom{checks.ConnectionTimeout}, []evidence.Subject{deploy},
		asks("policy.ingress-allows", deploy), asks("policy.egress-allows", deploy))
	p.Target.Missing = []string{"service cartt"}
	return build("can cartt reach web?", p, append([]checks.Finding{one, two, three}, passes()...), []cause.Result{
		{Cause: "policy.denied", Says: "A network policy denies the traffic", State: cause.Open, Asked: true, Findings: []checks.Finding{one, two}},
	}, evidence.Gap{Kind: "dns-answers", Reason: evidence.Timeout, Call: evidence.Query{Tool: evidence.ToolDNS, Name: "cartt.shop.svc.cluster.local"}})
}

// nasty is what an attacker may try to put into a name or an annotation.
const nasty = "# 1. <script>alert(1)</script> ![x](http://evil.example/a.png) [fix](http://evil.example) | `id` ``` \x1b[31mred\x1b]8;;http://evil\x07 \u202egnp.exe\u2069 @admin www.evil.example \xff\xfe \x00 \u009b2J $$x$$ ]]> --> <img src=x onerror=alert(1)> 日本語 "

// hostile is a report with a text in every field that holds one.
func hostile(r *report.Report, text string) *report.Report {
	poison(reflect.ValueOf(r), text)
	r.AlsoSeen = r.Roots
	r.Missing = []string{text}
	return r
}

// poison sets every string of a value, closed lists apart.
func poison(v reflect.Value, text string) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			poison(v.Elem(), text)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type() != reflect.TypeFor[time.Time]() {
				poison(v.Field(i), text)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			poison(v.Index(i), text)
		}
	case reflect.String:
		if v.Type() == reflect.TypeFor[string]() && v.CanSet() {
			v.SetString(text)
		}
	}
}

func TestPoisonReachesEveryField(t *testing.T) {
	r := hostile(rooted(), "poison")
	if r.Findings[0].Remedy.Fix[0] != "poison" || r.Roots[0].Chain[0].Culprit.Name != "poison" || r.Digest.Report != "poison" {
		t.Fatalf("the hostile report is not hostile: %+v", r)
	}
}
