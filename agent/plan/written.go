package plan

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// portNames are the port names that are taken as such after a colon.
var portNames = set{"http": true, "https": true, "grpc": true, "web": true, "metrics": true, "tcp": true, "admin": true, "tls": true}

// written finds the names that show by their form, wherever they stand:
// quoted words, URLs, hosts, addresses, namespace/name, kind/name, name:port,
// generated names and hyphenated words that are not English.
func (l *lexicon) written(tokens []token) (out []token) {
	for _, t := range tokens {
		switch m := l.form(t); {
		case t.mark():
			out = append(out, t)
		case m != nil:
			out = append(out, token{text: "@", raw: t.raw, owner: t.owner, mention: m})
		default:
			out = append(out, l.loose(t)...)
		}
	}
	return out
}

// form reads a word as a name by its form alone.
func (l *lexicon) form(t token) *Mention {
	if t.mark() || t.text == "" || strings.HasPrefix(t.text, "/") || strings.ContainsAny(t.text, "@\\") {
		return nil
	}
	if t.quoted && isLabel(t.text) && t.raw == t.text && !l.complains(t) {
		return &Mention{Name: t.text}
	}
	if strings.HasSuffix(t.text, ".kubernetes.io") {
		return nil // an annotation or a webhook's name
	}
	if scheme, rest, ok := strings.Cut(t.text, "://"); ok && isLabel(scheme) {
		if end := strings.IndexAny(rest, "/?#"); end >= 0 {
			rest = rest[:end]
		}
		return l.hostPort(rest, true)
	}
	for _, sign := range []string{"=", "/", ":"} {
		if word, name, ok := strings.Cut(t.text, sign); ok {
			if m := l.titled(strings.TrimLeft(word, "-"), name); m != nil {
				return m
			}
		}
	}
	if parts := strings.Split(t.text, "/"); len(parts) > 1 {
		return l.path(parts)
	}
	if m := l.hostPort(t.text, false); m != nil {
		return m
	}
	switch {
	case !isLabel(t.text):
		return nil
	case generated(t.text):
		return &Mention{Kind: "pod", Name: t.text}
	case strings.HasPrefix(t.text, "aks-") && strings.ContainsAny(t.text, "0123456789"):
		return &Mention{Kind: "node", Name: t.text}
	case l.hyphened(t):
		return &Mention{Name: t.text}
	}
	return nil
}

// titled reads kind/name, kind:name and kind=name. Jargon is a name only
// after kubectl's own words: "deploy/coredns" is, "ingress/egress" is not.
func (l *lexicon) titled(word, name string) *Mention {
	kind, ok := l.kinds[word]
	brief, short := l.short[word]
	if short {
		kind = brief
	}
	name, port := cutPort(name)
	_, another := l.kinds[name]
	sure := short || slices.Contains([]string{"svc", "sts", "ns", "deployment", "daemonset", "statefulset"}, word)
	switch {
	case !ok && !short, kind == "host", kind == "ip", another, !isLabel(name), l.stop[name], l.jargon[name] && !sure:
		return nil
	}
	return &Mention{Kind: kind, Name: name, Port: port}
}

// path reads what has slashes: namespace/name, namespace/kind/name, or a host
// with a path.
func (l *lexicon) path(parts []string) *Mention {
	if m := l.hostPort(parts[0], false); m != nil && (m.Kind == "host" || m.Kind == "ip") {
		if _, err := strconv.Atoi(parts[1]); m.Kind == "ip" && err == nil {
			return nil // a range of addresses is nobody's name
		}
		for _, api := range []string{"k8s.io", "kubernetes.io", "cilium.io"} {
			if m.Name == api || strings.HasSuffix(m.Name, "."+api) {
				return nil // an API version or an annotation
			}
		}
		return m
	}
	place := parts[0]
	if !isLabel(place) || !hasLetter(place) || l.plain(place) && !l.places[place] {
		return nil
	}
	if len(parts) == 3 {
		if m := l.titled(parts[1], parts[2]); m != nil {
			m.Namespace = place
			return m
		}
		return nil
	}
	name, port := cutPort(parts[1])
	if len(parts) != 2 || !isLabel(name) || !hasLetter(name) || l.stop[name] {
		return nil
	}
	return &Mention{Namespace: place, Name: name, Port: port}
}

// hostPort reads a host or an address with an optional port. A bare name
// needs a port to show that it is one, unless it stood in a URL.
func (l *lexicon) hostPort(word string, url bool) *Mention {
	if a, err := netip.ParseAddr(strings.Trim(word, "[]")); err == nil && a.Zone() == "" {
		return &Mention{Kind: "ip", Name: a.String()}
	}
	if a, err := netip.ParseAddrPort(word); err == nil && a.Addr().Zone() == "" {
		return &Mention{Kind: "ip", Name: a.Addr().String(), Port: strconv.Itoa(int(a.Port()))}
	}
	name, port := cutPort(word)
	name = strings.TrimSuffix(strings.TrimPrefix(name, "*."), ".")
	switch {
	case l.isHost(name), url && dotted(name):
		return &Mention{Kind: "host", Name: name, Port: port}
	case isLabel(name) && hasLetter(name) && (url || port != "" && !l.plain(name)):
		return &Mention{Name: name, Port: port, Literal: url}
	}
	return nil
}

// dotted reports whether a word is labels with dots between, as in a URL only a
// host is.
func dotted(word string) bool {
	labels := strings.Split(word, ".")
	return len(labels) > 1 && len(word) <= longestHost && !slices.ContainsFunc(labels, func(s string) bool { return !isLabel(s) })
}

// hyphened reports whether a word is a hyphenated name rather than English.
func (l *lexicon) hyphened(t token) bool {
	parts := strings.Split(t.text, "-")
	if len(parts) < 2 || l.plain(t.text) || l.prefixes[parts[0]] || strings.ToLower(t.raw[1:]) != t.raw[1:] {
		return false
	}
	return l.tails[parts[len(parts)-1]] ||
		slices.ContainsFunc(parts, func(p string) bool { return len(p) > 1 && hasLetter(p) && !l.plain(p) })
}

// loose cuts what is no name into words: "refused/reset", "broken.please",
// "dns:down". A port gets the word "port" before it.
func (l *lexicon) loose(t token) (out []token) {
	text := t.text
	if n, ok := strings.CutSuffix(strings.TrimSuffix(text, "/udp"), "/tcp"); isPort(n) && (ok || n != text) {
		return []token{{text: "port"}, {text: n}}
	}
	if n, ok := strings.CutPrefix(strings.TrimPrefix(text, "port"), ":"); ok && isPort(n) {
		return []token{{text: "port"}, {text: n}}
	}
	if strings.HasPrefix(text, "/") || strings.ContainsAny(text, "@\\=") || !strings.ContainsAny(text, "/.:") {
		return []token{t}
	}
	raw := t.raw
	for raw != "" {
		end := strings.IndexAny(raw, "/.:")
		if end < 0 {
			end = len(raw)
		}
		if end > 0 {
			out = append(out, token{text: strings.ReplaceAll(strings.ToLower(raw[:end]), "'", ""), raw: raw[:end]})
		}
		if end < len(raw) && raw[end] != '/' && len(text) > 3 && hasLetter(raw[end:]) {
			out = append(out, token{text: string(raw[end])})
		}
		raw = raw[min(end+1, len(raw)):]
	}
	return out
}
