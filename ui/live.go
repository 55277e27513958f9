package ui

import (
	"context"
	"slices"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// live is what the frame always shows: what can still be undone, what is under way, what waits for a
// person.
type live struct {
	held   []dispatch.Dispatch // next to leave first
	moving []dispatch.Dispatch
	more   bool // are held or under way than were read
	counts map[dispatch.State]int
	tasks  []desk.Task
	sender string

	accounts []dispatch.Account
	used     map[dispatch.ChannelKind]dispatch.Account // those that send

	lock  desk.Lock
	setup desk.Setup
}

// mostMoving bounds what the frame reads at once.
const mostMoving = 200

// refresh reads again all that may have changed.
func (u *UI) refresh() {
	if u.desk == nil {
		return
	}
	run(u, &u.liveSlot, u.readLive, func(l live, err error) {
		if err != nil {
			u.log.WarnContext(u.ctx, "the state of the home can't be read", "error", err)
			u.frame.say(u.texts.Error(err))
			return
		}
		u.live = l
		u.watcher.counting.Store(len(l.held) > 0)
		u.idle.after.Store(int64(time.Duration(l.lock.Minutes) * time.Minute))
		u.tidings.gather(l, u.now())
		u.showPending()
		u.frame.update()
		u.rooms[u.here].changed()
	})
}

func (u *UI) readLive(ctx context.Context) (live, error) {
	found, more, err := u.readMoving(ctx)
	if err != nil {
		return live{}, err
	}
	l := live{more: more}
	for _, d := range found {
		switch {
		case d.State == dispatch.Held:
			l.held = append(l.held, d)
		case !d.AwaitsPerson():
			l.moving = append(l.moving, d)
		}
	}
	slices.SortFunc(l.held, func(a, b dispatch.Dispatch) int { return a.NextAt.Compare(b.NextAt) })
	if l.counts, err = u.desk.CountByState(ctx); err != nil {
		return live{}, err
	}
	if l.tasks, err = u.desk.Tasks(ctx); err != nil {
		return live{}, err
	}
	if l.accounts, err = u.desk.Accounts(ctx); err != nil {
		return live{}, err
	}
	if l.used, err = u.desk.AccountsInUse(ctx); err != nil {
		return live{}, err
	}
	if l.lock, err = u.desk.Lock(ctx); err != nil {
		return live{}, err
	}
	if l.setup, err = u.desk.Setup(ctx); err != nil {
		return live{}, err
	}
	sender, _, err := u.desk.Sender(ctx)
	l.sender = sender.Organisation
	return l, err
}

// readMoving reads what leaves now, which is the oldest, and the newest of what waits: of thousands, no window needs
// the rest.
func (u *UI) readMoving(ctx context.Context) (found []dispatch.Dispatch, more bool, err error) {
	sending, err := u.desk.Search(ctx, dispatch.Filter{States: []dispatch.State{dispatch.Sending}, Limit: mostMoving})
	if err != nil {
		return nil, false, err
	}
	waiting, err := u.desk.Search(ctx, dispatch.Filter{States: []dispatch.State{dispatch.Held, dispatch.Queued}, Limit: mostMoving})
	return append(sending.Dispatches, waiting.Dispatches...), waiting.Next != "", err
}

// underWay counts what leaves and what waits to, without what waits for a person.
func (l live) underWay() int {
	if !l.more {
		return len(l.moving)
	}
	n := l.counts[dispatch.Sending] + l.counts[dispatch.Queued]
	for _, task := range l.tasks {
		if task.Dispatch != nil && task.Dispatch.State == dispatch.Queued {
			n--
		}
	}
	return n
}

// progressed takes how far the running attempts are.
func (u *UI) progressed(progress map[dispatch.ID]dispatch.Progress) {
	u.progress = progress
	u.frame.updateFoot()
	if f, ok := u.rooms[u.here].(follower); ok {
		f.progressed()
	}
}

// counted shows one second less.
func (u *UI) counted() {
	u.frame.updateFoot()
	if c := u.curtain(); c != nil {
		c.counted()
	}
}

// left is how many whole seconds a held dispatch can still be undone.
func (u *UI) left(d dispatch.Dispatch) int {
	return max(0, int((d.NextAt.Sub(u.now())+time.Second-1)/time.Second))
}

// howFar tells the progress of a dispatch, or an empty string.
func (u *UI) howFar(id dispatch.ID) string {
	p, ok := u.progress[id]
	if !ok || p.Total <= 0 {
		return ""
	}
	if p.Unit == dispatch.ProgressPages {
		return u.t("progress_pages", "done", u.texts.Number(p.Done), "total", u.texts.Number(p.Total))
	}
	return u.t("progress_bytes", "done", u.texts.Size(p.Done), "total", u.texts.Size(p.Total))
}

// cancel undoes a dispatch that has not left, and puts its documents back on the first screen.
func (u *UI) cancel(id dispatch.ID) {
	act(u, &u.cancelSlot, noValue(func(ctx context.Context) error { return u.desk.Cancel(ctx, id) }),
		func(_ nothing, err error) {
			if err != nil {
				u.frame.say(u.texts.Error(err))
				u.refresh()
				return
			}
			u.frame.say(u.t("cancelled"))
			u.restore(id)
			u.refresh()
		})
}

// restore brings the draft of a cancelled dispatch back, unless another one was begun.
func (u *UI) restore(id dispatch.ID) {
	if u.sent == nil || u.sentID != id || !u.draft.empty() {
		return
	}
	u.draft, u.sent = u.sent, nil
	u.rooms[roomSend] = newSendScreen(u)
	u.enter(roomSend)
	u.frame.say(u.t("cancelled_restored"))
}
