package evidence

import "github.com/netwhy/netwhy/checks/hubble"

const hubbleRelay = "Hubble Relay"

// What the dataplane did with packets, by Hubble Relay. All are Open: a flow
// that is not there proves nothing unless the view at the record's end says so.
var (
	CallFlows = Lists[hubble.Item](flows("call-flows", Call, Query{Tool: ToolHubble, Namespace: ownNamespace, Name: "{workload}", Peer: "{peer}"},
		"the flows of the last minutes between the pods of a caller and the namespace or host that it calls, counted; drops first"))
	// CallFlowsAhead are read after all else of their round has been: what they tell
	// is newer than the policies and objects that it is held against.
	CallFlowsAhead = Lists[hubble.Item](flows("call-flows-ahead", Call, Query{Tool: ToolHubble, Namespace: ownNamespace, Name: "{workload}", Peer: "{peer}", Watch: 8},
		"the flows between the pods of a caller and what it calls, as they come within some seconds from now"))
	WorkloadFlows = Lists[hubble.Item](flows("workload-flows", Workload, Query{Tool: ToolHubble, Namespace: ownNamespace, Name: "{name}"},
		"the flows of the last minutes from and to the pods of a workload, counted; drops first"))

	// HubbleView is Closed: the relay names every node that it knows of.
	HubbleView = Lists[hubble.View](Meta{
		Name: "hubble-view", Scope: Cluster, Part: hubbleRelay, Budget: Budget{Seconds: 10}, Query: Query{Tool: ToolHubble},
		Says: "what Hubble Relay can see: the nodes that answer, how far back their flows reach, what was lost",
	})
)

func flows(name string, scope Scope, q Query, says string) Meta {
	return Meta{Name: name, Scope: scope, World: Open, Part: hubbleRelay, Budget: Budget{Seconds: 12 + q.Watch}, Query: q, Says: says}
}
