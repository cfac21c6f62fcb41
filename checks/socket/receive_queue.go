package socket

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
)

// ReceiveQueue finds connections whose data the kernel throws away again, since
// their program does not read it or memory is short.
var ReceiveQueue = &checks.Check{
	ID:   "socket.receive-queue",
	Asks: "Is there room for what arrives on the workload's connections?",
	Why: "Data that is not read in time fills the connection's memory. Then the kernel compacts it, drops what came out of order and at last what came in order: " +
		"the peer sends it all again, and the connection crawls.",
	Limits: "Compacting alone (PruneCalled) loses nothing. Which connection it was is not told, nor whether the pod's program or the node's memory for TCP is to blame.",
	Refs: []string{
		"net/ipv4/tcp_input.c (tcp_prune_queue, tcp_data_queue, tcp_data_queue_ofo), v6.12",
		"https://docs.kernel.org/networking/snmp_counter.html",
	},
	For:   []checks.Symptom{checks.PacketLoss, checks.Latency},
	Also:  []checks.Symptom{checks.Intermittent, checks.ConnectionTimeout, checks.HealthReview},
	Scope: evidence.Workload, Side: checks.Both,
	Needs: needs(),
	Remedy: checks.Remedy{
		Says: "Have the program read its connections as data comes: see whether it is short of processor time, or waits for something slower behind it. " +
			"A receive buffer that the program sets small by SO_RCVBUF is better left to the kernel.",
		Verify: []string{
			"kubectl -n {{.namespace}} top pod {{.pod}} --containers",
			"kubectl -n {{.namespace}} logs {{.pod}} --all-containers --tail=50",
		},
	},
	Eval: func(c *checks.Context) { each(c, "no segment was dropped for want of room", receiveQueue) },
}

// The share is our judgement; of fewer segments it says nothing.
var prunedSegments = netns.Limit{Percent: 1, Least: 10, Of: 1000}

func receiveQueue(p pod) answer {
	refused, known := p.Delta("TcpExt.TCPRcvQDrop")
	if !known {
		return unread("TcpExt.TCPRcvQDrop")
	}
	disordered, pruned := p.Moved("TcpExt.TCPOFODrop"), p.Moved("TcpExt.RcvPruned")
	lost := max(refused+disordered, pruned) // pruning in vain is counted before the drop
	compacted, came := p.Moved("TcpExt.PruneCalled"), p.Moved("Tcp.InSegs")
	amount := p.share(lost, came, "segments") + " were dropped for want of room"
	switch level := prunedSegments.Weigh(lost, came); {
	case lost == 0 && compacted > 0:
		return pass("receive queues were compacted %d times in %s (TcpExt.PruneCalled), and nothing was dropped", compacted, p.lasted())
	case level == netns.Slight:
		return pass("%s, too small a share to hurt", amount)
	case level == netns.Few:
		return unknown("%s: too few to tell, more traffic would", amount)
	case level == netns.Grave:
		return fail("%s: %d in order (TcpExt.TCPRcvQDrop), %d out of order (TcpExt.TCPOFODrop); queues were compacted %d times (TcpExt.PruneCalled), %d times in vain (TcpExt.RcvPruned)",
			amount, refused, disordered, compacted, pruned)
	}
	return well
}
