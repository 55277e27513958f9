package facsimile

import "image"

// paper is what a page's ground is like.
type paper struct {
	level    uint8   // of its lighter half
	grain    float64 // standard deviation of its noise, in levels
	contrast int     // what differs by less is not ink
}

const (
	lightHalf     = 160 // a scan's paper is lighter
	leastContrast = 24  // yellow on white is 29
	mostContrast  = 96
)

// examine looks at every fourth pixel of every fourth row.
func examine(page *image.Gray) paper {
	const every, apart = 4, 2
	var levels, steps [256]int
	for y := 0; y < page.Rect.Dy(); y += every {
		row := greys(page, y)
		for x := apart; x < len(row); x += every {
			if v, before := row[x], row[x-apart]; min(v, before) > lightHalf {
				levels[v]++
				steps[distance(v, before)]++
			}
		}
	}
	const medianOfSteps = .954 // of the difference of two normal values, in standard deviations of one
	p := paper{level: middleOf(levels, 255), grain: float64(middleOf(steps, 0)) / medianOfSteps}
	p.contrast = min(max(int(5*p.grain), leastContrast), mostContrast)
	return p
}

// middleOf is the median of what a histogram counted.
func middleOf(counts [256]int, none uint8) uint8 {
	total, sum := 0, 0
	for _, n := range counts {
		total += n
	}
	for level, n := range counts {
		if sum += n; 2*sum > total {
			return uint8(level) //nolint:gosec // 0 to 255
		}
	}
	return none
}

// fill is the level under which a wide area is a grey ground.
func (p paper) fill() uint8 { return uint8(max(int(p.level)-p.contrast, 0)) } //nolint:gosec // 0 to 255

// clean is the level from which a pixel has no ink, nor shade.
func (p paper) clean() uint8 { return uint8(max(int(p.level)-p.contrast/3, 0)) } //nolint:gosec // 0 to 255
