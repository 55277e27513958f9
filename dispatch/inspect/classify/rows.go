package classify

import (
	"strconv"
	"strings"
	"unicode"
)

// measuredRows is how many rows with a value and the range that it should be in make a list of results.
const measuredRows = 3

// isMeasured reports whether a line is a row of a table with a value and, in another cell, a range.
func isMeasured(line string) bool {
	value, span := false, false
	for cell := range strings.SplitSeq(line, "\t") {
		cell = strings.Trim(cell, " ()[]")
		switch {
		case isRange(cell):
			span = true
		case isValue(cell):
			value = true
		}
	}
	return value && span
}

// isValue: a number with what marks it, such as "4,1", "5.9 H" or "6 x 10^9/L"; no date and no telephone number.
func isValue(cell string) bool {
	_, rest, ok := quantity(cell)
	return ok && (!strings.ContainsFunc(rest, unicode.IsDigit) || strings.Contains(rest, "10"))
}

// isRange: "3,5-5,1", "0.4 – 4.0 mU/L", "< 5" or "≥ 60".
func isRange(cell string) bool {
	if bare := strings.TrimLeft(cell, "<>≤≥= "); bare != cell {
		return isValue(bare)
	}
	low, rest, ok := quantity(cell)
	rest, apart := cutAny(strings.TrimSpace(rest), "-", "–", "—", "à ", "to ")
	if !ok || !apart {
		return false
	}
	high, rest, ok := quantity(strings.TrimSpace(rest))
	return ok && low < high && !strings.HasPrefix(rest, "-")
}

// cutAny cuts one of the beginnings off a text.
func cutAny(text string, beginnings ...string) (rest string, found bool) {
	for _, beginning := range beginnings {
		if rest, found = strings.CutPrefix(text, beginning); found {
			return rest, true
		}
	}
	return text, false
}

// quantity is the number that a text begins with, written with a point or a comma.
func quantity(text string) (number float64, rest string, ok bool) {
	end := strings.IndexFunc(text, func(r rune) bool { return !unicode.IsDigit(r) && r != '.' && r != ',' })
	if end < 0 {
		end = len(text)
	}
	number, err := strconv.ParseFloat(strings.Replace(text[:end], ",", ".", 1), 64)
	return number, text[end:], err == nil
}
