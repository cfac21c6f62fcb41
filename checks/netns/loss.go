package netns

import (
	"fmt"
	"strconv"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// Limit says from where on a loss is grave.
type Limit struct {
	Percent float64 // of the packets; what is not above is no fault
	Least   uint64  // fewer lost packets prove nothing
	Of      uint64  // of fewer packets a share says nothing
}

// Level is what a loss amounts to.
type Level int

// From nothing lost to a fault.
const (
	Still  Level = iota // nothing was lost
	Slight              // of many packets a few
	Few                 // too little traffic to tell
	Grave
)

// Weigh says what the loss of some of a number of packets amounts to.
func (l Limit) Weigh(lost, of uint64) Level {
	switch {
	case lost == 0:
		return Still
	case of < l.Of:
		return Few
	case 100*float64(lost) <= l.Percent*float64(of):
		return Slight
	case lost < l.Least:
		return Few
	}
	return Grave
}

// Say gives the verdict on a loss that the sentence tells of, none where nothing
// was lost.
func (l Level) Say(c *checks.Context, format string, args ...any) Level {
	sentence := fmt.Sprintf(format, args...)
	switch l {
	case Grave:
		c.Fail("%s", sentence)
	case Few:
		c.Unknown("%s: too few to tell, more traffic would", sentence)
	case Slight:
		c.Pass("%s: too small a share to hurt", sentence)
	}
	return l
}

// Amount is a loss in the words of a sentence: "7 of 1000 packets (0.7 %) in 10 s".
func Amount(lost, of uint64, s *sample.Scope) string {
	return fmt.Sprintf("%d of %d packets (%s) in %s", lost, of, Percent(float64(lost), float64(of)), Lasted(s))
}

// Percent is a share in two digits, without an exponent.
func Percent(part, whole float64) string {
	share := 100 * part / max(whole, 1)
	if share >= 10 {
		return fmt.Sprintf("%.0f %%", share)
	}
	rounded, _ := strconv.ParseFloat(strconv.FormatFloat(share, 'g', 2, 64), 64) // what was just formatted
	return strconv.FormatFloat(rounded, 'f', -1, 64) + " %"
}
