package hubble

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	flowpb "github.com/cilium/cilium/api/v1/flow"
	"github.com/cilium/cilium/pkg/hubble/container"
	source "github.com/netwhy/netwhy/agent/source/hubble"
	"github.com/netwhy/netwhy/checks/hubble"
	"github.com/netwhy/netwhy/test/binary"
	"google.golang.org/protobuf/proto"
)

// places are who talks to whom, by namespace and workload.
var places = [][2]string{{"shop", "web"}, {"shop", "cart"}, {"payments", "api"}, {"payments", "ledger"}, {"telemetry", "collector"}, {"kube-system", "coredns"}}

// traffic is so many flows of all kinds, by time, the same for a seed.
func traffic(random *rand.Rand, many int, until time.Time, span time.Duration) (list []*flowpb.Flow) {
	pod := func() *flowpb.Endpoint {
		p := places[random.IntN(len(places))]
		return &flowpb.Endpoint{
			Identity: uint32(1000 + random.IntN(9)), Namespace: p[0], PodName: fmt.Sprintf("%s-7c9-%d", p[1], random.IntN(4)),
			Workloads: []*flowpb.Workload{{Kind: "Deployment", Name: p[1]}}, Labels: []string{"k8s:app=" + p[1]},
		}
	}
	for i := range many {
		at := until.Add(-span + span*time.Duration(i)/time.Duration(many))
		f := sample(random.IntN(20000), at, func(f *flowpb.Flow) {
			f.Source, f.Destination = pod(), pod()
			f.IP = &flowpb.IP{Source: fmt.Sprintf("10.0.0.%d", random.IntN(250)), Destination: fmt.Sprintf("10.0.1.%d", random.IntN(250))}
			f.L4.GetTCP().DestinationPort = []uint32{80, 443, 8080, 53}[random.IntN(4)]
		})
		f.Uuid = fmt.Sprintf("%016x-%016x", random.Uint64(), random.Uint64())
		switch random.IntN(6) {
		case 0:
			f.Destination = &flowpb.Endpoint{Identity: 2, Labels: []string{"reserved:world"}}
		case 1:
			f.Verdict, f.DropReasonDesc, f.EventType = flowpb.Verdict_DROPPED, flowpb.DropReason(130+random.IntN(78)), &flowpb.CiliumEventType{Type: 1}
		case 2:
			f.Verdict, f.DropReasonDesc, f.EventType = flowpb.Verdict_DROPPED, flowpb.DropReason_POLICY_DENIED, &flowpb.CiliumEventType{Type: 5}
		case 3:
			f.Type, f.EventType = flowpb.FlowType_L7, &flowpb.CiliumEventType{Type: 129}
			f.L7 = &flowpb.Layer7{Type: flowpb.L7FlowType_RESPONSE, Record: &flowpb.Layer7_Dns{Dns: &flowpb.DNS{Query: "api.example.com.", Rcode: uint32(random.IntN(6))}}}
		}
		list = append(list, f)
	}
	return list
}

// referee runs the official command against the relay.
type referee struct {
	program string
	world   *world
}

// prints is what the command prints for its arguments.
func (r referee) prints(t *testing.T, from, until time.Time, args ...string) []byte {
	t.Helper()
	in := func(name string) string { return filepath.Join(r.world.files, name) }
	args = append([]string{
		"observe", "--config", filepath.Join(t.TempDir(), "none.yaml"), "--server", "tls://" + r.world.address, "--tls-ca-cert-files", in("ca.crt"), "--tls-client-cert-file", in("tls.crt"),
		"--tls-client-key-file", in("tls.key"), "--tls-server-name", source.DefaultName, "-o", "jsonpb",
		"--since", from.Format(time.RFC3339Nano), "--until", until.Format(time.RFC3339Nano),
	}, args...)
	var out, problem bytes.Buffer
	cmd := exec.CommandContext(t.Context(), r.program, args...)
	cmd.Stdout, cmd.Stderr = &out, &problem
	if err := cmd.Run(); err != nil {
		t.Fatalf("cannot run %v: %v: %s", args, err, problem.String())
	}
	return out.Bytes()
}

// observe are the flows that the command prints for its arguments, by UUID.
func (r referee) observe(t *testing.T, from, until time.Time, args ...string) map[string]*flowpb.Flow {
	t.Helper()
	flows, _, err := hubble.Lines(r.prints(t, from, until, args...))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]*flowpb.Flow{}
	for _, f := range flows {
		found[f.GetUuid()] = f
	}
	return found
}

// TestTheOfficialCommandSeesTheSame asks both, in thirty ways.
func TestTheOfficialCommandSeesTheSame(t *testing.T) {
	program, err := binary.Path("hubble")
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, 3, container.Capacity4095, false)
	now := time.Now().UTC()
	random := rand.New(rand.NewPCG(7, 11))
	for _, n := range w.nodes {
		n.see(t, messages(traffic(random, 900, now.Add(-time.Second), 3*time.Minute))...)
	}
	both := func(pod string) [][]string { return [][]string{{"--from-pod", pod}, {"--to-pod", pod}} }
	between := func(a, b string) [][]string {
		return [][]string{{"--from-pod", a, "--to-pod", b}, {"--from-pod", b, "--to-pod", a}}
	}
	asks := map[string]struct {
		args    source.Args
		command [][]string
	}{
		"web":               {source.Args{Namespace: "shop", Name: "web"}, both("shop/web")},
		"cart":              {source.Args{Namespace: "shop", Name: "cart"}, both("shop/cart")},
		"shop":              {source.Args{Namespace: "shop"}, both("shop/")},
		"payments":          {source.Args{Namespace: "payments"}, both("payments/")},
		"dns":               {source.Args{Namespace: "kube-system", Name: "coredns"}, both("kube-system/coredns")},
		"a pod":             {source.Args{Namespace: "payments", Name: "api-7c9-2"}, both("payments/api-7c9-2")},
		"nobody":            {source.Args{Namespace: "shop", Name: "gone"}, both("shop/gone")},
		"web to payments":   {source.Args{Namespace: "shop", Name: "web", Peer: "namespace/payments"}, between("shop/web", "payments/")},
		"shop to telemetry": {source.Args{Namespace: "shop", Peer: "namespace/telemetry"}, between("shop/", "telemetry/")},
		"api among itself":  {source.Args{Namespace: "payments", Name: "api", Peer: "namespace/payments"}, between("payments/api", "payments/")},
	}
	judge := referee{program, w}
	queries, flows := 0, 0
	for _, window := range []time.Duration{15 * time.Second, time.Minute, 10 * time.Minute} {
		s := source.New(source.Relay{Address: w.address, Files: w.files}, window, func() time.Time { return now })
		for _, name := range slices.Sorted(maps.Keys(asks)) {
			ask := asks[name]
			ours, view, err := s.Observe(t.Context(), ask.args)
			if err != nil {
				t.Fatal(err)
			}
			theirs := map[string]*flowpb.Flow{}
			for _, command := range ask.command {
				maps.Copy(theirs, judge.observe(t, view.From, view.Until.Add(5*time.Second), command...))
			}
			compare(t, fmt.Sprintf("%s within %s", name, window), ours, theirs)
			queries, flows = queries+1, flows+len(ours)
		}
		_ = s.Close()
	}
	if queries != 30 || flows < 5000 {
		t.Errorf("%d flows of %d queries were compared, want thousands of 30", flows, queries)
	}
	t.Logf("%d queries, %d flows", queries, flows)
}

// compare holds our flows against theirs, and the counts that our record has
// against counts of theirs.
func compare(t *testing.T, name string, ours []*flowpb.Flow, theirs map[string]*flowpb.Flow) {
	t.Helper()
	mine := map[string]bool{}
	for _, f := range ours {
		mine[f.GetUuid()] = true
		if theirs[f.GetUuid()] == nil {
			t.Errorf("%s: the command does not see %s", name, f)
		}
	}
	for id, f := range theirs {
		if !mine[id] {
			t.Errorf("%s: only the command sees %s", name, f)
		}
	}
	want := map[string]int{}
	for _, f := range theirs {
		want[fmt.Sprintf("%s %s %s/%s→%s/%s", f.GetVerdict(), f.GetDropReasonDesc(), f.GetSource().GetNamespace(), f.GetSource().GetPodName(), f.GetDestination().GetNamespace(), f.GetDestination().GetPodName())]++
	}
	got := map[string]int{}
	for _, f := range hubble.Count(ours) {
		from, to := f.Client, f.Server
		if f.Reply {
			from, to = to, from
		}
		reason := flowpb.DropReason(f.Reason).String()
		got[fmt.Sprintf("%s %s %s/%s→%s/%s", f.Verdict, reason, from.Namespace, from.Pod, to.Namespace, to.Pod)] += f.Count
	}
	if !maps.Equal(got, want) {
		a, _ := json.MarshalIndent(got, "", " ")
		b, _ := json.MarshalIndent(want, "", " ")
		t.Errorf("%s: our counts are %s, theirs %s", name, a, b)
	}
	if len(ours) != len(theirs) {
		t.Errorf("%s: %d flows, the command sees %d", name, len(ours), len(theirs))
	}
}

func messages(list []*flowpb.Flow) (out []proto.Message) {
	for _, f := range list {
		out = append(out, f)
	}
	return out
}
