package kube

import (
	"fmt"
	"strings"

	"github.com/spf13/pflag"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

// Flags are kubectl's flags that choose a cluster.
type Flags struct {
	rules     *clientcmd.ClientConfigLoadingRules
	overrides clientcmd.ConfigOverrides
}

// BindFlags adds kubectl's flags to a flag set: --kubeconfig, --context, -n,
// --as, --server, --request-timeout and the rest.
func BindFlags(set *pflag.FlagSet) *Flags {
	f := &Flags{rules: clientcmd.NewDefaultClientConfigLoadingRules()}
	set.StringVar(&f.rules.ExplicitPath, "kubeconfig", "", "path to the kubeconfig file (default $KUBECONFIG or ~/.kube/config)")
	flags := clientcmd.RecommendedConfigOverrideFlags("")
	flags.ContextOverrideFlags.Namespace.ShortName = "n"
	clientcmd.BindOverrideFlags(&f.overrides, set, flags)
	return f
}

// Chosen is a cluster that flags and kubeconfig choose.
type Chosen struct {
	Config *rest.Config
	// Namespace is the one given by -n or, failing that, by the context; empty
	// if neither says one.
	Namespace string
	// Context is the one given by --context; empty if the current one is used.
	Context string
}

// Load reads the kubeconfig, or the pod's service account where there is none.
func (f *Flags) Load() (Chosen, error) {
	loader := clientcmd.NewNonInteractiveDeferredLoadingClientConfig(f.rules, &f.overrides)
	config, err := loader.ClientConfig()
	if clientcmd.IsEmptyConfig(err) {
		return Chosen{}, fmt.Errorf("cannot use the kubeconfig: no cluster is named in %s; give one with --kubeconfig, or see \"az aks get-credentials --help\"",
			strings.Join(f.rules.GetLoadingPrecedence(), ", "))
	}
	if err != nil {
		return Chosen{}, fmt.Errorf("cannot use the kubeconfig: %w; see \"kubectl config get-contexts\"", err)
	}
	chosen := Chosen{Config: config, Context: f.overrides.CurrentContext}
	if namespace, explicit, err := loader.Namespace(); err == nil && (explicit || namespace != "default") {
		chosen.Namespace = namespace
	}
	return chosen, nil
}
