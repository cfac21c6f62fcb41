package install

import (
	"crypto/tls"
	"encoding/base64"
	"encoding/pem"
	"strconv"
	"strings"
	"testing"
	"time"
)

// serves reports whether the agent shows a certificate now, of base64.
func (w *world) serves(t *testing.T, certificate string) bool {
	t.Helper()
	text, err := base64.StdEncoding.DecodeString(certificate)
	if err != nil {
		t.Fatal(err)
	}
	want, _ := pem.Decode(text)
	at, end := w.forward(t, "", "8443")
	defer end()
	c, err := tls.Dial("tcp", at, &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS12}) //nolint:gosec // what it shows is looked at, and nothing sent
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close() //nolint:errcheck // nothing was sent
	return want != nil && string(c.ConnectionState().PeerCertificates[0].Raw) == string(want.Bytes)
}

// longAgo is when an authority was made that is to be followed by another, and has
// not ended: between the two ages of the chart's values.
func (w *world) longAgo(t *testing.T) string {
	t.Helper()
	text := w.must(t, "-n", namespace, "get", "secret", "netwhy-authority", "-o", "jsonpath={.metadata.annotations}")
	if !strings.Contains(text, "servers-made") {
		t.Fatalf("the authority does not say when it was made: %s", text)
	}
	const days = 2000
	return strconv.FormatInt(time.Now().AddDate(0, 0, -days).Unix(), 10)
}
