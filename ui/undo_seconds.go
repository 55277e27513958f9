package ui

import (
	"context"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch/desk"
)

// undoSeconds is the setting for how long a dispatch can be taken back before it leaves.
type undoSeconds struct {
	u       *UI
	root    *fyne.Container
	seconds *field
	notice  *notice
	slot    slot
	reading slot
}

func newUndoSeconds(u *UI) *undoSeconds {
	s := &undoSeconds{u: u, seconds: u.field(""), notice: newNotice(u)}
	s.seconds.keys[fyne.KeyReturn] = func() bool { s.save(); return true }
	s.root = newColumn(gap+gapHalf, strong(u.t("undo_seconds")), caption(u.t("undo_seconds_explained")),
		newTopRow(gap, []track{fixed(numberWidth)}, labelled(u.t("undo_seconds_before"), s.seconds)),
		leading(newButton(u.t("undo_seconds_save"), s.save)), s.notice.content)
	return s
}

func (s *undoSeconds) content() fyne.CanvasObject { return s.root }

func (s *undoSeconds) enter() {
	run(s.u, &s.reading, s.u.desk.UndoSeconds, func(seconds int, err error) {
		if err != nil {
			s.notice.fail(err)
			return
		}
		s.seconds.SetText(strconv.Itoa(seconds))
	})
}

// changed is nothing here: what is being written does not change under the hands.
func (s *undoSeconds) changed() {}

func (s *undoSeconds) save() {
	seconds, err := strconv.Atoi(strings.TrimSpace(s.seconds.Text))
	if err != nil || seconds < desk.LeastUndoSeconds || seconds > desk.MostUndoSeconds {
		s.notice.ask(s.u.t("undo_seconds_range", "least", desk.LeastUndoSeconds, "most", desk.MostUndoSeconds))
		return
	}
	act(s.u, &s.slot, noValue(func(ctx context.Context) error { return s.u.desk.SaveUndoSeconds(ctx, seconds) }),
		func(_ nothing, err error) {
			if err != nil {
				s.notice.fail(err)
				return
			}
			s.notice.tell(s.u.t("undo_seconds_saved"))
		})
}
