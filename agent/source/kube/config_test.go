package kube

import "testing"

func TestOnlyAnAPIServerNearbyIsAskedForBytesAsTheyAre(t *testing.T) {
	t.Setenv("KUBERNETES_SERVICE_HOST", "10.0.0.1")
	for server, want := range map[string]bool{
		"https://127.0.0.1:6443": true, "https://[::1]:6443": true, "https://localhost:6443": true, "https://10.0.0.1:443": true,
		"https://shop-1a2b.hcp.westeurope.azmk8s.io:443": false, "https://10.0.0.2": false, "127.0.0.1:6443": false, "": false, "://": false,
	} {
		if near(server) != want {
			t.Errorf("%s: got %t", server, !want)
		}
	}
	t.Setenv("KUBERNETES_SERVICE_HOST", "")
	if near("") {
		t.Error("where there is no cluster around, no address is its own")
	}
}
