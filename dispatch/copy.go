package dispatch

import (
	"slices"
	"time"
)

// Copy is a backup copy of a home, sealed like the home itself.
type Copy struct {
	ID     ID        `json:"id"`
	Name   string    `json:"name"` // of its file; nothing personal is in it
	At     time.Time `json:"at"`
	Bytes  int64     `json:"bytes"`
	Events int64     `json:"events"` // lines of the log that were proven from it
}

// Restored is a home that was made from a copy.
type Restored struct {
	At       time.Time `json:"at"`     // when the copy was made
	Events   int64     `json:"events"` // lines of the log that were proven
	Held     int       `json:"held"`   // dispatches that may have left after the copy, and wait for a person
	Rewrap   bool      `json:"rewrap"` // nothing on this computer opens it yet: it needs `pli vault rewrap`
	Practice bool      `json:"practice"`
}

// How many copies are kept: the newest of as many days, weeks and months, as long as there are any.
const (
	KeptDays   = 7
	KeptWeeks  = 4
	KeptMonths = 12
)

// Superseded are the indexes of the copies that rotation removes. The newest copy is never among them. Days, ISO weeks
// and months are those of loc.
func Superseded(made []time.Time, loc *time.Location) []int {
	order := make([]int, len(made))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return made[b].Compare(made[a]) })
	keeps := []*keeper{{period: day, most: KeptDays}, {period: week, most: KeptWeeks}, {period: month, most: KeptMonths}}
	var gone []int
	for _, i := range order {
		kept := false
		for _, k := range keeps {
			kept = k.keep(made[i].In(loc)) || kept
		}
		if !kept {
			gone = append(gone, i)
		}
	}
	return gone
}

// keeper keeps the newest copy of each of a number of periods; the copies come newest first.
type keeper struct {
	period func(time.Time) [2]int
	most   int
	last   [2]int
	kept   int
}

func (k *keeper) keep(at time.Time) bool {
	period := k.period(at)
	if k.kept == k.most || k.kept > 0 && period == k.last {
		return false
	}
	k.last = period
	k.kept++
	return true
}

func day(t time.Time) [2]int { return [2]int{t.Year(), t.YearDay()} }

func week(t time.Time) [2]int {
	year, n := t.ISOWeek()
	return [2]int{year, n}
}

func month(t time.Time) [2]int { return [2]int{t.Year(), int(t.Month())} }
