package hubble

import (
	"fmt"
	"strings"
	"time"
)

// Item is a flow, or, at the end of a record, what could be seen.
type Item struct {
	Flow *Flow `json:"flow,omitempty"`
	View *View `json:"view,omitempty"`
}

// Flow is a number of events that differ in nothing but time and the client's port.
type Flow struct {
	Count   int       `json:"count"`
	First   time.Time `json:"first"`
	Last    time.Time `json:"last"`
	Node    string    `json:"node,omitempty"` // that saw it
	Verdict Verdict   `json:"verdict"`
	Event   Event     `json:"event"`
	Reason  Reason    `json:"reason,omitempty"` // of a drop
	Point   string    `json:"point,omitempty"`  // where a trace was taken, such as "to-endpoint"
	// Direction is "egress" or "ingress", relative to the endpoint that enforces.
	Direction string `json:"direction,omitempty"`
	// Reply marks what goes from the server to the client. Of a drop it is
	// told by flags and ports, since Hubble does not say.
	Reply    bool   `json:"reply,omitempty"`
	Client   End    `json:"client"`
	Server   End    `json:"server"`
	Protocol string `json:"protocol,omitempty"` // TCP, UDP, SCTP, ICMPv4, ICMPv6
	Port     uint32 `json:"port,omitempty"`     // of the server
	// Flags are those of TCP, "SYN ACK"; of ICMP, type and code, "3/4".
	Flags string `json:"flags,omitempty"`
	DNS   *DNS   `json:"dns,omitempty"`
	HTTP  *HTTP  `json:"http,omitempty"`
	// Policies are those that decided, where Hubble tells.
	Policies []Policy `json:"policies,omitempty"`
	// Says is why Retina says that a packet was dropped.
	Says string `json:"says,omitempty"`
}

// Verdict is what became of a packet.
type Verdict string

// Verdicts of Hubble; the last two are Retina's.
const (
	Forwarded      Verdict = "FORWARDED"
	Dropped        Verdict = "DROPPED"
	Failed         Verdict = "ERROR"
	Audit          Verdict = "AUDIT" // would have been dropped, were the policy enforced
	Redirected     Verdict = "REDIRECTED"
	Retransmission Verdict = "RETRANSMISSION"
	Resolved       Verdict = "DNS"
)

// Event is what saw a packet.
type Event string

// Events, as they matter here.
const (
	Drop   Event = "drop"
	Ruling Event = "policy-verdict"
	Trace  Event = "trace"
	Socket Event = "trace-sock"
	L7     Event = "l7"
)

// End is one end of a flow.
type End struct {
	Namespace string   `json:"namespace,omitempty"`
	Pod       string   `json:"pod,omitempty"`
	Workload  string   `json:"workload,omitempty"` // "Deployment/web"
	IP        string   `json:"ip,omitempty"`
	Service   string   `json:"service,omitempty"`  // "namespace/name", where the address is a Service's
	Names     []string `json:"names,omitempty"`    // by which it was looked up
	Identity  uint32   `json:"identity,omitempty"` // Cilium's
	Reserved  string   `json:"reserved,omitempty"` // "world", "host", "kube-apiserver", …
}

// String is the end as an operator would say it.
func (e End) String() string {
	switch {
	case e.Pod != "":
		return e.Namespace + "/" + e.Pod
	case e.Service != "":
		return "Service " + e.Service
	case len(e.Names) > 0:
		return fmt.Sprintf("%s (%s)", e.Names[0], e.IP)
	case e.Reserved != "" && e.IP != "":
		return fmt.Sprintf("%s (%s)", e.IP, e.Reserved)
	case e.IP != "":
		return e.IP
	}
	return "an end that Hubble does not name"
}

// Owner is the workload's kind and name, empty where Hubble does not tell.
func (e End) Owner() (kind, name string) {
	kind, name, _ = strings.Cut(e.Workload, "/")
	return kind, name
}

// DNS is a question, or the answer to it.
type DNS struct {
	Query  string   `json:"query,omitempty"`
	Types  []string `json:"types,omitempty"`
	Answer bool     `json:"answer,omitempty"`
	Rcode  uint32   `json:"rcode,omitempty"` // of an answer: 0 NOERROR, 2 SERVFAIL, 3 NXDOMAIN, 5 REFUSED
	IPs    int      `json:"ips,omitempty"`   // how many addresses it has
}

// HTTP is a request, or the answer to it. Its path is not kept.
type HTTP struct {
	Method string `json:"method,omitempty"`
	Code   uint32 `json:"code,omitempty"` // of an answer
}

// Policy names what decided.
type Policy struct {
	Kind      string `json:"kind,omitempty"`
	Namespace string `json:"namespace,omitempty"`
	Name      string `json:"name"`
}

// String is the policy as an operator would say it.
func (p Policy) String() string {
	return strings.TrimSpace(p.Kind + " " + strings.TrimPrefix(p.Namespace+"/"+p.Name, "/"))
}

// Enforcer is the end whose policies are asked: the source of what leaves, the
// destination of what arrives.
func (f *Flow) Enforcer() End {
	if (f.Direction == "ingress") == f.Reply {
		return f.Client
	}
	return f.Server
}

// Opens reports whether it is the first packet of a TCP connection.
func (f *Flow) Opens() bool { return f.Protocol == "TCP" && !f.Reply && f.Flags == "SYN" }
