package server

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"
)

// Files are the paths of a server's certificate and key, and of the authority
// of its clients, as PEM.
type Files struct{ Certificate, Key, Clients string }

// certificates are what the files hold, read again when one of them changes.
type certificates struct {
	files  Files
	mu     sync.Mutex
	stamp  string
	config *tls.Config
}

// Config is a TLS configuration for servers whose clients need a certificate.
// Files that change are read again at the next connection; while they make no
// sense, the last that did stay in use.
func (f Files) Config() (*tls.Config, error) {
	c := &certificates{files: f}
	if _, err := c.current(nil); err != nil {
		return nil, err
	}
	return &tls.Config{MinVersion: tls.VersionTLS13, GetConfigForClient: c.current}, nil
}

func (c *certificates) current(*tls.ClientHelloInfo) (*tls.Config, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	stamp, err := c.files.stamp()
	if err == nil && stamp == c.stamp {
		return c.config, nil
	}
	var config *tls.Config
	if err == nil {
		config, err = c.files.load()
	}
	switch {
	case err == nil:
		c.config, c.stamp = config, stamp
	case c.config == nil:
		return nil, err
	}
	return c.config, nil
}

// stamp changes when a file does; kubelet replaces mounted files by renaming.
func (f Files) stamp() (string, error) {
	var all string
	for _, path := range []string{f.Certificate, f.Key, f.Clients} {
		info, err := os.Stat(path)
		if err != nil {
			return "", fmt.Errorf("cannot find the certificates: %w", err)
		}
		all += fmt.Sprintln(info.Size(), info.ModTime().Format(time.RFC3339Nano))
	}
	return all, nil
}

func (f Files) load() (*tls.Config, error) {
	pair, err := tls.LoadX509KeyPair(f.Certificate, f.Key)
	if err != nil {
		return nil, fmt.Errorf("cannot read the server's certificate: %w", err)
	}
	authority, err := os.ReadFile(f.Clients)
	if err != nil {
		return nil, fmt.Errorf("cannot read the authority of the clients: %w", err)
	}
	clients := x509.NewCertPool()
	if !clients.AppendCertsFromPEM(authority) {
		return nil, errors.New("cannot read the authority of the clients: the file holds no certificate")
	}
	return &tls.Config{
		MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{pair},
		ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: clients,
	}, nil
}
