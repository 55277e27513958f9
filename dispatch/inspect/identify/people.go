package identify

import (
	"time"

	"github.com/souspli/souspli/dispatch"
)

// mostPeople is how many people are kept; beyond it they are only counted.
const mostPeople = 64

// clue is what a line says of one person.
type clue struct {
	name   string
	number healthNumber
	born   time.Time
	other  time.Time // when month and day of born may also be the other way round
}

// bornOn tells whether the clue's date of birth may be day.
func (c clue) bornOn(day time.Time) bool { return sameDay(c.born, day) || sameDay(c.other, day) }

// entry is a person of the document, made ready to be compared.
type entry struct {
	Person
	profile
	sure bool // the date of birth is that of a number whose check digit is right
	read bool // on a page, not only in the file's name or properties
}

// registry keeps the people whom a document is about, each once.
type registry struct {
	now      time.Time
	entries  []entry
	byNumber map[string]int
	spilled  distinct // of those beyond mostPeople
	others   int      // numbers that are nobody's yet
	current  int      // the last one; -1: none
	line     int
	at       int // the line of the last clue
	page     int
	row      bool // the line is a row of a table: one person
	named    bool
}

func newRegistry(now time.Time) registry {
	return registry{now: now, byNumber: map[string]int{}, spilled: distinct{}, current: -1}
}

// begin begins a line.
func (r *registry) begin(row bool) {
	r.line++
	r.row = row
}

// turn begins another page.
func (r *registry) turn(page int) {
	r.page = page
	r.leave()
}

// leave ends a record: what follows is another person's, unless it agrees.
func (r *registry) leave() { r.current = -1 }

// other notes a number of somebody that cannot tell whose it is.
func (r *registry) other() { r.others++ }

func (r *registry) add(c clue) { r.addFrom(r.line, c) }

// addFrom adds a clue that stood on a line read before.
func (r *registry) addFrom(line int, c clue) {
	if c.name != "" {
		r.named = true
	}
	name := parseName(c.name)
	i := r.find(c, name, line)
	if i < 0 {
		i = r.create()
	}
	r.entries[i].absorb(c, name)
	r.entries[i].read = r.entries[i].read || r.page > 0
	if c.number.text != "" {
		r.byNumber[c.number.text] = i
	}
	r.current, r.at = i, r.line
}

// find looks for the person whom a clue is about, or -1: first by what agrees, then by what stands near.
func (r *registry) find(c clue, name fullName, line int) int {
	if i, ok := r.byNumber[c.number.text]; ok && c.number.text != "" {
		return i
	}
	near := r.current
	if near >= 0 && (r.entries[near].agrees(c, name) || r.row && r.at == r.line && r.entries[near].lacks(c)) {
		return near
	}
	for i := range r.entries {
		if i != near && r.entries[i].agrees(c, name) {
			return i
		}
	}
	if near >= 0 && line-r.at <= linesOfARecord && !r.entries[near].contradicts(c, name) {
		return near
	}
	return -1
}

// create makes room for somebody. When there is no more room, the last one is counted and let go of.
func (r *registry) create() int {
	if len(r.entries) < mostPeople {
		r.entries = append(r.entries, entry{})
		return len(r.entries) - 1
	}
	last := len(r.entries) - 1
	r.spilled.add(r.entries[last].key())
	delete(r.byNumber, r.entries[last].Number)
	r.entries[last] = entry{}
	return last
}

// key is what somebody is counted by.
func (e *entry) key() string {
	switch {
	case e.Number != "":
		return e.Number
	case e.Name != "":
		return e.name.key() + e.Born.Format(time.DateOnly)
	}
	return e.Born.Format(time.DateOnly)
}

// lacks tells whether a clue fills only what is empty.
func (e *entry) lacks(c clue) bool {
	return (c.name == "" || e.Name == "") && (c.number.text == "" || e.Number == "") && (c.born.IsZero() || e.Born.IsZero() || !e.sure)
}

// agrees tells whether a clue is about this person by what it says, not by where it stands.
func (e *entry) agrees(c clue, name fullName) bool {
	if e.contradicts(c, name) {
		return false
	}
	switch {
	case c.name != "":
		return compareNames(e.name, name) == dispatch.True || e.name.key() == name.key() && len(name.core) > 1 ||
			name.agreesWith(e.Number) == dispatch.True
	case c.number.text != "":
		return e.name.agreesWith(c.number.text) == dispatch.True || e.Name == "" && sameDay(e.Born, c.number.born)
	}
	return c.bornOn(e.Born)
}

// contradicts tells whether a clue cannot be about this person.
func (e *entry) contradicts(c clue, name fullName) bool {
	switch {
	case c.number.text != "":
		return e.Number != "" || c.number.valid && otherDay(e.Born, c.number.born) ||
			e.name.agreesWith(c.number.text) == dispatch.False && !sameDay(e.Born, c.number.born)
	case c.name != "":
		return e.Name != "" && compareNames(e.name, name) == dispatch.False ||
			e.Name == "" && name.agreesWith(e.Number) == dispatch.False
	}
	return otherDay(e.Born, c.born) && !c.bornOn(e.Born)
}

func sameDay(a, b time.Time) bool  { return !a.IsZero() && a.Equal(b) }
func otherDay(a, b time.Time) bool { return !a.IsZero() && !b.IsZero() && !a.Equal(b) }

// absorb keeps what is new of a clue. A longer name says more.
func (e *entry) absorb(c clue, name fullName) {
	if c.name != "" && len(name.core) > len(e.name.core) && (e.Name == "" || name.agreesWith(e.Number) != dispatch.False) {
		e.Name, e.name = c.name, name
	}
	if c.number.text != "" && e.Number == "" {
		e.Number, e.number = c.number.text, c.number.text
		if c.number.valid {
			e.Born, e.sure = c.number.born, true
		}
	}
	if e.Born.IsZero() {
		e.Born = c.born
	}
	e.born = e.Born
}

// nameless tells whether a number's person has no name yet.
func (r *registry) nameless(number string) bool {
	i, ok := r.byNumber[number]
	return ok && r.entries[i].Name == ""
}

// name gives a number's person their name.
func (r *registry) name(number, name string) {
	i := r.byNumber[number]
	r.entries[i].absorb(clue{name: name}, parseName(name))
	r.named = true
}

// count is how many people there are.
func (r *registry) count() int {
	count := len(r.entries) + r.spilled.count()
	if len(r.entries) == mostPeople && r.spilled.has(r.entries[mostPeople-1].key()) {
		count--
	}
	return count
}

// result lists the people. A name that stood only behind a title is theirs when nothing names them better.
func (r *registry) result(weak weakNames) ([]Person, int) {
	count := r.count()
	name := weak.best()
	switch {
	case count == 0 && name != "":
		return []Person{{Name: name}}, 1
	case count == 0 && r.others > 0:
		return nil, 1
	}
	people := r.known()
	if len(people) == 1 && people[0].Name == "" && parseName(name).agreesWith(people[0].Number) != dispatch.False {
		people[0].Name = name
	}
	return people, count
}

// known are the people whom the pages are about. Whom the file's name alone gives counts, and is left out
// here: they are what the file's name is compared with.
func (r *registry) known() []Person {
	var read, all []Person
	for i := range r.entries {
		all = append(all, r.entries[i].Person)
		if r.entries[i].read {
			read = append(read, r.entries[i].Person)
		}
	}
	if len(read) > 0 {
		return read
	}
	return all
}

// weakNames counts names that stood behind a title, or as TREMBLAY, Jean.
type weakNames struct {
	names []string
	times []int
}

const mostWeak = 16

func (w *weakNames) add(name string) {
	for i, each := range w.names {
		if each == name {
			w.times[i]++
			return
		}
	}
	if len(w.names) < mostWeak {
		w.names, w.times = append(w.names, name), append(w.times, 1)
	}
}

func (w *weakNames) any() bool { return len(w.names) > 0 }

// best is the most frequent, the first of those.
func (w *weakNames) best() string {
	best := -1
	for i := range w.names {
		if best < 0 || w.times[i] > w.times[best] {
			best = i
		}
	}
	if best < 0 {
		return ""
	}
	return w.names[best]
}
