package facsimile

const (
	tileCells  = 16 // cells of a plane a side: 32 pixels, 4 mm
	toneLevels = 16
	leastToned = 35 // per cent of a tile
)

// tile is what a small square of the page is made of.
type tile struct {
	tones    [toneLevels]uint16 // smooth cells between ink and paper, by level
	cells    uint16
	dark     uint16 // cells of ink
	photo    bool
	reversed bool // light letters on a grey ground
}

// tiles are the page's tiles, row by row.
type tiles struct {
	across, down int
	list         []tile
}

// survey looks at a plane of means. What is lighter than paper is no tone.
func survey(mean plane, paper uint8) tiles {
	t := tiles{across: (mean.width + tileCells - 1) / tileCells, down: (mean.height + tileCells - 1) / tileCells}
	t.list = make([]tile, t.across*t.down)
	for y := range mean.height {
		t.addRow(mean, y, paper)
	}
	t.findPhotos()
	t.findReversed()
	return t
}

func (t tiles) addRow(mean plane, y int, paper uint8) {
	const edge = 24 // between neighbours: a letter's edge is steeper, a picture mostly is not
	row, above := mean.row(y), mean.row(max(y-1, 0))
	into := t.list[y/tileCells*t.across:]
	before := row[0]
	for x, v := range row {
		into := &into[x/tileCells]
		into.cells++
		switch {
		case v < nearBlack:
			into.dark++
		case v < paper && distance(v, before) < edge && distance(v, above[x]) < edge:
			into.tones[v/(256/toneLevels)]++
		}
		before = v
	}
}

func distance(a, b uint8) uint8 { return max(a, b) - min(a, b) }

// findPhotos marks tiles that hang together and are of many levels: a grey ground has few, however wide.
func (t tiles) findPhotos() {
	const leastTiles = 4
	seen := make([]bool, len(t.list))
	for i := range t.list {
		if seen[i] || !t.list[i].toned(leastToned) {
			continue
		}
		region := t.region(i, seen)
		photo := len(region) >= leastTiles && t.varied(region)
		for _, j := range region {
			t.list[j].photo = photo
		}
	}
	t.growPhotos()
}

// toned reports whether so many per cent of a tile are between black and white.
func (t *tile) toned(share int) bool {
	sum := 0
	for _, n := range t.tones {
		sum += int(n)
	}
	return sum*100 > int(t.cells)*share
}

// black reports whether ink covers half of a tile.
func (t *tile) black() bool { return 2*t.dark > t.cells }

// region is every toned tile that hangs together with the first.
func (t tiles) region(first int, seen []bool) []int {
	region := []int{first}
	seen[first] = true
	for next := 0; next < len(region); next++ {
		t.around(region[next], func(j int) {
			if !seen[j] && t.list[j].toned(leastToned) {
				seen[j] = true
				region = append(region, j)
			}
		})
	}
	return region
}

func (t tiles) varied(region []int) bool {
	const leastShare, leastLevels = 3, 5 // per cent of the region each; of sixteen
	var tones [toneLevels]int
	cells, levels := 0, 0
	for _, i := range region {
		cells += int(t.list[i].cells)
		for level, n := range t.list[i].tones {
			tones[level] += int(n)
		}
	}
	for _, n := range tones {
		if n*100 > cells*leastShare {
			levels++
		}
	}
	return levels >= leastLevels
}

// growPhotos takes in what touches a picture and is dark or toned, and what it mostly surrounds.
func (t tiles) growPhotos() {
	const mostly = 5 // of eight neighbours
	for grown := true; grown; {
		grown = false
		for i := range t.list {
			if one := &t.list[i]; !one.photo {
				beside := t.photosAround(i)
				one.photo = beside >= mostly || beside > 0 && (one.toned(10) || one.black())
				grown = grown || one.photo
			}
		}
	}
}

func (t tiles) photosAround(i int) int {
	n := 0
	t.around(i, func(j int) {
		if t.list[j].photo {
			n++
		}
	})
	return n
}

// findReversed marks tiles mostly of one grey, with letters on it that are not dark.
func (t tiles) findReversed() {
	const leastShare, mostDark = 30, 3 // per cent
	for i := range t.list {
		one, sum := &t.list[i], 0
		for _, n := range one.tones[nearBlack*2*toneLevels/256:] {
			sum += int(n)
		}
		one.reversed = sum*100 > int(one.cells)*leastShare && int(one.dark)*100 < int(one.cells)*mostDark
	}
}

// around visits a tile and its neighbours.
func (t tiles) around(i int, visit func(j int)) {
	column, line := i%t.across, i/t.across
	for y := max(line-1, 0); y <= min(line+1, t.down-1); y++ {
		for x := max(column-1, 0); x <= min(column+1, t.across-1); x++ {
			visit(y*t.across + x)
		}
	}
}

// rowOf is the row of tiles of a row of cells.
func (t tiles) rowOf(y int) []tile { return t.list[y/tileCells*t.across:][:t.across] }

// reversed reports whether any tile is.
func (t tiles) reversed() bool {
	for i := range t.list {
		if t.list[i].reversed {
			return true
		}
	}
	return false
}
