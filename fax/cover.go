package fax

import (
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// Cover is what the first page of a fax says. It has no place for a subject, a file name or a patient.
type Cover struct {
	Sender    dispatch.Sender
	Recipient Addressee
	Number    Number
	Reference string // of this fax, short enough to read over the telephone
	At        time.Time
	Pages     int // of the whole fax, this one included
	Documents []CoverLine
	First     CoverTexts // in the language of the dispatch
	Second    CoverTexts // in the other one; zero: the cover page speaks one language
}

// Addressee is the recipient as the cover page may show it. Both are empty when naming the recipient
// would name a patient.
type Addressee struct {
	Name         string
	Organisation string
}

// CoverLine is one document, told by its kind alone.
type CoverLine struct {
	Kind  dispatch.DocumentKind
	Pages int
}

// CoverTexts are the words of a cover page in one language. A sentence may hold {phone}, the call-back
// number, and {n}, a count.
type CoverTexts struct {
	Title, To, From, Date, Pages, PagesNote, Reference string
	Documents, DocumentPages, MoreDocuments            string
	Phone, Fax, Labelled, Withheld                     string
	Confidential, Notice, Callback                     string
	Message                                            string // heading of the page that carries the message
	Kind                                               func(dispatch.DocumentKind) string
	DateTime                                           func(time.Time) string
}

// NewCoverTexts takes the words from the sentences "cover_title", "cover_to" and so on, the names of
// documents from "kind_" and the kind, and leaves the writing of moments to dateTime.
func NewCoverTexts(text func(key string) string, dateTime func(time.Time) string) CoverTexts {
	return CoverTexts{
		Title: text("cover_title"), To: text("cover_to"), From: text("cover_from"),
		Date: text("cover_date"), Pages: text("cover_pages"), PagesNote: text("cover_pages_note"),
		Reference: text("cover_reference"), Documents: text("cover_documents"),
		DocumentPages: text("cover_document_pages"), MoreDocuments: text("cover_more_documents"),
		Phone: text("cover_phone"), Fax: text("cover_fax"), Labelled: text("cover_labelled"),
		Withheld:     text("cover_withheld"),
		Confidential: text("cover_confidential"), Notice: text("cover_notice"),
		Callback: text("cover_callback"), Message: text("cover_message"),
		Kind:     func(kind dispatch.DocumentKind) string { return text("kind_" + string(kind)) },
		DateTime: dateTime,
	}
}

// NewAddressee leaves a patient or caregiver nameless: a cover page lies in the tray for all to see.
func NewAddressee(r dispatch.Recipient) Addressee {
	if r.Class == dispatch.Patient || r.Class == dispatch.Caregiver {
		return Addressee{}
	}
	return Addressee{Name: r.Name, Organisation: r.Organisation}
}

// ShortReference is the part of an attempt's ID that a cover page shows: its first eight characters in
// two groups. It is meant for a telephone call, not for looking a fax up at a provider.
func ShortReference(id dispatch.ID) string {
	const group = 4
	if len(id) < 2*group {
		return strings.ToUpper(string(id))
	}
	return strings.ToUpper(string(id[:group]) + "-" + string(id[group:2*group]))
}

// WriteCover writes the cover page as a PDF of one Letter page, black on white, nothing under ten points
// and nothing within 18 mm of an edge, so that it survives any fax machine. The same cover gives the
// same bytes.
func WriteCover(w io.Writer, c Cover) error {
	p := newPage(c.At)
	bottom := p.notices(c)
	p.letterhead(c)
	p.parties(c)
	p.facts(c)
	p.documents(c, bottom)
	return p.write(w)
}

func (p *page) letterhead(c Cover) {
	half := p.width * 0.62
	top := p.y
	p.text(p.left, half, bold, 16, c.Sender.Organisation)
	for _, line := range addressLines(c.Sender.Address) {
		p.text(p.left, half, regular, 11, line)
	}
	p.text(p.left, half, regular, 11, c.labelled(both(c.First.Phone, c.Second.Phone), FormatNumber(c.Sender.Phone)))
	if c.Sender.Fax != "" {
		p.text(p.left, half, regular, 11, c.labelled(both(c.First.Fax, c.Second.Fax), FormatNumber(c.Sender.Fax)))
	}
	bottom := p.y
	p.y = top
	p.right(bold, 28, c.First.Title)
	if c.bilingual() {
		p.right(regular, 14, c.Second.Title)
	}
	p.y = max(bottom, p.y) + 3
	p.rule(1)
}

// addressLines are the first four: no postal address needs more.
func addressLines(address string) []string {
	lines := strings.Split(strings.TrimSpace(address), "\n")
	return lines[:min(len(lines), 4)]
}

func (p *page) parties(c Cover) {
	top, gutter := p.y, 8.0
	column := (p.width - gutter) / 2
	p.text(p.left, column, bold, 11, both(c.First.To, c.Second.To))
	p.addressee(c, column)
	p.text(p.left, column, bold, 14, c.labelled(both(c.First.Fax, c.Second.Fax), c.Number.String()))
	bottom, from := p.y, p.left+column+gutter
	p.y = top
	p.text(from, column, bold, 11, both(c.First.From, c.Second.From))
	p.text(from, column, bold, 14, c.Sender.Name)
	p.text(from, column, regular, 12, c.Sender.Organisation)
	p.y = max(bottom, p.y) + 3
	p.rule(0.4)
}

func (p *page) addressee(c Cover, width float64) {
	if c.Recipient == (Addressee{}) {
		p.text(p.left, width, regular, 12, c.First.Withheld)
		p.text(p.left, width, regular, 12, c.Second.Withheld)
		return
	}
	p.text(p.left, width, bold, 14, c.Recipient.Name)
	p.text(p.left, width, regular, 12, c.Recipient.Organisation)
}

func (p *page) facts(c Cover) {
	top, bottom := p.y, p.y
	facts := []struct {
		label, value string
		at, width    float64 // shares of the page's width
	}{
		{both(c.First.Date, c.Second.Date), c.First.DateTime(c.At), 0, 0.42},
		{both(c.First.Pages, c.Second.Pages), strconv.Itoa(c.Pages), 0.44, 0.28},
		{both(c.First.Reference, c.Second.Reference), c.Reference, 0.74, 0.26},
	}
	for i, fact := range facts {
		p.y = top
		x, width := p.left+fact.at*p.width, fact.width*p.width
		p.text(x, width, bold, 11, fact.label)
		p.text(x, width, bold, 14, fact.value)
		if i == 1 {
			p.text(x, width, regular, 10, c.First.PagesNote)
			p.text(x, width, regular, 10, c.Second.PagesNote)
		}
		bottom = max(bottom, p.y)
	}
	p.y = bottom + 3
	p.rule(0.4)
}

// documents lists as many as there is room for above bottom, and counts the rest.
func (p *page) documents(c Cover, bottom float64) {
	const size = 12.0
	p.text(p.left, p.width, bold, 11, both(c.First.Documents, c.Second.Documents))
	p.pdf.SetFont(family, string(regular), size)
	listed, room := len(c.Documents), int((bottom-p.y)/(size*spacing))
	if listed > room {
		listed = max(room-1, 0)
	}
	for _, line := range c.Documents[:listed] {
		p.text(p.left+3, p.width-3, regular, size, p.documentLine(c, line, p.width-3))
	}
	if rest := len(c.Documents) - listed; rest > 0 {
		more := strings.ReplaceAll(c.First.MoreDocuments, "{n}", strconv.Itoa(rest))
		p.text(p.left+3, p.width-3, regular, size, more)
	}
}

// documentLine names a document in both languages where they fit side by side: each has one line.
func (p *page) documentLine(c Cover, line CoverLine, width float64) string {
	first := c.First.Kind(line.Kind)
	pages := ", " + strings.ReplaceAll(c.First.DocumentPages, "{n}", strconv.Itoa(line.Pages))
	if c.bilingual() {
		named := "•  " + both(first, c.Second.Kind(line.Kind)) + pages
		if p.pdf.GetStringWidth(latin(named)) <= width {
			return named
		}
	}
	return "•  " + first + pages
}

// notices stand in a frame at the foot, the first language larger. It returns where the room above ends.
func (p *page) notices(c Cover) float64 {
	const padding, largest, smaller = 5, 12.0, 11.0
	phone := strings.NewReplacer("{phone}", FormatNumber(c.Sender.Phone))
	top := p.fromBottom(func() {
		p.y += padding
		p.notice(c.First, phone, largest, padding)
		p.y += padding
		if c.bilingual() {
			p.notice(c.Second, phone, smaller, padding)
			p.y += padding
		}
	})
	p.frame(top)
	p.y = margin
	return top - padding
}

func (p *page) notice(texts CoverTexts, phone *strings.Replacer, size, padding float64) {
	x, width := p.left+padding, p.width-2*padding
	p.text(x, width, bold, size+2, texts.Confidential)
	p.paragraph(x, width, regular, size, phone.Replace(texts.Notice))
	p.paragraph(x, width, bold, size, phone.Replace(texts.Callback))
}

func (c Cover) labelled(label, value string) string {
	return strings.NewReplacer("{label}", label, "{value}", value).Replace(c.First.Labelled)
}

func (c Cover) bilingual() bool { return c.Second.Title != "" }

// both joins two words of two languages, or gives one when there is no other.
func both(first, second string) string {
	if first == second || second == "" {
		return first
	}
	return first + " / " + second
}
