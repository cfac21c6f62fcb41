package kernel

import (
	"io/fs"
	"net/netip"
	"strings"
)

// Resolver is what a resolv.conf asks of a resolver.
type Resolver struct {
	// Nameservers are all that the file names; glibc asks the first 3 only.
	Nameservers []netip.Addr
	// Invalid are nameservers that are not an address, such as one with a port:
	// resolvers silently leave them out.
	Invalid []string
	Search  []string // of the last search or domain line, which is the one that counts
	// NDots, Timeout (seconds) and Attempts are nil where the resolver decides:
	// glibc by 1, 5 and 2.
	NDots, Timeout, Attempts *uint32
	Flags                    []string // other options, as "rotate" or "single-request-reopen"
}

const (
	resolvLimit   = 64 << 10
	mostOfResolv  = 64  // of each kind of word that is kept
	longestResolv = 253 // bytes of a word, the length of a domain name
)

// ResolvConf reads a file of the form of etc/resolv.conf, see resolv.conf(5).
// The path is one below the root of the file system; a symbolic link that is
// absolute leads out of it.
func ResolvConf(fsys fs.FS, path string) (Resolver, error) {
	text, err := read(fsys, path, resolvLimit)
	if err != nil {
		return Resolver{}, err
	}
	return parseResolvConf(path, text)
}

func parseResolvConf(name, text string) (Resolver, error) {
	var r Resolver
	var row []string
	for n, line := range lines(text) {
		// As glibc, which takes a keyword at the start of a line only.
		if row = words(row, line); strings.ContainsRune("#; \t\r", rune(line[0])) {
			continue
		}
		for _, word := range row {
			if len(word) > longestResolv || len(row) > mostOfResolv {
				return Resolver{}, malformed(name, n, "no resolver's configuration")
			}
		}
		var err error
		switch args := row[1:]; row[0] {
		case "nameserver":
			r.nameserver(args)
		case "search":
			r.search(args)
		case "domain":
			r.search(args[:min(len(args), 1)])
		case "options":
			err = r.options(args)
		}
		if err != nil || len(r.Nameservers)+len(r.Invalid)+len(r.Flags) > mostOfResolv {
			return Resolver{}, malformed(name, n, "too many words, or a bad option: %v", err)
		}
	}
	return r, nil
}

func (r *Resolver) nameserver(args []string) {
	if len(args) == 0 {
		return
	}
	if ip, err := netip.ParseAddr(args[0]); err == nil {
		r.Nameservers = append(r.Nameservers, ip)
	} else {
		r.Invalid = append(r.Invalid, strings.Clone(args[0]))
	}
}

func (r *Resolver) search(domains []string) {
	if len(domains) == 0 {
		return
	}
	r.Search = nil
	for _, domain := range domains {
		r.Search = append(r.Search, strings.Clone(domain))
	}
}

func (r *Resolver) options(args []string) error {
	for _, option := range args {
		key, digits, _ := strings.Cut(option, ":")
		var into **uint32
		switch key {
		case "ndots":
			into = &r.NDots
		case "timeout":
			into = &r.Timeout
		case "attempts":
			into = &r.Attempts
		default:
			r.Flags = append(r.Flags, strings.Clone(option))
			continue
		}
		n, err := number(digits, 10, 32)
		if err != nil {
			return err
		}
		*into = new(uint32(n))
	}
	return nil
}
