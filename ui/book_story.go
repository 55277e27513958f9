package ui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// bookStory is what the log tells of the recipient in sight: the last dispatches, and what was done with its entry.
type bookStory struct {
	b    *bookScreen
	of   dispatch.ID
	told desk.Acquaintance
	open bool // what was done with the entry
	slot slot
}

// read asks for a recipient's story.
func (s *bookStory) read(r dispatch.Recipient) {
	if s.of != r.ID {
		s.told, s.open = desk.Acquaintance{}, false
	}
	s.of = r.ID
	if r.ID == "" {
		return
	}
	run(s.b.u, &s.slot, func(ctx context.Context) (desk.Acquaintance, error) {
		return s.b.u.desk.Acquaintance(ctx, r.ID)
	}, func(told desk.Acquaintance, err error) {
		if err != nil {
			s.b.notice.fail(err)
			return
		}
		s.told = told
		if s.b.shown.ID == r.ID && s.b.reading() {
			s.b.render()
		}
	})
}

// content is nil while nothing is told.
func (s *bookStory) content() fyne.CanvasObject {
	if len(s.told.Dispatches)+len(s.told.Events) == 0 {
		return nil
	}
	u := s.b.u
	parts := newColumn(gap, strong(u.t("last_dispatches")))
	if len(s.told.Dispatches) == 0 {
		parts.Add(body(u.t("last_none")).tint(colorSecondary))
	}
	for _, d := range s.told.Dispatches {
		parts.Add(s.sent(d))
	}
	if len(s.told.Events) > 0 {
		parts.Add(newDisclosure(u.t("entry_story"), &s.open, s.events(), s.b.right.Refresh))
	}
	return parts
}

// sent is one dispatch; a press opens it in the history.
func (s *bookStory) sent(d dispatch.Dispatch) fyne.CanvasObject {
	u := s.b.u
	state := newMark()
	state.state(u, d)
	words := newColumn(0, line(u.texts.DateTime(d.Created, u.location())), captionLine(capital(u.texts.Way(d))))
	return newPress(u.t("last_open", "date", u.texts.DateTime(d.Created, u.location())),
		padded(gapHalf, 0, newRow(gap, []track{share(1), fixed(126)}, words, state.content)), func() { u.showDispatch(d.ID) })
}

func (s *bookStory) events() fyne.CanvasObject {
	u, lines := s.b.u, newColumn(gap+gapHalf)
	for _, e := range s.told.Events {
		lines.Add(newColumn(0, caption(u.t("entry_when", "date", u.texts.DateTime(e.At, u.location()), "by", e.Actor)), body(u.entryWords(e))))
	}
	return lines
}

// entryWords is what an event tells of an entry: the address that it is about, and how somebody made sure.
func (u *UI) entryWords(e dispatch.Event) string {
	words := u.texts.Text("event_" + string(e.Type))
	if e.Type != dispatch.EventRouteVerified {
		return words
	}
	how := e.Details["how"]
	if how == dispatch.TypedTwice {
		how = u.texts.Text("pli_how_typed_twice")
	}
	address := u.address(dispatch.Route{Channel: dispatch.ChannelKind(e.Details["channel"]), Address: e.Details["address"]})
	return strings.TrimSpace(u.t("entry_verified", "address", address, "how", how))
}
