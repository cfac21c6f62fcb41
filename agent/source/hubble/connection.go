package hubble

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/cilium/cilium/api/v1/observer"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
)

// Relay says where the relay is and how it is asked.
type Relay struct {
	Address string // host and port; "" if there is none
	// Files is the folder that holds tls.crt and tls.key, which the relay knows
	// us by, and ca.crt, which we know it by: the names of a Secret of type
	// kubernetes.io/tls, such as hubble-relay-client-certs.
	Files string
	// Name is what the relay's certificate must bear; [DefaultName] if empty.
	Name string
	// Plaintext asks without encryption.
	Plaintext bool
}

// DefaultName is what the certificates of relays bear, unless somebody else issued them.
const DefaultName = "instance.hubble-relay.cilium.io"

// mostMessage bounds one event: its names and labels take a few kilobytes.
const mostMessage = 1 << 20

// quick is how fast a connection is tried anew: within the time that a reading has.
var quick = backoff.Config{BaseDelay: 100 * time.Millisecond, Multiplier: 1.6, Jitter: 0.2, MaxDelay: time.Second}

// connection is a client with the certificates that are in the files now.
func (s *Source) connection() (observer.ObserverClient, error) {
	if s.recording != nil {
		return s.recording, nil
	}
	r := s.relay
	if r.Address == "" {
		return nil, &tool.Failure{Reason: evidence.NotInstalled, Needs: "Hubble Relay, and its address (--relay)"}
	}
	if r.Files == "" && !r.Plaintext {
		return nil, &tool.Failure{Reason: evidence.NotInstalled, Needs: "certificates to ask Hubble Relay (--relay-tls), or leave to ask it without (--relay-plaintext)"}
	}
	var pems [3]string
	if !r.Plaintext {
		for i, name := range []string{"tls.crt", "tls.key", "ca.crt"} {
			data, err := os.ReadFile(filepath.Join(r.Files, name))
			if errors.Is(err, fs.ErrNotExist) {
				return nil, &tool.Failure{Reason: evidence.NotInstalled, Needs: "the client certificate of Hubble Relay: tls.crt, tls.key and ca.crt, as the Secret hubble-relay-client-certs has them", Err: err}
			}
			if err != nil {
				return nil, unusable(err)
			}
			pems[i] = string(data)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.client != nil && s.pems == pems {
		return s.client, nil
	}
	secrets, err := r.credentials(pems)
	if err == nil {
		var next *grpc.ClientConn
		next, err = grpc.NewClient("passthrough:///"+r.Address, grpc.WithTransportCredentials(secrets),
			grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(mostMessage)),
			grpc.WithConnectParams(grpc.ConnectParams{Backoff: quick, MinConnectTimeout: patience}), grpc.WithUserAgent("netwhy"))
		if err == nil {
			s.replace(next, pems)
		}
	}
	if err != nil && s.client == nil {
		return nil, unusable(err)
	}
	return s.client, nil // the one before, if a rotation is half done
}

// replace closes the connection before; calls under way on it fail and are retried.
func (s *Source) replace(next *grpc.ClientConn, pems [3]string) {
	if s.conn != nil {
		_ = s.conn.Close() // nothing is lost: calls are retried
	}
	s.conn, s.client, s.pems, s.failed = next, observer.NewObserverClient(next), pems, nil
}

// Close ends the connection.
func (s *Source) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conn == nil {
		return nil
	}
	conn := s.conn
	s.conn, s.client = nil, nil
	return conn.Close()
}

func unusable(err error) error {
	return &tool.Failure{Reason: evidence.Malformed, Err: fmt.Errorf("cannot use the certificates for Hubble Relay: %w", err)}
}

func (r Relay) credentials(pems [3]string) (credentials.TransportCredentials, error) {
	if r.Plaintext {
		return insecure.NewCredentials(), nil
	}
	pair, err := tls.X509KeyPair([]byte(pems[0]), []byte(pems[1]))
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM([]byte(pems[2])) {
		return nil, errors.New("ca.crt holds no certificate")
	}
	name := r.Name
	if name == "" {
		name = DefaultName
	}
	return credentials.NewTLS(&tls.Config{Certificates: []tls.Certificate{pair}, RootCAs: roots, ServerName: name, MinVersion: tls.VersionTLS13}), nil
}
