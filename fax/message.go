package fax

import (
	"io"
	"time"
)

// Message is a covering message; a subject alone is one too. It has pages of its own, behind the cover
// page, because it may name a patient.
type Message struct {
	Reference string
	At        time.Time
	Heading   string
	Subject   string
	Text      string
}

// WriteMessage writes the message as a PDF, and returns its number of pages.
func WriteMessage(w io.Writer, m Message) (pages int, err error) {
	p := newPage(m.At)
	p.breaks = true
	p.text(p.left, p.width, bold, 16, m.Heading)
	p.text(p.left, p.width, regular, 11, m.Reference)
	p.y += 2
	p.rule(0.4)
	if m.Subject != "" {
		p.paragraph(p.left, p.width, bold, 12, m.Subject)
		p.y += 3
	}
	p.paragraph(p.left, p.width, regular, 12, m.Text)
	return p.pdf.PageCount(), p.write(w)
}

// printable reports whether the page has a letter, or one much like it, for every letter of text.
func printable(text string) bool {
	for _, r := range text {
		if r != '?' && latinByte(r) == '?' {
			return false
		}
	}
	return true
}
