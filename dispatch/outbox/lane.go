package outbox

import (
	"cmp"
	"slices"

	"github.com/souspli/souspli/dispatch"
)

const (
	queueSize   = 32 // dispatches of an account that are read at a time: however many wait, no more stand in memory
	releaseSize = 16 // of an account that are released before places are filled again
)

// lane is one kind of work: its dispatches that wait, the oldest of each account, and its places.
type lane struct {
	states  []dispatch.State
	work    func(dispatch.Dispatch) ended
	slots   slots
	waiting []dispatch.Dispatch
	more    map[dispatch.ID]bool // accounts of which more may be due than was read
}

// take replaces what waits by what was read, of each account and state at most so many. What is to be left alone
// does not wait.
func (l *lane) take(due []dispatch.Dispatch, most int, alone func(dispatch.Dispatch) bool) {
	l.more = full(due, most)
	l.waiting = inOrder(slices.DeleteFunc(due, alone))
}

// full finds the accounts of which as many were read as may be.
func full(due []dispatch.Dispatch, most int) map[dispatch.ID]bool {
	read, all := map[dispatch.ID]int{}, map[dispatch.ID]bool{}
	for _, d := range due {
		if read[d.Account]++; read[d.Account] >= most {
			all[d.Account] = true
		}
	}
	return all
}

// dry reports that the store has to be asked what an account should do next.
func (l *lane) dry(account dispatch.ID) bool {
	if len(l.waiting) == 0 {
		return true
	}
	return l.more[account] && !slices.ContainsFunc(l.waiting, func(d dispatch.Dispatch) bool { return d.Account == account })
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

func (l *lane) forgetAccount(account dispatch.ID) {
	l.waiting = slices.DeleteFunc(l.waiting, func(d dispatch.Dispatch) bool { return d.Account == account })
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
