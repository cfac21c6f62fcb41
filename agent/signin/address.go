package signin

import (
	"fmt"
	"net/netip"
	"net/url"
	"strings"
)

// address reads one that nobody can listen to on the way: of https, or of this
// machine.
func address(what, text string) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, fmt.Errorf("cannot read %s %q: want one as https://netwhy.example", what, text)
	}
	u.Host = strings.ToLower(u.Host)
	ip, err := netip.ParseAddr(u.Hostname())
	here := u.Hostname() == "localhost" || err == nil && ip.IsLoopback()
	if u.Scheme != "https" && (u.Scheme != "http" || !here) {
		return nil, fmt.Errorf("cannot use %s %s: want https, since http can be listened to", what, u)
	}
	return u, nil
}

// mostPath bounds where somebody comes back to.
const mostPath = 500

// local is a path of this server to come back to; anything else is the first
// page. An address of elsewhere would make the sign-in lead there.
func local(to string) string {
	u, err := url.Parse(to)
	if err != nil || len(to) > mostPath || u.Scheme != "" || u.Host != "" || u.User != nil || !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") ||
		strings.ContainsAny(to, "\\\r\n\t\x00") || strings.HasPrefix(u.Path, "//") || strings.ContainsAny(u.Path, "\\\r\n\t\x00") {
		return "/"
	}
	for _, own := range []string{Path, "/api"} {
		if u.Path == own || strings.HasPrefix(u.Path, own+"/") {
			return "/"
		}
	}
	return u.String()
}
