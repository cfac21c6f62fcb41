package plan

import (
	"slices"
	"strconv"
	"strings"
)

// Bounds of RFC 1123 labels and DNS names.
const (
	longestLabel = 63
	longestHost  = 253
)

// isLabel reports whether a word is a lower-case RFC 1123 label.
func isLabel(word string) bool {
	if word == "" || len(word) > longestLabel || word[0] == '-' || word[len(word)-1] == '-' {
		return false
	}
	for _, c := range []byte(word) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return true
}

func hasLetter(word string) bool {
	return strings.ContainsFunc(word, func(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' })
}

// files are endings that make two labels a file or a product.
var files = []string{"yaml", "yml", "json", "conf", "js", "log", "md", "sh", "txt", "go", "py", "tf", "cfg", "pcap"}

// isHost reports whether a word is a DNS name and not two sentences without a
// space between them.
func (l *lexicon) isHost(word string) bool {
	labels := strings.Split(word, ".")
	last := labels[len(labels)-1]
	if len(word) > longestHost || len(labels) < 2 || len(last) < 2 || strings.ContainsAny(last, "0123456789") {
		return false
	}
	if slices.ContainsFunc(labels, func(s string) bool { return !isLabel(s) }) {
		return false
	}
	if word == clusterDomain || word == "svc."+clusterDomain {
		return false
	}
	if len(labels) > 2 {
		return len(last) == 2 || slices.Contains(private, last) || !l.stop[last]
	}
	return !slices.Contains(files, last) && (!l.stop[last] || l.places[last]) && (labels[0] == "example" || !l.stop[labels[0]])
}

// private are words that end the names of private zones: RFC 2606, RFC 6762,
// and what companies are used to.
var private = []string{"local", "internal", "example", "test", "invalid", "private", "corp", "lan", "home"}

// cutPort takes a port off the end of a name.
func cutPort(word string) (name, port string) {
	i := strings.LastIndexByte(word, ':')
	if i < 0 {
		return word, ""
	}
	if port = word[i+1:]; isPort(port) || portNames[port] {
		return word[:i], port
	}
	return word, ""
}

func isPort(word string) bool {
	n, err := strconv.ParseUint(word, 10, 16)
	return err == nil && n > 0
}

// generated reports whether a name ends as Kubernetes ends the names of a
// Deployment's pods: a hash of the template and five random characters, both
// of the alphabet of k8s.io/apimachinery/pkg/util/rand.
func generated(word string) bool {
	parts := strings.Split(word, "-")
	n := len(parts)
	if n < 3 || !random(word) || len(parts[n-2]) < 6 || len(parts[n-2]) > 10 {
		return false
	}
	return strings.Trim(parts[n-2], alphabet) == "" && strings.ContainsAny(parts[n-2], "2456789")
}

// alphabet is that of k8s.io/apimachinery/pkg/util/rand, which has no vowels.
const alphabet = "bcdfghjklmnpqrstvwxz2456789"

// random reports whether a name ends in the five random characters of a pod.
func random(word string) bool {
	end := word[strings.LastIndexByte(word, '-')+1:]
	return len(end) == 5 && len(end) < len(word) && strings.Trim(end, alphabet) == ""
}

// ordinal reports whether a name ends as a StatefulSet ends its pods' names.
func ordinal(word string) bool {
	i := strings.LastIndexByte(word, '-')
	_, err := strconv.ParseUint(word[i+1:], 10, 16)
	return i > 0 && err == nil
}
