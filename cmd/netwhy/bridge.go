package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"

	"github.com/netwhy/netwhy/agent/bearer"
	"github.com/netwhy/netwhy/agent/mcp"
	"github.com/netwhy/netwhy/agent/source/kube"
	"github.com/spf13/pflag"
)

// bridging is how an IDE, or a question, is led to a server elsewhere.
type bridging struct {
	name      string // of the flag
	server    string
	tokenFile string
	userToken bool
	authority string
}

// bind binds the flag of that name, which does what, and those that go with it.
func (b *bridging) bind(set *pflag.FlagSet, name, does string) {
	b.name = name
	set.StringVar(&b.server, name, "", does+" the netwhy at this address, as https://netwhy.example/mcp, in place of reading the cluster from here")
	set.StringVar(&b.tokenFile, "token-file", "", "with --"+name+": a file that holds the token to send, read anew for each request")
	set.BoolVar(&b.userToken, "user-token", false, "with --"+name+": send the token of your kubeconfig's user, or of its plugin; whoever runs that server could use it as you")
	set.StringVar(&b.authority, name+"-ca", "", "with --"+name+": a file with the certificates of the authority that vouches for the server; the system's if empty")
}

// open prepares to pass on.
func (b *bridging) open(flags *kube.Flags) (mcp.Bridge, error) {
	if err := b.private(); err != nil {
		return mcp.Bridge{}, err
	}
	if (b.tokenFile == "") == !b.userToken {
		return mcp.Bridge{}, errors.New("cannot say who you are: want either --token-file or --user-token")
	}
	way := http.DefaultTransport.(*http.Transport).Clone()
	if b.authority != "" {
		text, err := os.ReadFile(b.authority)
		if err != nil {
			return mcp.Bridge{}, fmt.Errorf("cannot read the authority's certificates: %w", err)
		}
		way.TLSClientConfig = &tls.Config{RootCAs: x509.NewCertPool(), MinVersion: tls.VersionTLS12}
		if !way.TLSClientConfig.RootCAs.AppendCertsFromPEM(text) {
			return mcp.Bridge{}, fmt.Errorf("cannot use %s: it holds no certificate", b.authority)
		}
	}
	sender := bearer.FromFile(b.tokenFile, way)
	if b.userToken {
		chosen, err := flags.Load()
		if err != nil {
			return mcp.Bridge{}, err
		}
		if sender, err = kube.Bearing(chosen.Config, way); err != nil {
			return mcp.Bridge{}, err
		}
	}
	// Whoever is led elsewhere would take the token along.
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return mcp.Bridge{Server: b.server, Client: &http.Client{Transport: sender, CheckRedirect: stay}}, nil
}

// private refuses an address to which the token could be read on the way.
func (b *bridging) private() error {
	u, err := url.Parse(b.server)
	if err != nil || u.Host == "" || u.User != nil || u.Fragment != "" {
		return fmt.Errorf("cannot read the address of --%s: want one as https://netwhy.example/mcp", b.name)
	}
	if ip := net.ParseIP(u.Hostname()); u.Scheme == "https" || u.Scheme == "http" && ip != nil && ip.IsLoopback() {
		return nil
	}
	return fmt.Errorf("cannot send a token to %s: want https, or a loopback address as http://127.0.0.1:PORT/mcp", u)
}
