package checks

import "fmt"

// Symptom is what an operator complains of, from a closed list.
type Symptom string

// The closed list of symptoms.
const (
	DNSFails           Symptom = "dns-fails"
	ConnectionRefused  Symptom = "connection-refused"
	ConnectionTimeout  Symptom = "connection-timeout"
	Intermittent       Symptom = "intermittent"
	PacketLoss         Symptom = "packet-loss"
	Latency            Symptom = "latency"
	EgressBlocked      Symptom = "egress-blocked"
	IngressUnreachable Symptom = "ingress-unreachable"
	IPExhaustion       Symptom = "ip-exhaustion"
	PolicyReview       Symptom = "policy-review"
	HealthReview       Symptom = "health-review"
)

// Symptoms is the closed list, in the order of the constants.
func Symptoms() []Symptom {
	return []Symptom{
		DNSFails, ConnectionRefused, ConnectionTimeout, Intermittent, PacketLoss, Latency,
		EgressBlocked, IngressUnreachable, IPExhaustion, PolicyReview, HealthReview,
	}
}

// Unreachable are the symptoms of "A cannot reach B" inside the cluster.
func Unreachable() []Symptom {
	return []Symptom{ConnectionRefused, ConnectionTimeout, Intermittent, HealthReview}
}

// Losses are the symptoms of packets that are lost, or late, on their way.
func Losses() []Symptom {
	return []Symptom{ConnectionTimeout, Intermittent, PacketLoss, Latency, HealthReview}
}

// Beyond are what callers may take lost packets for.
func Beyond() []Symptom {
	return []Symptom{ConnectionRefused, DNSFails, EgressBlocked, IngressUnreachable}
}

// UnmarshalText reads a symptom of the closed list.
func (s *Symptom) UnmarshalText(text []byte) error {
	for _, known := range Symptoms() {
		if string(known) == string(text) {
			*s = known
			return nil
		}
	}
	return fmt.Errorf("cannot read symptom %q: not in the closed list", text)
}
