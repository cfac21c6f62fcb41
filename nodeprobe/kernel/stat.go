package kernel

// perCPU is a table of proc/net/stat: a header, then a row of hexadecimal
// numbers for each possible processor. The column "entries" is not of the
// processor: every row repeats the same total.
type perCPU struct {
	entries uint32
	totals  Counters
}

// parsePerCPU adds the rows modulo the width. As every processor's counter
// wraps on its own, only then is the difference of two sums right.
func parsePerCPU(name, text string, width int) (perCPU, error) {
	stat := perCPU{}
	var header, row []string
	var sums []uint64
	entries, rows := -1, 0
	for n, line := range lines(text) {
		if header == nil {
			header = words(nil, line)
			for i, column := range header {
				if column == "entries" {
					entries = i
				}
			}
			if entries < 0 {
				return stat, malformed(name, n, "no column of entries")
			}
			sums = make([]uint64, len(header))
			continue
		}
		if row = words(row, line); len(row) != len(header) {
			return stat, malformed(name, n, "%d values of %d columns", len(row), len(header))
		}
		for i, word := range row {
			size := width
			if i == entries {
				size = 32
			}
			v, err := number(word, 16, size)
			if err != nil {
				return stat, malformed(name, n, "%s: %v", short(header[i]), err)
			}
			sums[i] += v
			if i == entries {
				sums[i] = v
			}
		}
		rows++
	}
	if rows == 0 {
		return stat, malformed(name, 1, "no row of a processor")
	}
	stat.totals = make(Counters, len(header))
	for i, column := range header {
		if column != "entries" {
			stat.totals[column] = sums[i] & (uint64(1)<<width - 1)
		}
	}
	stat.entries = uint32(sums[entries])
	return stat, nil
}
