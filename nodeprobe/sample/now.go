package sample

// Listener is a socket that takes connections or datagrams, in the network
// namespace of a pod or of the node.
type Listener struct {
	Namespace string `json:"netns"`    // "host", or a pod's UID
	Protocol  string `json:"protocol"` // tcp, tcp6, udp or udp6
	Address   string `json:"address"`  // without the port; "::" and "0.0.0.0" are all
	Port      uint16 `json:"port"`
	Queue     uint32 `json:"queue,omitempty"` // connections that wait to be accepted, or bytes to be read
	Limit     uint32 `json:"limit,omitempty"` // connections that may wait; 0 is not known, as in pods
	Drops     uint32 `json:"drops,omitempty"` // datagrams or connections lost since the socket was made
}

// Route is a default route, or one that refuses packets, of a network
// namespace's main table. No other route is told.
type Route struct {
	Namespace   string `json:"netns"`             // "host", or a pod's UID
	Destination string `json:"to"`                // a prefix; 0.0.0.0/0 and ::/0 are the defaults
	Gateway     string `json:"gateway,omitempty"` // "" where there is none
	Device      string `json:"device,omitempty"`  // "" where the route leads nowhere
	Metric      uint32 `json:"metric,omitempty"`  // the smallest wins
	// Rejects says that packets are dropped or refused: blackhole, unreachable, prohibit.
	Rejects bool `json:"rejects,omitempty"`
}

// LocalPorts are the local ports that connections of a pod take, and how these
// are getting on.
type LocalPorts struct {
	Namespace string `json:"netns"` // a pod's UID
	// Runs are those of four ports and more without a gap to one peer. The kernel
	// takes every second port for as long as there are any (__inet_hash_connect,
	// net/ipv4/inet_hashtables.c, v6.12): a run shows that there were none left.
	Runs []PortRun `json:"runs,omitempty"`
	// Calls are its TCP connections by their peer, those without an answer first.
	Calls []Calls `json:"calls,omitempty"`
}

// Calls are the connections with one peer that are open, or are to be opened.
type Calls struct {
	Peer    string `json:"peer"`              // address and port
	Open    int    `json:"open,omitempty"`    // ESTABLISHED, whoever opened them
	Opening int    `json:"opening,omitempty"` // SYN_SENT: there is no answer yet
	Resent  uint64 `json:"resent,omitempty"`  // how often those that wait have sent their SYN again
}

// PortRun is the first and the last of such ports.
type PortRun struct {
	Peer  string `json:"peer"` // address and port
	First uint16 `json:"first"`
	Last  uint16 `json:"last"`
}

// NeighbourEntry is an entry of the node's neighbour tables that found no address,
// or that somebody set for ever.
type NeighbourEntry struct {
	Address string `json:"address"`
	Device  string `json:"device"`
	State   string `json:"state"` // as ip prints it: FAILED, INCOMPLETE or PERMANENT
	MAC     string `json:"mac,omitempty"`
}
