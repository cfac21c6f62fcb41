// Package certificate is what servers prove themselves by, of the probe and of the
// agent: files that somebody renews while the program runs.
package certificate

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
	if f.Clients == "" {
		return nil, errors.New("cannot let clients in by certificates: want the file of their authority")
	}
	return f.watched()
}

// Public is the same for servers whose clients need none.
func (f Files) Public() (*tls.Config, error) {
	f.Clients = ""
	return f.watched()
}

func (f Files) watched() (*tls.Config, error) {
	c := &certificates{files: f}
	if _, err := c.current(nil); err != nil {
		return nil, err
	}
	return &tls.Config{MinVersion: f.oldest(), GetConfigForClient: c.current}, nil
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
		if path == "" {
			continue
		}
		info, err := os.Stat(path)
		if err != nil {
			return "", fmt.Errorf("cannot find the certificates: %w", err)
		}
		all += fmt.Sprintln(info.Size(), info.ModTime().Format(time.RFC3339Nano))
	}
	return all, nil
}

// oldest is the least version of TLS: the probe's one client knows the newest,
// gateways before the agent may not.
func (f Files) oldest() uint16 {
	if f.Clients == "" {
		return tls.VersionTLS12
	}
	return tls.VersionTLS13
}

func (f Files) load() (*tls.Config, error) {
	pair, err := tls.LoadX509KeyPair(f.Certificate, f.Key)
	if err != nil {
		return nil, fmt.Errorf("cannot read the server's certificate: %w", err)
	}
	config := &tls.Config{MinVersion: f.oldest(), Certificates: []tls.Certificate{pair}, NextProtos: []string{"h2", "http/1.1"}}
	if f.Clients == "" {
		return config, nil
	}
	authority, err := os.ReadFile(f.Clients)
	if err != nil {
		return nil, fmt.Errorf("cannot read the authority of the clients: %w", err)
	}
	config.NextProtos, config.ClientAuth, config.ClientCAs = nil, tls.RequireAndVerifyClientCert, x509.NewCertPool()
	if !config.ClientCAs.AppendCertsFromPEM(authority) {
		return nil, errors.New("cannot read the authority of the clients: the file holds no certificate")
	}
	return config, nil
}

// Names are those that the certificate is for, as it was when it was first read.
func (f Files) Names() ([]string, error) {
	pair, err := tls.LoadX509KeyPair(f.Certificate, f.Key)
	if err != nil {
		return nil, fmt.Errorf("cannot read the server's certificate: %w", err)
	}
	names := pair.Leaf.DNSNames
	for _, ip := range pair.Leaf.IPAddresses {
		names = append(names, ip.String())
	}
	return names, nil
}
