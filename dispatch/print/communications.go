package print

import (
	"io"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/wording"
)

// WriteCommunications writes what was communicated about one person, as that person reads it: to whom, what, how, what
// for and by what right (R-22.1, s. 265), in words without codes. Times are as clocks where at was taken show them.
func WriteCommunications(
	w io.Writer, words *wording.Catalogue, patient string, lines []dispatch.Communication, of dispatch.Body, at time.Time,
) error {
	p := newPage(words.Text("print_communications_title"), at)
	p.paragraph(words.Text("print_communications_who", "patient", patient, "clinic", of.Sender.Organisation,
		"at", words.DateTime(at, at.Location())))
	p.paragraph(words.Text("print_communications_what"))
	var s sheet
	if len(lines) == 0 {
		s.paragraph(words.Text("print_communications_none"))
	} else {
		s.table([]float64{15, 24, 27, 17, 27}, communicationRows(words, lines, at.Location())...)
	}
	s.paragraph(words.Text("print_communications_ask", "clinic", of.Sender.Organisation, "phone", unbroken(words.PhoneNumber(of.Sender.Phone))))
	s.draw(p)
	return p.finish(w)
}

func communicationRows(words *wording.Catalogue, lines []dispatch.Communication, loc *time.Location) [][]string {
	rows := [][]string{{
		words.Text("communications_date"), words.Text("communications_nature"), words.Text("communications_recipient"),
		words.Text("communications_way"), words.Text("communications_why"),
	}}
	for _, c := range lines {
		rows = append(rows, []string{
			words.Date(c.At, loc) + "\n" + words.Time(c.At, loc), words.Nature(c),
			joined(c.Recipient, c.Organisation, words.Class(c.Class)),
			joined(words.Way(dispatch.Dispatch{Channel: c.Channel, Form: c.Form}), words.State(c.Outcome)),
			words.Justification(c),
		})
	}
	return rows
}
