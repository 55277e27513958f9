package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/inspect"
	"github.com/souspli/souspli/dispatch/inspect/classify"
)

// mostAlternatives are offered before the list of all kinds.
const mostAlternatives = 3

// kindQuestion asks what a document is when its words do not tell, or when the person knows better.
type kindQuestion struct {
	s          *sendScreen
	finder     *finder
	found      []dispatch.DocumentKind
	plain      *check
	correcting bool
	likely     []dispatch.DocumentKind
}

func newKindQuestion(s *sendScreen) *kindQuestion {
	q := &kindQuestion{s: s}
	q.finder = newFinder(s.u, s.u.t("kind_search"), q.seek, func(i int) { q.choose(q.found[i]) })
	q.plain = newCheck(s.u.t("nothing_personal"), s.draft().nothingPersonal,
		func(on bool) { s.draft().nothingPersonal = on; s.suggest() })
	return q
}

// asked reports whether the kind of a document is to be asked.
func (q *kindQuestion) asked(r inspect.Report) bool {
	return q.correcting || q.s.draft().kindOf(r) == ""
}

// content asks: the likeliest kinds first, then all of them.
func (q *kindQuestion) content(r inspect.Report) fyne.CanvasObject {
	u := q.s.u
	content := newColumn(gap, strong(u.t("kind_question")))
	if !q.correcting {
		content.Add(caption(u.t(undecidedWords(r))))
	}
	q.likely = nil
	for _, candidate := range r.Alternatives[:min(len(r.Alternatives), mostAlternatives)] {
		if candidate.Kind != q.s.draft().kindOf(r) {
			q.likely = append(q.likely, candidate.Kind)
			content.Add(q.alternative(candidate))
		}
	}
	q.seek(q.finder.field.Text)
	content.Add(q.finder.content)
	if q.correcting {
		keep := newButton(u.t("keep_kind"), q.leave)
		keep.Importance = widget.LowImportance
		content.Add(q.plain.content)
		content.Add(leading(keep))
	}
	return content
}

// undecidedWords tell why the question is asked.
func undecidedWords(r inspect.Report) string {
	switch {
	case slices.Contains(r.Warnings, inspect.RecognitionAbsent) || slices.Contains(r.Reasons, inspect.NoText):
		return "kind_no_text"
	case len(r.Alternatives) > 0:
		return "kind_undecided"
	default:
		return "kind_no_words"
	}
}

func (q *kindQuestion) alternative(c classify.Candidate) fyne.CanvasObject {
	u := q.s.u
	name := capital(u.texts.Kind(c.Kind))
	words := newColumn(0, line(name))
	if len(c.Words) > 0 {
		words.Add(captionLine(u.t("by_words", "words", u.quoted(c.Words))))
	}
	content := newRow(gap, []track{own, share(1)}, picture("document", theme.ColorNamePrimary, 18), words)
	return container.NewStack(newSurface(theme.ColorNameButton, "", 4),
		newPress(name, sized(fyne.NewSize(0, rowHeight), padded(0, gap, content)), func() { q.choose(c.Kind) }))
}

func (q *kindQuestion) seek(query string) {
	q.found = q.s.u.matchingKinds(query)
	if query == "" {
		q.found = slices.DeleteFunc(slices.Clone(q.found), func(k dispatch.DocumentKind) bool { return slices.Contains(q.likely, k) })
	}
	choices := make([]choice, 0, len(q.found))
	for _, kind := range q.found {
		choices = append(choices, choice{icon: "document", title: capital(q.s.u.texts.Kind(kind))})
	}
	q.finder.offer(choices)
}

// choose keeps what the person says. Saying what was read is following the reading.
func (q *kindQuestion) choose(kind dispatch.DocumentKind) {
	d := q.s.draft()
	d.chosen = d.inSight() // it was asked about this one
	d.kind, d.channel = kind, ""
	if !slices.ContainsFunc(d.reports(), func(r inspect.Report) bool { return r.Kind != kind }) {
		d.kind = ""
	}
	d.doubt()
	q.leave()
	q.s.suggest()
	q.s.focusNext()
}

// correct asks although the kind was read.
func (q *kindQuestion) correct() {
	q.correcting = true
	q.finder.field.SetText("")
	q.s.documents.render()
	q.s.u.focus(q.finder.field)
}

// leave keeps the kind as it is.
func (q *kindQuestion) leave() {
	q.correcting = false
	q.finder.field.SetText("")
	q.s.documents.render()
}
