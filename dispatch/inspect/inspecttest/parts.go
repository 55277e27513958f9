package inspecttest

// The parts that styles are made of: headings, fields, signatures, stamps, pictures.

func plainHeading(f *flow, text string) {
	f.y += f.leading() * 0.6
	f.wrapped(f.left, f.wide(), f.strong, text)
	f.y += 2
}

func barHeading(f *flow, text string) {
	f.y += f.leading() * 0.6
	f.sheet().fill(f.left, f.y-f.size-1, f.wide(), f.size*1.5, 205)
	f.sheet().write(f.left+4, f.y, f.size, f.strong, text)
	f.y += f.leading() * 1.5
}

func ruledHeading(f *flow, text string) {
	f.y += f.leading() * 0.7
	f.sheet().write(f.left, f.y, f.size+1.5, f.strong, text)
	f.sheet().line(f.left, f.y+3.5, f.wide())
	f.y += f.leading() * 1.5
}

func printedHeading(f *flow, text string) {
	f.y += f.leading() * 0.5
	f.wrapped(f.left, f.wide(), f.strong, "*** "+text+" ***")
}

func reverseHeading(f *flow, text string) {
	f.y += f.leading() * 0.6
	f.sheet().fill(f.left, f.y-f.size-1.5, f.wide(), f.size*1.6, 60)
	f.sheet().runs = append(f.sheet().runs, run{f.left + 5, f.y, f.size, f.strong, text, true})
	f.y += f.leading() * 1.6
}

func colonHeading(f *flow, text string) { plainHeading(f, text+":") }

// colon is the sign after a label: French keeps a space before it.
func (f *flow) colon() string {
	if f.language == "fr" {
		return " : "
	}
	return ": "
}

// lineField is "Label : value" in a line.
func lineField(f *flow, label, value string) {
	f.need(f.leading())
	label += f.colon()
	f.sheet().write(f.left, f.y, f.size, f.strong, label)
	x := f.left + width(f.strong, f.size, label)
	if f.blank && value == "" {
		value = "______________________"
	}
	f.hanging(x, value)
}

// hanging sets a value from x on; what does not fit goes below, at the same place or near the margin.
func (f *flow) hanging(x float64, value string) {
	if f.right-x < 120 {
		f.y += f.leading()
		x = f.left + 20
	}
	f.wrapped(x, f.right-x, f.body, value)
	f.y += 1
}

// columnField has its label in a column of its own.
func columnField(f *flow, label, value string) {
	f.need(f.leading())
	labels := wrap(f.strong, f.size, 148, label)
	for i, line := range labels {
		f.sheet().write(f.left, f.y+float64(i)*f.leading(), f.size, f.strong, line)
	}
	end := f.y + float64(len(labels))*f.leading()
	if f.blank && value == "" {
		f.sheet().line(f.left+156, f.y+2, f.wide()-156)
	}
	f.wrapped(f.left+156, f.wide()-156, f.body, value)
	f.y = max(f.y, end) + 2
}

// dottedField fills the way to the value with dots, as terminals did.
func dottedField(f *flow, label, value string) {
	for len([]rune(label)) < 26 {
		label += "."
	}
	f.need(f.leading())
	label += ": "
	f.sheet().write(f.left, f.y, f.size, f.body, label)
	f.hanging(f.left+width(f.body, f.size, label), value)
}

// underlinedField is a line to write on; two short ones stand side by side.
func underlinedField(f *flow, label, value string) {
	x, wide := f.place(width(f.strong, f.size, label) + width(f.body, f.size, value) + 24)
	label += f.colon()
	f.sheet().write(x, f.y, f.size-0.5, f.strong, label)
	start := x + width(f.strong, f.size-0.5, label)
	if start+width(f.body, f.size, value) > x+wide {
		f.hanging(start, value)
		f.half = false
		return
	}
	f.sheet().write(start+2, f.y, f.size, f.body, value)
	f.sheet().line(start, f.y+2, max(10, x+wide-start-8))
	f.ended(x, wide, f.leading()*1.6)
}

// boxedField is a box with a small label above its value; two short ones stand side by side.
func boxedField(f *flow, label, value string) {
	x, wide := f.place(max(width(f.strong, f.size-2.5, label), width(f.body, f.size, value)) + 16)
	lines := wrap(f.body, f.size, wide-10, value)
	high := f.leading()*float64(len(lines)) + f.size + 3
	f.need(high + 4)
	f.sheet().write(x+3, f.y-2, f.size-2.5, f.strong, label)
	for i, line := range lines {
		f.sheet().write(x+5, f.y+f.size+float64(i)*f.leading(), f.size, f.body, line)
	}
	f.sheet().frame(x, f.y-f.size, wide-3, high)
	f.ended(x, wide, high+3)
}

// place is where the next field stands: at the right of the last when both are short.
func (f *flow) place(points float64) (x, wide float64) {
	half := f.wide() / 2
	if points > half {
		f.endHalf()
		f.need(2 * f.leading())
		return f.left, f.wide()
	}
	if f.half {
		return f.left + half, half
	}
	f.need(3 * f.leading())
	return f.left, half
}

// ended leaves the line open when a half-wide field stands at its left.
func (f *flow) ended(x, wide, high float64) {
	f.half, f.open = wide < f.wide() && x == f.left, high
	if !f.half {
		f.y += high
	}
}

func (f *flow) sign() {
	f.need(5 * f.leading())
	f.y += f.leading() * 1.5
	for _, line := range []string{f.fill("{l_sign}"), f.fill("{l_sign2}")} {
		f.wrapped(f.left, f.wide(), f.body, line)
	}
}

func (f *flow) stamp(text string) {
	f.need(4 * f.leading())
	f.y += f.leading()
	wide := width(f.strong, f.size+2, text) + 24
	x := f.left + f.rng.Float64()*max(1, f.wide()-wide)
	f.sheet().frame(x, f.y-f.size-8, wide, f.size+20)
	f.sheet().write(x+12, f.y, f.size+2, f.strong, text)
	f.y += f.leading() * 2
}

// picture is a sheet of film: four views with what the console writes on them.
func (f *flow) picture() {
	const side = 205.0
	f.need(2*side + 30)
	for i := range 4 {
		x, y := f.left+float64(i%2)*(side+14), f.y+float64(i/2)*(side+10)
		f.view(x, y, side, i+1)
	}
	f.y += 2*side + 40
}

func (f *flow) view(x, y, side float64, n int) {
	f.sheet().fill(x, y, side, side, 12)
	for ring := range 6 {
		inset := 22 + float64(ring)*11 + f.rng.Float64()*6
		f.sheet().fill(x+inset, y+inset*1.1, side-2*inset, side-2.2*inset, 40+ring*28+f.rng.IntN(20))
	}
	texts := []string{f.fill("{lastfirst}"), f.fill("{namtight}"), f.fill("{l_view}")}
	for i, text := range texts {
		at := y + 12 + float64(i)*9
		f.sheet().runs = append(f.sheet().runs, run{x + 5, at, 7, regular, text, true})
	}
	corner := run{x + 5, y + side - 6, 7, regular, f.fill("SE: {1-6} IM: {1-90} W: 350 L: 40 #") + string(rune('0'+n)), true}
	f.sheet().runs = append(f.sheet().runs, corner)
}
