package print

import (
	"io"
	"strconv"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/wording"
)

// WriteIncidentLetter drafts the notice of an incident to the CAI, the Minister or the persons (A-2.1, r. 3.1, s. 3 and
// 5, r. 1, s. 11) as a PDF. Whatever the register does not say yet stands in it as a gap.
func WriteIncidentLetter(
	w io.Writer, words *wording.Catalogue, i dispatch.Incident, to dispatch.NoticeTo, of dispatch.Body, at time.Time,
) error {
	p := newPage(words.Text("letter_title_"+string(to)), at)
	letter(words, i, to, of, at).draw(p)
	return p.finish(w)
}

// WriteIncidentLetterText drafts the same as plain text.
func WriteIncidentLetterText(
	w io.Writer, words *wording.Catalogue, i dispatch.Incident, to dispatch.NoticeTo, of dispatch.Body, at time.Time,
) error {
	return letter(words, i, to, of, at).writeText(w, words.Text("letter_title_"+string(to)))
}

func letter(words *wording.Catalogue, i dispatch.Incident, to dispatch.NoticeTo, of dispatch.Body, at time.Time) sheet {
	l := draft{gaps: gaps{words}, incident: i, body: of}
	l.lines(of.Sender.Organisation, l.orGap(of.Sender.Address, "letter_address"))
	l.paragraph(words.Date(at, at.Location()))
	l.addressee(to)
	if i.Assessment.Serious != dispatch.True {
		l.paragraph(words.Text("letter_not_concluded"))
	}
	l.paragraph(words.Text("letter_opening_"+string(to), "clinic", of.Sender.Organisation))
	if to == dispatch.NoticePersons {
		l.toPersons()
	} else {
		l.toAuthority()
	}
	l.contact()
	l.lines(l.orGap(of.Profile.Responsible, "letter_signer"), of.Profile.Title, of.Sender.Organisation)
	return l.sheet
}

// draft is a letter in the making.
type draft struct {
	sheet
	gaps
	incident dispatch.Incident
	body     dispatch.Body
}

// orGap is a text, or the gap named by a key.
func (l *draft) orGap(text, key string) string {
	if text == "" {
		return l.gap(l.words.Text(key))
	}
	return text
}

func (l *draft) lines(lines ...string) { l.paragraph(joined(lines...)) }

func (l *draft) addressee(to dispatch.NoticeTo) {
	if to == dispatch.NoticePersons {
		l.paragraph(l.gap(l.words.Text("letter_person")))
		return
	}
	l.paragraph(l.words.Text("letter_to_" + string(to)))
}

// toAuthority tells the CAI or the Minister all that the regulations list.
func (l *draft) toAuthority() {
	i, words := l.incident, l.words
	l.part(words.Text("letter_body"), joined(l.body.Sender.Organisation,
		words.Text("print_labelled", "label", words.Text("letter_neq"), "text", l.orGap(l.body.Profile.NEQ, "letter_neq"))))
	l.field(dispatch.FieldInformation, information(words, i))
	l.field(dispatch.FieldCircumstances, i.Circumstances)
	l.part(words.Text("incident_cause"), l.orGap(i.Cause, "letter_cause"))
	l.field(dispatch.FieldOccurred, words.Period(i.Occurred))
	l.field(dispatch.FieldAware, words.Period(i.Aware))
	l.part(words.IncidentField(dispatch.FieldPersons), l.persons())
	l.field(dispatch.FieldRisk, l.risk())
	l.part(words.Text("letter_told"), l.told())
	l.field(dispatch.FieldMeasures, i.Measures)
}

// toPersons tells the persons concerned what it is about, and what they can do.
func (l *draft) toPersons() {
	i, words := l.incident, l.words
	l.field(dispatch.FieldInformation, information(words, i))
	l.field(dispatch.FieldCircumstances, i.Circumstances)
	l.field(dispatch.FieldOccurred, words.Period(i.Occurred))
	l.field(dispatch.FieldMeasures, i.Measures)
	l.part(words.Text("letter_advice"), l.orGap(i.Advice, "letter_advice"))
}

func (l *draft) field(f dispatch.IncidentField, text string) {
	l.part(l.words.IncidentField(f), l.or(f, text))
}

// persons tells how many there are, and how many of them in Québec.
func (l *draft) persons() string {
	in := ""
	if n := l.incident.Persons.InQuebec; n > 0 {
		in = strconv.Itoa(n)
	}
	return joined(l.or(dispatch.FieldPersons, l.words.Affected(l.incident.Persons)),
		l.words.Text("print_labelled", "label", l.words.Text("incident_in_quebec"), "text", l.orGap(in, "incident_in_quebec")))
}

// risk is why the risk is held to be serious; nothing while nobody concluded so.
func (l *draft) risk() string {
	a := l.incident.Assessment
	if a.Serious != dispatch.True {
		return ""
	}
	return joined(worksheet(l.words, a)...)
}

// told is what was or will be done to tell the persons.
func (l *draft) told() string {
	notice, given := l.incident.Notices[dispatch.NoticePersons]
	if !given {
		return l.gap(l.words.Text("letter_told"))
	}
	return l.words.Notice(notice)
}

// contact is whom to ask: the person in charge, and else the clinic's own number.
func (l *draft) contact() {
	p, s := l.body.Profile, l.body.Sender
	phone, email := p.Phone, p.Email
	if phone == "" {
		phone = s.Phone
	}
	if email == "" {
		email = s.Email
	}
	l.part(l.words.Text("letter_contact"), joined(l.orGap(p.Responsible, "letter_responsible"), p.Title,
		unbroken(l.words.PhoneNumber(phone)), email))
}
