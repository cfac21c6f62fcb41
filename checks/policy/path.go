package policy

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	"github.com/netwhy/netwhy/checks/reach"
	corev1 "k8s.io/api/core/v1"
)

// step is one pod that calls another, and what policies say of it.
type step struct {
	from, to *corev1.Pod
	port     reach.Port
	side     reach.Side
}

// judgePath judges one side of a call: egress by the policies that select the
// caller, or ingress by those that select the pods behind the Service. It
// fails where each way that the call may take is denied.
func judgePath(c *checks.Context, ingress bool) {
	list, called := ways(c)
	from := callers(c, called)
	if len(list) == 0 {
		return
	}
	if len(from) == 0 {
		c.Skip("the caller has no living pod")
		return
	}
	end := evidence.Reader(c)
	if ingress {
		end = c.There()
	}
	l, err := lawOf(c, end, nil)
	if err != nil {
		c.Unknown("the policies cannot be judged: %v", err)
		return
	}
	if len(list[0].pods) == 0 {
		l.elsewhere(c, from, ingress)
		return
	}
	var open, shut []string
	unsure := false
	var denied []step
	for _, w := range list {
		d := denials{named: c.Subject().Caller().Scope == evidence.Workload}
		for i := range from {
			d.add(l.steps(&from[i], w, ingress))
		}
		switch {
		case d.unknown != "":
			c.Unknown("%s", d.unknown)
			return
		case len(d.denied) == 0:
			open = append(open, w.says)
			c.Pass("%s", d.allowed)
			continue
		case !d.named && d.free != nil:
			c.Unknown("%s; pods of %s may, and which of them calls is not known", l.says(&d.denied[0], ingress), kube.Owner(d.free))
			unsure = true
		}
		shut = append(shut, w.says)
		denied = append(denied, d.denied...)
	}
	switch {
	case len(shut) == 0 || unsure:
	case len(open) > 0:
		c.Unknown("%s; the Service's %s is open, and which port is called is not known", l.says(&denied[0], ingress), join(open, ", "))
	default:
		l.deny(c, denied, ingress)
	}
}

// elsewhere judges a call to a Service that selects no pods: where it leads is
// written by somebody else, and may be outside the cluster.
func (l *law) elsewhere(c *checks.Context, from []corev1.Pod, ingress bool) {
	if ingress {
		c.Skip("the Service selects no pods, so that no policy is known to govern what stands behind it")
		return
	}
	for i := range from {
		side := l.Side(reach.PodEnd(&from[i]), reach.InternetEnd(), reach.TCP(443), &from[i], false)
		if side.Verdict != reach.Allowed || side.Basis == reach.ByRule {
			c.Unknown("the Service selects no pods, and policies govern what pods of %s may call: whether they allow what stands behind it is not known", kube.Owner(&from[i]))
			return
		}
	}
	c.Pass("no policy keeps the caller's pods from calling out")
}

// steps are what the policies of one end say of a pod's way to each pod.
func (l *law) steps(from *corev1.Pod, w way, ingress bool) (list []step) {
	for i := range w.pods {
		to := &w.pods[i]
		s := step{from: from, to: to, port: w.port[to.Name]}
		governed := to
		if !ingress {
			governed = from
		}
		s.side = l.Side(reach.PodEnd(from), reach.PodEnd(to), s.port, governed, ingress)
		list = append(list, s)
	}
	return list
}

// denials sorts the steps of one way.
type denials struct {
	named   bool
	denied  []step
	free    *corev1.Pod // a pod of the caller that may call all
	allowed string
	unknown string
}

func (d *denials) add(steps []step) {
	free := true
	for _, s := range steps {
		switch s.side.Verdict {
		case reach.Denied:
			d.denied, free = append(d.denied, s), false
		case reach.Unknown:
			d.unknown, free = "whether pods of "+kube.Owner(s.from).String()+" may reach those of "+kube.Owner(s.to).String()+" is not known: "+s.side.Why, false
		default:
			if says := allowance(s.side); d.allowed == "" || says < d.allowed {
				d.allowed = says
			}
		}
	}
	if free && len(steps) > 0 {
		d.free = steps[0].from
	}
}
