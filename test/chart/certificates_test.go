package chart

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
)

const authority = "netwhy/netwhy-authority"

// installed are the Secrets that an installation, or an upgrade of what is there, makes.
func installed(t *testing.T, values string, there cluster) cluster {
	t.Helper()
	made := cluster{}
	for _, s := range find[*corev1.Secret](objects(t, values, there)) {
		made[s.Namespace+"/"+s.Name] = s
	}
	return made
}

// aged takes a time back in an annotation of a Secret.
func (c cluster) aged(t *testing.T, secret, note string, by time.Duration) {
	t.Helper()
	old := c[secret].Annotations["netwhy.io/"+note]
	made, err := strconv.ParseInt(old, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	c[secret].Annotations["netwhy.io/"+note] = fmt.Sprint(made - int64(by/time.Second))
}

// trusts verifies who serves or asks with one Secret, as the holder of another does.
func (c cluster) trusts(holder, shown, name string, usage x509.ExtKeyUsage) error {
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(c[holder].Data["ca.crt"]) {
		return fmt.Errorf("%s holds no authority", holder)
	}
	block, _ := pem.Decode(c[shown].Data["tls.crt"])
	leaf, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return err
	}
	_, err = leaf.Verify(x509.VerifyOptions{Roots: roots, DNSName: name, KeyUsages: []x509.ExtKeyUsage{usage}})
	return err
}

const (
	agent  = "netwhy/netwhy-tls"
	probe  = "netwhy/netwhy-nodeprobe"
	client = "netwhy/netwhy-nodeprobe-client"
)

// hold says whether everybody trusts whom they have to, with bundles of one time
// and certificates of another: files are not renewed at once everywhere.
func hold(t *testing.T, bundles, leaves cluster) {
	t.Helper()
	mixed := cluster{}
	for name := range bundles {
		if leaves[name] == nil {
			continue
		}
		mixed[name] = bundles[name].DeepCopy()
		mixed["new "+name] = leaves[name]
	}
	for _, name := range []string{"netwhy", "netwhy.netwhy", "netwhy.netwhy.svc", "netwhy.netwhy.svc.cluster.local", "localhost"} {
		if err := mixed.trusts(agent, "new "+agent, name, x509.ExtKeyUsageServerAuth); err != nil {
			t.Errorf("the agent as %s: %v", name, err)
		}
	}
	if err := mixed.trusts(client, "new "+probe, "netwhy-nodeprobe.netwhy.svc", x509.ExtKeyUsageServerAuth); err != nil {
		t.Errorf("the agent does not know the probe: %v", err)
	}
	if err := mixed.trusts(probe, "new "+client, "", x509.ExtKeyUsageClientAuth); err != nil {
		t.Errorf("the probe does not know the agent: %v", err)
	}
}

func TestCertificatesAreTrusted(t *testing.T) {
	first := installed(t, "{}", nil)
	hold(t, first, first)
	for _, server := range []string{agent, probe} {
		if first.trusts(probe, server, "", x509.ExtKeyUsageClientAuth) == nil {
			t.Errorf("a probe takes the certificate of %s for a client's", server)
		}
	}
	public := installed(t, "signIn: {publicURL: 'https://netwhy.example:444/'}", first)
	if err := public.trusts(agent, agent, "netwhy.example", x509.ExtKeyUsageServerAuth); err != nil {
		t.Error(err)
	}
	if !bytes.Equal(public[probe].Data["tls.crt"], first[probe].Data["tls.crt"]) {
		t.Error("the probe's certificate was issued anew for another's name")
	}
	apart := installed(t, "nodeprobe: {namespace: {name: probes}}", nil)
	if err := apart.trusts(client, "probes/netwhy-nodeprobe", "netwhy-nodeprobe.probes.svc", x509.ExtKeyUsageServerAuth); err != nil {
		t.Error(err)
	}
}

func TestUpgradesKeepCertificatesWhileTheyAreYoung(t *testing.T) {
	first := installed(t, "{}", nil)
	second := installed(t, "{}", first)
	for name, s := range first {
		for key, value := range s.Data {
			if !bytes.Equal(value, second[name].Data[key]) {
				t.Errorf("an upgrade changed %s of %s", key, name)
			}
		}
	}
	for _, name := range []string{agent, probe, client} {
		second.aged(t, name, "issued", 31*24*time.Hour)
	}
	third := installed(t, "{}", second)
	for _, name := range []string{agent, probe, client} {
		if bytes.Equal(third[name].Data["tls.crt"], second[name].Data["tls.crt"]) || !bytes.Equal(third[name].Data["ca.crt"], second[name].Data["ca.crt"]) {
			t.Errorf("%s was not issued anew by the same authority", name)
		}
	}
	hold(t, second, third)
	hold(t, third, second)
}

func TestAnAuthorityIsAnnouncedBeforeItSigns(t *testing.T) {
	first := installed(t, "{}", nil)
	for _, of := range []string{"servers", "clients"} {
		first.aged(t, authority, of+"-made", 1826*24*time.Hour)
	}
	announced := installed(t, "{}", first)
	if len(announced[authority].Data["servers-next.crt"]) == 0 || !bytes.Equal(announced[authority].Data["servers.crt"], first[authority].Data["servers.crt"]) {
		t.Fatal("no authority was announced, or it signs at once")
	}
	soon := installed(t, "{}", announced)
	if !bytes.Equal(soon[authority].Data["servers.crt"], first[authority].Data["servers.crt"]) {
		t.Error("an authority signs before everybody can know it")
	}
	for _, of := range []string{"servers", "clients"} {
		announced.aged(t, authority, of+"-announced", 2*time.Hour)
	}
	changed := installed(t, "{}", announced)
	if !bytes.Equal(changed[authority].Data["servers.crt"], announced[authority].Data["servers-next.crt"]) {
		t.Error("the announced authority does not sign")
	}
	for i, step := range []cluster{first, announced, changed, installed(t, "{}", changed)} {
		t.Log("step", i)
		hold(t, step, step)
		if i > 0 {
			hold(t, announced, step)
			hold(t, step, announced)
		}
	}
	for _, of := range []string{"servers", "clients"} {
		first.aged(t, authority, of+"-made", 3650*24*time.Hour)
	}
	renewed := installed(t, "{}", first)
	if bytes.Equal(renewed[authority].Data["servers.crt"], first[authority].Data["servers.crt"]) {
		t.Error("an authority that ended still signs")
	}
	hold(t, renewed, renewed)
}

// Two authorities can be of one second: which of them signed is told by their certificates.
func TestACertificateOfAnotherAuthorityIsIssuedAnew(t *testing.T) {
	first, other := installed(t, "{}", nil), installed(t, "{}", nil)
	other[authority].Annotations = first[authority].Annotations
	first[authority] = other[authority]
	restored := installed(t, "{}", first)
	if !bytes.Equal(restored[authority].Data["servers.crt"], other[authority].Data["servers.crt"]) {
		t.Error("the authority that is there does not sign")
	}
	hold(t, restored, restored)
}

func TestOthersCertificatesAreTaken(t *testing.T) {
	for values, want := range map[string]string{
		"certificates: {source: certManager}": "kind: Certificate",
		"certificates: {source: certManager, certManager: {issuerRef: {name: i, kind: ClusterIssuer}}}": "kind: ClusterIssuer",
		"certificates: {source: existing, existing: {server: a, nodeprobe: b, nodeprobeClient: c}}":     "secretName: a",
	} {
		if made := installed(t, values, nil); len(made) > 0 {
			t.Errorf("%s: the chart made %d Secrets", values, len(made))
		}
		if all := strings.Join(documents(t, values, nil), "\n---\n"); !strings.Contains(all, want) {
			t.Errorf("%s: nothing says %q", values, want)
		}
	}
}
