package inspecttest

// plainStyles are the layouts of family D: what a word processor, a records program and a hospital's form give.
func plainStyles() []style {
	return []style{
		{
			name: "plain", body: regular, strong: bold, size: 11, left: 68, right: 544,
			head: plainHead, heading: colonHeading, field: lineField, empty: "[ ]", ticked: "[x]",
		},
		{
			name: "emr", body: regular, strong: bold, size: 10, left: 50, right: 562, titleAtTheLeft: true,
			head: emrHead, heading: ruledHeading, field: lineField, empty: "□", ticked: "■", ruledTable: true,
		},
		{
			name: "institution", body: regular, strong: bold, size: 9.5, left: 38, right: 574, capitals: true,
			head: institutionHead, heading: barHeading, field: underlinedField, empty: "□", ticked: "■", ruledTable: true,
		},
	}
}

// plainHead is a clinic's letterhead with the date, the addressee and the patient below it.
func plainHead(f *flow) {
	f.sheet().write(f.left, f.y, 14, bold, f.fill("{institution}"))
	f.sheet().write(f.left, f.y+14, 9, regular, f.fill("{clinicaddress}"))
	f.sheet().write(f.left, f.y+26, 9, regular, f.fill("{l_phones}"))
	f.sheet().line(f.left, f.y+33, f.wide())
	f.y += 56
	f.wrapped(f.left, f.wide(), regular, f.fill("{l_place}"))
	f.y += f.leading()
	if f.to != "" {
		f.wrapped(f.left, f.wide(), regular, f.fill(f.to))
		f.y += f.leading()
	}
	if f.about {
		f.wrapped(f.left, f.wide(), bold, f.fill("{l_who}"))
		f.y += f.leading()
	}
	f.setTitle(f.title)
}

// emrHead is what a records program prints: the clinic at the left, the title, the patient in a frame.
func emrHead(f *flow) {
	f.sheet().write(f.left, f.y-10, 10, bold, f.fill("{institution}"))
	f.sheet().writeRight(f.right, f.y-10, 8, regular, f.fill("{l_phones}"))
	f.sheet().write(f.left, f.y+2, 8, regular, f.fill("{clinicaddress}"))
	f.y += 34
	f.setTitle(f.title)
	if f.about {
		f.sheet().frame(f.left-4, f.y-f.size-3, f.wide()+8, f.leading()*3+9)
		f.pairs([][2]string{{"{l_name}", "{l_nam}"}, {"{l_born}", "{l_sex}"}, {"{l_chart}", "{l_date}"}})
	}
	if f.to != "" {
		f.wrapped(f.left, f.wide(), regular, f.fill(f.to))
		f.y += f.leading() * 0.5
	}
}

// institutionHead is a hospital's form: its name and the title at the left, the patient's plate at the right.
func institutionHead(f *flow) {
	f.sheet().write(f.left, f.y-8, 11, bold, f.fill("{institution}"))
	f.sheet().write(f.left, f.y+6, 8, regular, f.fill("{l_phones}"))
	title := wrap(bold, 13, 280, f.cased(f.title))
	for i, line := range title {
		f.sheet().write(f.left, f.y+38+float64(i)*16, 13, bold, line)
	}
	high := 56 + float64(len(title))*16
	if f.about {
		f.card(f.right-230, f.y-18)
		f.sheet().write(f.left, f.y+100, 7, regular, f.formNumber())
		high = max(high, 124)
	}
	f.y += high
	if f.to != "" {
		f.wrapped(f.left, f.wide(), regular, f.fill(f.to))
		f.y += f.leading() * 0.5
	}
}
