package outbox

import (
	"cmp"
	"slices"

	"github.com/souspli/souspli/dispatch"
)

// pageSize is how many due dispatches are read at first; more only when one account's fill a page and
// leave places free.
const pageSize = 256

// lane is one kind of work: its dispatches that wait, and its places.
type lane struct {
	states  []dispatch.State
	work    func(dispatch.Dispatch) ended
	slots   slots
	waiting []dispatch.Dispatch
}

// next removes and returns the first waiting dispatch that has a place and is not worked on already.
func (l *lane) next(running map[dispatch.ID]job) (dispatch.Dispatch, bool) {
	i := slices.IndexFunc(l.waiting, func(d dispatch.Dispatch) bool {
		_, already := running[d.ID]
		return !already && l.slots.free(d.Account)
	})
	if i < 0 {
		return dispatch.Dispatch{}, false
	}
	d := l.waiting[i]
	l.waiting = slices.Delete(l.waiting, i, i+1)
	l.slots.take(d.Account)
	return d, true
}

// forget drops what waits: it is read again when due.
func (l *lane) forget() { l.waiting = nil }

func (l *lane) forgetOne(id dispatch.ID) {
	l.waiting = slices.DeleteFunc(l.waiting, func(d dispatch.Dispatch) bool { return d.ID == id })
}

// inOrder sorts by when they became due, then by when they were made.
func inOrder(due []dispatch.Dispatch) []dispatch.Dispatch {
	slices.SortStableFunc(due, func(a, b dispatch.Dispatch) int {
		return cmp.Or(a.NextAt.Compare(b.NextAt), a.Created.Compare(b.Created))
	})
	return due
}

// slots are the places of a lane. The last free one is kept for an account that has none.
type slots struct {
	total, perAccount int
	used              map[dispatch.ID]int
	taken             int
}

func newSlots(total, perAccount int) slots {
	return slots{total: total, perAccount: perAccount, used: map[dispatch.ID]int{}}
}

func (s *slots) free(account dispatch.ID) bool {
	used := s.used[account]
	if used == 0 {
		return s.taken < s.total
	}
	return used < s.perAccount && s.taken < s.total-1
}

// some reports whether an account that has no place could have one.
func (s *slots) some() bool { return s.taken < s.total }

func (s *slots) take(account dispatch.ID) {
	s.used[account]++
	s.taken++
}

func (s *slots) give(account dispatch.ID) {
	s.taken--
	if s.used[account]--; s.used[account] == 0 {
		delete(s.used, account)
	}
}
