package node

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"

	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
)

// Files is the folder that holds tls.crt and tls.key, which the probes know us
// by, and ca.crt, which we know them by; "" if there is none. Their names are
// those of a Secret of type kubernetes.io/tls.
type Files string

// connection is a client with the certificates that are in the files now.
func (s *Source) connection() (*http.Client, error) {
	if s.files == "" {
		return nil, &tool.Failure{Reason: evidence.NotInstalled, Needs: "the node probe, and certificates to ask it (--probe-tls)"}
	}
	var pems [3]string
	for i, name := range []string{"tls.crt", "tls.key", "ca.crt"} {
		data, err := os.ReadFile(filepath.Join(string(s.files), name))
		if err != nil {
			return nil, unusable(err)
		}
		pems[i] = string(data)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.client != nil && s.pems == pems {
		return s.client, nil
	}
	client, err := newClient(pems, s.service.host())
	if err != nil {
		if s.client != nil {
			return s.client, nil // a rotation is half done
		}
		return nil, unusable(err)
	}
	s.client, s.pems = client, pems
	return client, nil
}

func unusable(err error) error {
	return &tool.Failure{Reason: evidence.Malformed, Err: fmt.Errorf("cannot use the certificates for the node probes: %w", err)}
}

func newClient(pems [3]string, host string) (*http.Client, error) {
	pair, err := tls.X509KeyPair([]byte(pems[0]), []byte(pems[1]))
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM([]byte(pems[2])) {
		return nil, errors.New("ca.crt holds no certificate")
	}
	return &http.Client{
		Transport: &http.Transport{
			TLSClientConfig:     &tls.Config{Certificates: []tls.Certificate{pair}, RootCAs: roots, ServerName: host, MinVersion: tls.VersionTLS13},
			MaxIdleConnsPerHost: 1, MaxIdleConns: most, IdleConnTimeout: patience,
			MaxResponseHeaderBytes: 64 << 10,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}, nil
}
