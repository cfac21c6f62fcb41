package socket

import "slices"

// keep inserts a connection into those with the most of something, at most top of
// them in falling order. Of equal ones those that came first stay.
func keep(best []Connection, c Connection, top int, of func(*Connection) uint32) []Connection {
	value := of(&c)
	if value == 0 || top <= 0 || len(best) >= top && value <= of(&best[len(best)-1]) {
		return best
	}
	at := len(best)
	for at > 0 && of(&best[at-1]) < value {
		at--
	}
	best = slices.Insert(best, at, c)
	return best[:min(len(best), top)]
}
