package kernel

import (
	"io/fs"
	"strconv"
	"strings"
)

// Stall is for how much of the time tasks waited for a resource.
type Stall struct {
	Avg10, Avg60, Avg300 float64 // percent of the last 10, 60, 300 seconds
	Total                uint64  // microseconds since boot; a counter of 64 bits
}

// PressureStat is the stall of one resource.
type PressureStat struct {
	Some *Stall // at least one task waited; nil for "irq"
	Full *Stall // all did; nil for "cpu" before Linux 5.13, 0 for it since
}

// Pressure reads proc/pressure/resource, of "cpu", "memory", "io", and "irq"
// since Linux 6.1 (psi_show, kernel/sched/psi.c, v6.12). A kernel that was
// started with psi=0 answers with an error that is [errors.ErrUnsupported].
func Pressure(fsys fs.FS, resource string) (PressureStat, error) {
	name := "proc/pressure/" + resource
	text, err := table(fsys, name, valueLimit)
	if err != nil {
		return PressureStat{}, err
	}
	return parsePressure(name, text)
}

func parsePressure(name, text string) (PressureStat, error) {
	var stat PressureStat
	var row []string
	for n, line := range lines(text) {
		row = words(row, line)
		stall := new(Stall)
		seen := 0
		for _, word := range row[1:] {
			key, value, _ := strings.Cut(word, "=")
			var err error
			switch key {
			case "avg10":
				stall.Avg10, err = percent(value)
			case "avg60":
				stall.Avg60, err = percent(value)
			case "avg300":
				stall.Avg300, err = percent(value)
			case "total":
				stall.Total, err = number(value, 10, 64)
			default:
				continue
			}
			if err != nil {
				return stat, malformed(name, n, "%s: %v", key, err)
			}
			seen++
		}
		if seen != 4 {
			return stat, malformed(name, n, "%d of avg10, avg60, avg300 and total", seen)
		}
		switch row[0] {
		case "some":
			stat.Some = stall
		case "full":
			stat.Full = stall
		}
	}
	if stat.Some == nil && stat.Full == nil {
		return stat, malformed(name, 1, "neither some nor full")
	}
	return stat, nil
}

// percent reads a number of two decimals. Rounding lets it exceed 100 slightly.
func percent(word string) (float64, error) {
	whole, decimals, _ := strings.Cut(word, ".")
	if _, err := number(whole, 10, 32); err != nil {
		return 0, err
	}
	if _, err := number(decimals, 10, 32); err != nil {
		return 0, err
	}
	return strconv.ParseFloat(word, 64)
}
