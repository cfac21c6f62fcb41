package reach

import (
	"context"

	"github.com/cilium/cilium/pkg/endpoint/regeneration"
	"github.com/cilium/cilium/pkg/identity"
	"github.com/cilium/cilium/pkg/policy"
	"github.com/cilium/cilium/pkg/policy/api"
	"github.com/cilium/cilium/pkg/types"
	"github.com/cilium/cilium/pkg/u8proto"

	envoy "github.com/cilium/proxy/go/cilium/api"
)

// resolver resolves the policy of one subject, in a repository that knows the
// reserved identities, the subject and its peer.
type resolver struct {
	engine        *Engine
	repository    *policy.Repository
	subject, peer *identity.Identity
	owner         *owner
}

func newResolver(e *Engine, subject, peer *face) *resolver {
	r := &resolver{engine: e, subject: numbered(subject, 0), peer: numbered(peer, 1), owner: &owner{face: subject}}
	if subject.isHost() {
		r.subject = &identity.Identity{ID: identity.ReservedIdentityHost, LabelArray: subject.host, Labels: subject.host.Labels()}
	}
	if alike(subject, peer) {
		r.peer = r.subject
	}
	known := identity.ListReservedIdentities()
	known[r.peer.ID], known[r.subject.ID] = r.peer.LabelArray, r.subject.LabelArray
	r.repository = policy.NewPolicyRepository(silent, known, noSecrets{}, noSecrets{}, nil, nil)
	r.repository.UpdateIdentities(known, nil)
	named := types.NewNamedPortMultiMap()
	named.Update(r.peer.ID, nil, peer.ports)
	r.repository.SetNamedPortsGetter(getter{named})
	return r
}

// policy is what the entries come to for the subject.
func (r *resolver) policy(which []int) (*policy.EndpointPolicy, error) {
	for id, entries := range r.engine.book.resources(which) {
		r.repository.ReplaceByResource(entries, id)
	}
	selected, _, err := r.repository.ComputeSelectorPolicy(r.subject)
	if err != nil {
		return nil, err
	}
	resolved := selected.DistillPolicy(silent, r.owner, map[string]uint16{policy.FallbackRedirectID: everyRedirect})
	if err := resolved.Ready(); err != nil {
		return nil, err
	}
	return resolved, nil
}

// owner is the endpoint that a policy is resolved for.
type owner struct{ *face }

// GetID implements policy.PolicyOwner.
func (o *owner) GetID() uint64 { return 1 }

// GetIngressNamedPort implements policy.PolicyOwner.
func (o *owner) GetIngressNamedPort(name string, proto u8proto.U8proto) uint16 {
	if p := o.ports[name]; p.Proto == proto {
		return p.Port
	}
	return 0
}

// PolicyDebug implements policy.PolicyOwner.
func (o *owner) PolicyDebug(string, ...any) {}

// IsHost implements policy.PolicyOwner.
func (o *owner) IsHost() bool { return o.isHost() }

// PreviousMapStateSizes implements policy.PolicyOwner.
func (o *owner) PreviousMapStateSizes() policy.MapStateSizes { return policy.MapStateSizes{} }

// RegenerateIfAlive implements policy.PolicyOwner; nothing here lives.
func (o *owner) RegenerateIfAlive(*regeneration.ExternalRegenerationMetadata) <-chan bool {
	done := make(chan bool)
	close(done)
	return done
}

type getter struct{ named types.NamedPortMultiMap }

// GetNamedPorts implements policy.NamedPortsGetter.
func (g getter) GetNamedPorts() types.NamedPortMultiMap { return g.named }

// noSecrets stands for what a proxy would be told. Which connections go to a
// proxy does not depend on it.
type noSecrets struct{}

// GetTLSContext implements certificatemanager.CertificateManager.
func (noSecrets) GetTLSContext(context.Context, *api.TLSContext, string) (ca, public, private string, inline bool, err error) {
	return "", "", "", false, nil
}

// GetEnvoyHTTPRules implements envoypolicy.EnvoyL7RulesTranslator.
func (noSecrets) GetEnvoyHTTPRules(*api.L7Rules, string) (*envoy.HttpNetworkPolicyRules, bool) {
	return &envoy.HttpNetworkPolicyRules{}, true
}
