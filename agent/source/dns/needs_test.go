package dns

import (
	"fmt"
	"testing"
)

func TestWhoMayAskForAName(t *testing.T) {
	const others = "[get dnslookups.netwhy.io in all namespaces]"
	for name, want := range map[string]string{
		"pay.secret.svc.cluster.local":         "[get services in namespace secret]",
		"PAY.Secret.SVC.cluster.local.":        "[get services in namespace secret]",
		"0.db.secret.svc":                      "[get services in namespace secret]",
		"svc.secret.svc.cluster.local":         "[get services in namespace secret]",
		"10-0-0-1.secret.pod.cluster.local":    "[get pods in namespace secret]",
		"x.mine.svc.secret.svc.cluster.local":  "[get services in namespace mine get services in namespace secret]",
		"x.mine.pod.secret.svc.cluster.local":  "[get pods in namespace mine get services in namespace secret]",
		"kubernetes.default.svc.cluster.local": others,
		"kubernetes.default.svc.secret.svc.cl": "[get services in namespace secret]",
		"other.default.svc.cluster.local":      "[get services in namespace default]",
		"example.com":                          others,
		"svc":                                  others,
		"invalid":                              others,
		"":                                     others,
	} {
		if got := fmt.Sprint(needs(Args{Name: name})); got != want {
			t.Errorf("%s: needs %s, want %s", name, got, want)
		}
	}
	// Written otherwise, a name would need another right.
	if name, err := usable(`pay.secret.\115vc.cluster.local`); err == nil {
		t.Errorf("asks for %s", name)
	}
}
