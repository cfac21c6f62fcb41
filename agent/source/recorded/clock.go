package recorded

import (
	"regexp"
	"slices"
	"time"
)

const (
	zones   = 15 * time.Minute // by which the zones of the world differ
	widest  = 14 * time.Hour   // a zone is from UTC
	sloppy  = 3 * time.Minute  // what tells of a dump's beginning may be off it
	noZone  = "the names of its files bear the time of whoever made it, and nothing in it tells the zone: UTC is assumed"
	leasing = "k8s-leases"
)

// dated turns the time in the names of a sysdump, which is local to whoever made
// it and does not say its zone, into the world's, by something of about that time.
// It reports whether that tells the zone.
func (g *Given) dated(about time.Time) bool {
	zone := g.Time.Sub(about).Round(zones)
	at := g.Time.Add(-zone)
	if about.IsZero() || zone.Abs() > widest || at.Sub(about).Abs() > sloppy {
		return false
	}
	g.Time = at
	return true
}

var renewed = regexp.MustCompile(`(?m)^ +renewTime: "?([0-9T:.Z-]+)"?\r?$`)

// renewals is about when the leases of a sysdump were read, which nodes renew every
// ten seconds: the middle one, since some are of the dead, and some clocks wrong.
func (f File) renewals() time.Time {
	text, err := f.text()
	if err != nil {
		return time.Time{} // another thing may tell
	}
	var all []time.Time
	for _, found := range renewed.FindAllSubmatch(text, -1) {
		if at, err := time.Parse(time.RFC3339Nano, string(found[1])); err == nil {
			all = append(all, at)
		}
	}
	if len(all) == 0 {
		return time.Time{}
	}
	slices.SortFunc(all, time.Time.Compare)
	return all[len(all)/2]
}
