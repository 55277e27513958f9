package ui

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// returns is the place among the tasks where delivery notices are read, and where what they say is told.
type returns struct {
	u      *UI
	notice *notice
	read   *button           // the mailbox; only where an account receives notices
	show   func(dispatch.ID) // what a single notice is about
	slot   slot
}

func newReturns(u *UI, show func(dispatch.ID)) *returns {
	r := &returns{u: u, show: show, notice: newNotice(u)}
	r.read = newButton(u.t("returns_read"), r.readMailbox)
	r.update()
	return r
}

// update offers to read the mailbox where there is one.
func (r *returns) update() {
	setVisible(r.read, slices.ContainsFunc(r.u.live.accounts, func(a dispatch.Account) bool {
		return a.Provider == desk.IMAPProvider
	}))
}

// isNotice reports whether a file is a message, which holds a delivery notice or nothing that can be sent.
func isNotice(path string) bool {
	ending := strings.ToLower(filepath.Ext(path))
	return ending == ".eml" || ending == ".msg"
}

// takeNotices reads delivery notices that were saved as files.
func (u *UI) takeNotices(paths []string) {
	if len(paths) == 0 {
		return
	}
	u.enter(roomTodo)
	u.rooms[roomTodo].(*todoScreen).returns.take(paths)
}

func (r *returns) take(paths []string) {
	r.work(func(ctx context.Context) (all []desk.Returned, err error) {
		for _, path := range paths {
			returned, err := r.u.readNotice(ctx, path)
			all = append(all, returned...)
			if err != nil {
				return all, err
			}
		}
		return all, nil
	})
}

func (u *UI) readNotice(ctx context.Context, path string) ([]desk.Returned, error) {
	f, err := os.Open(path) //nolint:gosec // the person chooses the file
	if err != nil {
		return nil, &dispatch.Error{Op: "ui.bounce", Kind: dispatch.KindStorage, Code: "bounce_unreadable", Certainty: dispatch.Unsent}
	}
	defer func() { _ = f.Close() }()
	return u.desk.Bounce(ctx, f)
}

func (r *returns) readMailbox() { r.work(r.u.desk.ReadReturns) }

func (r *returns) work(read func(context.Context) ([]desk.Returned, error)) {
	r.read.Disable()
	r.read.SetText(r.u.t("returns_reading"))
	act(r.u, &r.slot, read, func(all []desk.Returned, err error) {
		r.read.SetText(r.u.t("returns_read"))
		r.read.Enable()
		r.tell(all, err)
		if len(all) == 1 && all[0].Dispatch != "" {
			r.show(all[0].Dispatch)
		}
		r.u.refresh()
	})
}

// tell says what the notices say. An error outweighs them: what was read is in the list and in the log.
func (r *returns) tell(all []desk.Returned, err error) {
	switch {
	case err != nil:
		r.notice.fail(err)
	case slices.ContainsFunc(all, doubtful):
		r.notice.ask(r.u.returnedWords(all))
	default:
		r.notice.tell(r.u.returnedWords(all))
	}
}

// doubtful reports whether a notice asks something of a person.
func doubtful(r desk.Returned) bool {
	return r.Match == desk.ReturnPartial || r.Match == desk.ReturnMatched && r.Report.Action == dispatch.DeliveryFailed
}

// returnedWords say the whole of one notice, and of several how many they are and how many tell of a return.
func (u *UI) returnedWords(all []desk.Returned) string {
	switch len(all) {
	case 0:
		return u.texts.Text("returned_none")
	case 1:
		return u.oneReturned(all[0])
	}
	failed := 0
	for _, r := range all {
		if r.Match == desk.ReturnMatched && r.Report.Action == dispatch.DeliveryFailed {
			failed++
		}
	}
	words := u.n("returns_taken", len(all))
	if failed > 0 {
		words += " " + u.n("returns_failed", failed)
	}
	if slices.ContainsFunc(all, func(r desk.Returned) bool { return r.Match == desk.ReturnPartial }) {
		words += " " + u.texts.Text("returned_partial")
	}
	return words
}

func (u *UI) oneReturned(r desk.Returned) string {
	var words []string
	if r.Match != desk.ReturnMatched {
		words = append(words, u.texts.Text("returned_"+string(r.Match)))
	}
	if r.Match == desk.ReturnMatched || r.Match == desk.ReturnKnown {
		words = append(words, u.reported(r.Report))
	}
	if r.Next != "" {
		words = append(words, u.texts.Text("returned_next", "channel", u.texts.Channel(r.Next)))
	}
	return strings.Join(words, " ")
}

// reported is what became of a message.
func (u *UI) reported(r dispatch.DeliveryReport) string {
	if r.Action == dispatch.DeliveryFailed {
		return u.texts.Text("error_" + r.Code)
	}
	return u.texts.Text("returned_action_" + string(r.Action))
}
