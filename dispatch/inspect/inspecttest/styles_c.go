package inspecttest

import "strings"

// otherClinicsStyles are the layouts of family C.
func otherClinicsStyles() []style {
	return []style{
		{
			name: "memo", body: regular, strong: bold, size: 11, left: 80, right: 536,
			head: memoHead, heading: underlinedHeading, field: lineField, empty: "(  )", ticked: "(x)",
		},
		{
			name: "bilingual", body: regular, strong: bold, size: 9.5, left: 48, right: 564, ruledTable: true,
			head: bilingualHead, heading: tabHeading, field: cellField, empty: "□", ticked: "■",
		},
		{
			name: "fax", body: mono, strong: monoBold, size: 9, left: 54, right: 560, titleAtTheLeft: true,
			capitals: true, head: faxHead, heading: dashedHeading, field: shoutedField, empty: "[_]", ticked: "[X]",
		},
		{
			name: "chart", body: regular, strong: bold, size: 10, left: 42, right: 570, titleAtTheLeft: true,
			head: chartHead, heading: plainHeading, field: columnField, empty: "○", ticked: "●",
		},
	}
}

func memoHead(f *flow) {
	f.sheet().write(f.left, f.y, 12, bold, f.fill("{institution}"))
	f.sheet().write(f.left, f.y+13, 8, regular, f.fill("{clinicaddress}"))
	f.sheet().writeRight(f.right, f.y+36, f.size, regular, f.fill("{l_place}"))
	f.y += 60
	if f.to != "" {
		f.wrapped(f.left, f.wide(), regular, f.fill(f.to))
		f.y += f.leading()
	}
	f.setTitle(f.title)
	if f.about {
		f.wrapped(f.left, f.wide(), regular, f.fill("{l_who}"))
		f.y += f.leading() * 0.5
	}
}

func bilingualHead(f *flow) {
	f.sheet().write(f.left, f.y-6, 8, bold, "Santé et services sociaux")
	f.sheet().write(f.left, f.y+4, 8, regular, f.fill("Tél. {clinicphone}"))
	f.sheet().writeCentred((f.left+f.right)/2, f.y, 11, bold, f.fill("{institution}"))
	f.sheet().writeRight(f.right, f.y-6, 8, bold, "Health and Social Services")
	f.sheet().writeRight(f.right, f.y+4, 8, regular, f.fill("Fax {clinicfax}"))
	f.sheet().fill(f.left, f.y+12, f.wide(), 2, 90)
	f.y += 36
	f.setTitle(f.title)
	f.sheet().write(f.left, f.y, 7, regular, f.formNumber())
	f.y += f.leading()
	if !f.about {
		return
	}
	for _, key := range []string{"name", "nam", "born", "chart", "md", "date"} {
		cellField(f, f.fill("{k_"+key+"}"), f.fill("{v_"+key+"}"))
	}
	f.y += f.leading() * 0.5
}

func faxHead(f *flow) {
	for _, line := range []string{"{l_from}", "{l_to}", "{l_sent}"} {
		f.wrapped(f.left, f.wide(), mono, f.fill(line))
	}
	f.wrapped(f.left, f.wide(), mono, f.dashes(f.wide()))
	f.y += f.leading() * 0.5
	f.setTitle(f.title)
	if f.to != "" {
		f.wrapped(f.left, f.wide(), mono, f.fill(f.to))
	}
	if f.about {
		f.wrapped(f.left, f.wide(), mono, f.fill("{l_name}"))
		f.wrapped(f.left, f.wide(), mono, f.fill("{l_nam}   {l_born}"))
		f.y += f.leading() * 0.7
	}
}

// dashes are as many as fill the width.
func (f *flow) dashes(wide float64) string {
	return strings.Repeat("-", int(wide/width(mono, f.size, "-")))
}

func chartHead(f *flow) {
	if f.about {
		f.sheet().fill(f.left, f.y-18, f.wide(), 30, 222)
		f.sheet().write(f.left+6, f.y-6, 11, bold, f.fill("{lastfirst}"))
		f.sheet().write(f.left+6, f.y+7, 8, regular, f.fill("{l_strip}"))
	}
	f.y += 28
	f.sheet().writeRight(f.right, f.y, 8.5, regular, f.fill("{institution}, {clinicphone}"))
	f.y += f.leading() * 1.4
	f.setTitle(f.title)
	f.sheet().write(f.left, f.y, 8.5, regular, f.fill("{l_written}"))
	f.y += f.leading() * 1.3
	if f.to != "" {
		f.wrapped(f.left, f.wide(), regular, f.fill(f.to))
		f.y += f.leading() * 0.4
	}
}

func underlinedHeading(f *flow, text string) {
	f.y += f.leading() * 0.5
	f.sheet().write(f.left, f.y, f.size, f.body, text)
	f.sheet().line(f.left, f.y+2, width(f.body, f.size, text))
	f.y += f.leading() * 1.2
}

// tabHeading is a grey tab no wider than its words.
func tabHeading(f *flow, text string) {
	f.y += f.leading() * 0.7
	f.sheet().fill(f.left, f.y-f.size-1, width(f.strong, f.size, text)+14, f.size*1.5, 215)
	f.sheet().write(f.left+6, f.y, f.size, f.strong, text)
	f.y += f.leading() * 1.5
}

func dashedHeading(f *flow, text string) {
	f.y += f.leading() * 0.4
	f.wrapped(f.left, f.wide(), f.strong, text)
	f.wrapped(f.left, f.wide(), f.body, f.dashes(width(f.strong, f.size, text)))
}

// cellField is a row of two cells.
func cellField(f *flow, label, value string) {
	labels := wrap(f.strong, f.size-1, 142, label)
	values := wrap(f.body, f.size, f.wide()-162, value)
	high := float64(max(len(labels), len(values)))*f.leading() + 3
	f.need(high)
	f.sheet().frame(f.left, f.y-f.size-1, 150, high)
	f.sheet().frame(f.left+150, f.y-f.size-1, f.wide()-150, high)
	for i, line := range labels {
		f.sheet().write(f.left+4, f.y+float64(i)*f.leading(), f.size-1, f.strong, line)
	}
	for i, line := range values {
		f.sheet().write(f.left+156, f.y+float64(i)*f.leading(), f.size, f.body, line)
	}
	f.y += high
}

// shoutedField has its label in capitals, as old programs print it.
func shoutedField(f *flow, label, value string) { lineField(f, strings.ToUpper(label), value) }
