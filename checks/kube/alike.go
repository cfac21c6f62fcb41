package kube

import "strings"

var separators = strings.NewReplacer("-", "", "_", "", ".", "")

// Alike reports whether two names look like slips of one another: they differ
// in case or separators only, one begins or ends with the other, or at most
// two letters were mistyped.
func Alike(a, b string) bool {
	plain := func(s string) string { return separators.Replace(strings.ToLower(s)) }
	x, y := plain(a), plain(b)
	if x == "" || y == "" {
		return false
	}
	if x == y {
		return true
	}
	if short, long := min(len(x), len(y)), max(len(x), len(y)); short >= 3 && long-short <= 4 {
		if strings.HasPrefix(x, y) || strings.HasPrefix(y, x) || strings.HasSuffix(x, y) || strings.HasSuffix(y, x) {
			return true
		}
	}
	return len(x) >= 4 && len(y) >= 4 && len(x)-len(y) <= 2 && len(y)-len(x) <= 2 && distance(x, y) <= 2
}

// distance is the number of single-letter edits between two words, counting a
// swap of neighbours as one (optimal string alignment).
func distance(a, b string) int {
	rows := [3][]int{make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)}
	for j := range rows[1] {
		rows[1][j] = j
	}
	for i := 1; i <= len(a); i++ {
		before, last, now := rows[0], rows[1], rows[2]
		now[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			now[j] = min(last[j]+1, now[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				now[j] = min(now[j], before[j-2]+1)
			}
		}
		rows[0], rows[1], rows[2] = last, now, before
	}
	return rows[1][len(b)]
}
