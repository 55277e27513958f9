package ui

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/inspect"
	"github.com/souspli/souspli/dispatch/inspect/identify"
)

const (
	mostWords       = 4 // that decided, named at once
	mostIdentifiers = 12
)

// concernOf names the concern that tells the same as a warning, with what to do.
var concernOf = map[inspect.Warning]string{
	inspect.SeveralPersons:  "several_persons",
	inspect.PersonList:      "person_list",
	inspect.OtherNameOnFile: "file_name_other",
	inspect.EmbeddedFiles:   "unread_content",
	inspect.PagesUnread:     "unread_content",
}

// reading is what was read in a document: its kind, why, what it protects, and what to know.
func (p *documentsPane) reading(f *file) fyne.CanvasObject {
	r := f.report
	content := newColumn(gap)
	if p.kind.asked(r) {
		content.Add(p.kind.content(r))
		content.Add(spacer(0))
	} else {
		content.Add(p.kindLine(r))
	}
	if len(r.Topics) > 0 {
		content.Add(p.topics(r))
	}
	for _, warning := range p.warnings(r) {
		content.Add(sign("warning", colorAmber, body(p.s.u.texts.Inspected(string(warning)))))
	}
	if !p.kind.asked(r) && p.mayBePlain(r) {
		content.Add(p.kind.plain.content)
	}
	content.Add(p.details(r))
	return content
}

// kindLine is the kind with a way to correct it.
func (p *documentsPane) kindLine(r inspect.Report) fyne.CanvasObject {
	u, d := p.s.u, p.s.draft()
	label := u.t("kind_read")
	if d.kind != "" {
		label = u.t("kind_said")
	}
	correct := newButton(u.t("correct"), p.kind.correct)
	correct.Importance = widget.LowImportance
	return newRow(gap, []track{share(1)}, newColumn(2, caption(label), line(capital(u.texts.Kind(d.kindOf(r)))).bold()), correct)
}

func (p *documentsPane) topics(r inspect.Report) fyne.CanvasObject {
	u := p.s.u
	var names []string
	for _, topic := range r.Topics {
		names = append(names, u.texts.Topic(string(topic)))
	}
	return card(sign("warning", colorAmber, body(u.t("extra_sensitive", "topics", strings.Join(names, ", ")))))
}

// mayBePlain reports whether the declaration that nothing is personal makes sense.
func (p *documentsPane) mayBePlain(r inspect.Report) bool {
	switch p.s.draft().kindOf(r) {
	case dispatch.GeneralInfo, dispatch.AdminInternal:
		return true
	default:
		return p.s.draft().nothingPersonal
	}
}

// warnings are those that neither a concern nor the page tells already.
func (p *documentsPane) warnings(r inspect.Report) []inspect.Warning {
	return slices.DeleteFunc(slices.Clone(r.Warnings), func(w inspect.Warning) bool {
		return w == inspect.ExtraSensitive || w == inspect.RecognitionAbsent && p.kind.asked(r) || p.isConcern(concernOf[w])
	})
}

func (p *documentsPane) isConcern(code string) bool {
	for _, c := range p.concerns {
		if c.Code == code {
			return true
		}
	}
	return false
}

// told names the concerns that stand in the last column.
func (p *documentsPane) told() string {
	var codes []string
	for _, c := range p.concerns {
		codes = append(codes, c.Code)
	}
	return strings.Join(codes, " ")
}

// details open on demand: the words that decided, the reasons, the masked identifiers.
func (p *documentsPane) details(r inspect.Report) fyne.CanvasObject {
	u, content := p.s.u, newColumn(0)
	if why := p.why(r); len(why) > 0 {
		title := u.t("not_protected")
		if r.Protected {
			title = u.t("protected")
		}
		content.Add(newDisclosure(title, &p.whyOpen, inset(newColumn(gapHalf, why...)), p.relay))
	}
	if n := len(r.Identifiers); n > 0 {
		content.Add(newDisclosure(u.n("identifiers", n), &p.listOpen, inset(p.identifiers(r)), p.relay))
	}
	return content
}

func (p *documentsPane) why(r inspect.Report) []fyne.CanvasObject {
	u := p.s.u
	var rows []fyne.CanvasObject
	add := func(sentence string) { rows = append(rows, caption(sentence)) }
	if r.Kind != "" && len(r.KindWords) > 0 {
		kind := u.texts.Kind(r.Kind)
		add(u.n("decided_by", r.KindScore, "kind", kind, "words", u.quoted(r.KindWords)))
	}
	for _, reason := range r.Reasons {
		add(u.texts.Protected(string(reason)))
	}
	return rows
}

// identifiers are the masked numbers and names, each with its page.
func (p *documentsPane) identifiers(r inspect.Report) fyne.CanvasObject {
	u, rows := p.s.u, newColumn(gapHalf)
	for _, i := range r.Identifiers[:min(len(r.Identifiers), mostIdentifiers)] {
		words := newColumn(0, captionLine(i.Masked).tint(theme.ColorNameForeground), captionLine(u.identifierWords(i)))
		rows.Add(words)
	}
	if more := len(r.Identifiers) - mostIdentifiers; more > 0 {
		rows.Add(caption(u.n("more_identifiers", more)))
	}
	return rows
}

// identifierWords are the type of an identifier, its page, and whether its check digit is wrong.
func (u *UI) identifierWords(i identify.Identifier) string {
	name := capital(u.texts.Identifier(string(i.Type)))
	switch {
	case i.Page == 0:
		return u.t("identifier_in_name", "type", name)
	case !i.Valid:
		return u.t("identifier_doubtful", "type", name, "page", u.texts.Number(int64(i.Page)))
	default:
		return u.t("identifier_on_page", "type", name, "page", u.texts.Number(int64(i.Page)))
	}
}

// quoted writes the first words between quotation marks.
func (u *UI) quoted(words []string) string {
	var quoted []string
	for _, word := range words[:min(len(words), mostWords)] {
		quoted = append(quoted, u.t("quoted", "word", word))
	}
	return strings.Join(quoted, ", ")
}

// inset stands below the words of a disclosure.
func inset(o fyne.CanvasObject) fyne.CanvasObject {
	return newTopRow(0, []track{fixed(20), share(1)}, spacer(20), o)
}
