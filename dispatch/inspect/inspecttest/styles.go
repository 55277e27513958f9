package inspecttest

// stylesOf are the layouts of a family. No layout is in two.
func stylesOf(family Family) []style {
	switch family {
	case FamilyB:
		return heldOutStyles()
	case FamilyC:
		return otherClinicsStyles()
	case FamilyD:
		return plainStyles()
	}
	return []style{
		{
			name: "letter", body: regular, strong: bold, size: 10.5, left: 72, right: 540,
			head: letterHead, heading: plainHeading, field: lineField, empty: "□", ticked: "■",
		},
		{
			name: "form", body: regular, strong: bold, size: 9.5, left: 40, right: 572,
			head: formHead, heading: barHeading, field: underlinedField, empty: "□", ticked: "■", ruledTable: true,
		},
		{
			name: "printout", body: mono, strong: monoBold, size: 8.5, left: 46, right: 566, capitals: true,
			head: printoutHead, heading: printedHeading, field: dottedField, empty: "[ ]", ticked: "[X]",
		},
	}
}

func heldOutStyles() []style {
	return []style{
		{
			name: "modern", body: regular, strong: bold, size: 10, left: 60, right: 556, titleAtTheLeft: true,
			head: modernHead, heading: ruledHeading, field: columnField, empty: "( )", ticked: "(X)",
		},
		{
			name: "boxed", body: regular, strong: bold, size: 9, left: 34, right: 578, ruledTable: true,
			head: boxedHead, heading: reverseHeading, field: boxedField, empty: "__", ticked: "_X_",
		},
		{
			name: "report", body: regular, strong: bold, size: 11, left: 66, right: 548, capitals: true,
			head: reportHead, heading: colonHeading, field: lineField, empty: "[ ]", ticked: "[x]",
		},
	}
}

func letterHead(f *flow) {
	middle := (f.left + f.right) / 2
	f.sheet().writeCentred(middle, f.y, 15, bold, f.fill("{institution}"))
	f.sheet().writeCentred(middle, f.y+14, 8.5, regular, f.fill("{clinicaddress}"))
	f.sheet().writeCentred(middle, f.y+25, 8.5, regular, f.fill("{l_phones}"))
	f.sheet().line(f.left, f.y+32, f.wide())
	f.y += 56
	f.wrapped(f.left, f.wide(), regular, f.fill("{l_place}"))
	f.y += f.leading()
	if f.to != "" {
		f.wrapped(f.left, f.wide(), regular, f.fill(f.to))
		f.y += f.leading()
	}
	if f.about {
		f.wrapped(f.left, f.wide(), bold, f.fill("{l_re}"))
		f.wrapped(f.left, f.wide(), regular, f.fill("{l_re2}"))
		f.y += f.leading() * 0.7
	}
	f.setTitle(f.title)
}

func formHead(f *flow) {
	f.sheet().write(f.left, f.y, 13, bold, f.fill("{institution}"))
	f.sheet().write(f.left, f.y+12, 8, regular, f.fill("{l_phones}"))
	f.sheet().write(f.left, f.y+22, 7, regular, f.formNumber())
	title := wrap(bold, 13, 280, f.title)
	for i, line := range title {
		f.sheet().write(f.left, f.y+42+float64(i)*16, 13, bold, line)
	}
	high := 60 + float64(len(title))*16
	if f.about {
		f.card(f.right-230, f.y-14)
		high = max(high, 126)
	}
	f.y += high
}

// formNumber is what forms of a file bear, and leaflets don't.
func (f *flow) formNumber() string {
	if !f.about {
		return ""
	}
	return f.fill("{l_form}")
}

// card is the patient's plate, as admission prints it in the corner of a form.
func (f *flow) card(x, y float64) {
	f.sheet().frame(x, y, 230, 122)
	lines := []string{"{l_chart}", "{l_name}", "{l_nam}", "{l_born}", "{l_address}", "{postal}", "{l_phone}"}
	for i, line := range lines {
		f.sheet().write(x+6, y+15+float64(i)*16, 8.5, regular, f.fill(line))
	}
}

func printoutHead(f *flow) {
	f.sheet().write(f.left, f.y, f.size, mono, f.fill("{institution}"))
	f.sheet().writeRight(f.right, f.y, f.size, mono, f.fill("{l_printed}"))
	f.y += f.leading() * 2
	f.setTitle(f.title)
	f.sheet().line(f.left, f.y-f.leading(), f.wide())
	if !f.about {
		return
	}
	for _, pair := range [][2]string{{"{l_name}", "{l_chart}"}, {"{l_nam}", "{l_born}"}, {"{l_phone}", "{l_doctor}"}} {
		f.sheet().write(f.left, f.y, f.size, mono, f.fill(pair[0]))
		f.sheet().write(f.left+275, f.y, f.size, mono, f.fill(pair[1]))
		f.y += f.leading()
	}
	f.sheet().line(f.left, f.y-f.leading()/2, f.wide())
	f.y += f.leading()
}

func modernHead(f *flow) {
	f.sheet().fill(0, 0, sheetWidth, 10, 120)
	f.sheet().write(f.left, f.y, 17, bold, f.fill("{institution}"))
	f.sheet().write(f.left, f.y+13, 7.5, regular, f.fill("{clinicaddress} | {l_phones}"))
	f.y += 52
	f.setTitle(f.title)
	f.sheet().write(f.left, f.y, f.size, regular, f.fill("{l_place}"))
	f.y += f.leading() * 1.4
	if f.to != "" {
		f.wrapped(f.left, f.wide(), regular, f.fill(f.to))
		f.y += f.leading() * 0.5
	}
	if f.about {
		f.sheet().fill(f.left-6, f.y-f.size-3, f.wide()+12, f.leading()*3+10, 238)
		f.pairs([][2]string{{"{l_name}", "{l_nam}"}, {"{l_born}", "{l_doctor}"}, {"{l_address}", ""}})
	}
}

// pairs sets two values a line.
func (f *flow) pairs(pairs [][2]string) {
	for _, pair := range pairs {
		f.sheet().write(f.left, f.y, f.size, f.body, f.fill(pair[0]))
		f.sheet().write(f.left+f.wide()*0.6, f.y, f.size, f.body, f.fill(pair[1]))
		f.y += f.leading()
	}
	f.y += f.leading()
}

func boxedHead(f *flow) {
	f.sheet().write(f.left, f.y-8, 11, bold, f.fill("{institution}"))
	f.sheet().writeRight(f.right, f.y-8, 8, regular, f.formNumber())
	title := wrap(bold, 14, f.wide()-20, f.title)
	f.sheet().frame(f.left, f.y, f.wide()-3, 20*float64(len(title))+6)
	for i, line := range title {
		f.sheet().writeCentred((f.left+f.right)/2, f.y+19+20*float64(i), 14, bold, line)
	}
	f.y += 20*float64(len(title)) + 22
	if !f.about {
		return
	}
	for _, field := range [][2]string{
		{"{k_name}", "{lastfirst}"},
		{"{k_nam}", "{nam}"},
		{"{k_born}", "{born}"},
		{"{k_chart}", "{chart}"},
		{"{k_address}", "{address}"},
		{"{k_phone}", "{phone}"},
	} {
		boxedField(f, f.fill(field[0]), f.fill(field[1]))
	}
	f.endHalf()
	f.y += f.leading() * 0.5
}

func reportHead(f *flow) {
	middle := (f.left + f.right) / 2
	f.sheet().writeCentred(middle, f.y, 12, bold, f.cased(f.fill("{institution}")))
	f.sheet().writeCentred(middle, f.y+13, 9, regular, f.fill("{clinicaddress}"))
	f.y += 40
	f.setTitle(f.title)
	if f.about {
		f.pairs([][2]string{{"{l_name}", "{l_chart}"}, {"{l_born}", "{l_nam}"}, {"{l_doctor}", "{l_date}"}})
	} else {
		f.wrapped(f.left, f.wide(), regular, f.fill("{l_date}"))
	}
	if f.to != "" {
		f.wrapped(f.left, f.wide(), regular, f.fill(f.to))
	}
	f.y += f.leading() * 0.5
}
