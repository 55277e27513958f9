// Package identify finds what identifies a person in a document.
//
// Promise: identifiers leave it masked; nothing is guessed from a single digit. Failure policy: what looks
// like a health insurance number counts as one, even when its check digit is wrong; a number of any other
// form counts only with its check digit, or beside a word that names it.
package identify

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch/inspect/layout"
)

// Finder reads a document page by page. Its memory does not grow with the pages, but with what it finds, and
// that is bounded too: beyond some thousand identifiers it only counts. It is not safe for concurrent use.
type Finder struct {
	now    time.Time
	found  findings
	people registry
	table  table
	half   halfName
	past   []*line // the last lines of the page
	wanted []wanted
	weak   weakNames
	named  bool
}

// New returns a Finder. No date of birth is later than now.
func New(now time.Time) *Finder {
	return &Finder{now: now, found: newFindings(), people: newRegistry(now)}
}

// Format writes nothing of what was found.
func (f *Finder) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, "identify.Finder") }

// Properties reads the file's name and what it says of itself. The author is not whom the document is
// about, so an author's name alone does not count as a person's.
func (f *Finder) Properties(p layout.Properties) {
	f.turn(0)
	for _, text := range p.Texts() {
		l := newLine(strings.ReplaceAll(text, "_", " "))
		f.certain(l)
		f.numbers(l)
		f.note(l)
	}
	for _, text := range []string{p.FileName, p.Title, p.Subject, p.Keywords} {
		f.named = f.named || len(namesInFile(text)) > 0
	}
	f.turn(0)
}

// Page reads the next page.
func (f *Finder) Page(p layout.Page) {
	f.turn(p.Number)
	for _, each := range p.Lines {
		for text := range strings.SplitSeq(each.Text, "\n") {
			f.read(newLine(text))
		}
	}
	f.completeHalf()
}

// turn forgets what binds one line to the next.
func (f *Finder) turn(page int) {
	f.completeHalf()
	f.found.turn(page)
	f.people.turn(page)
	f.past, f.wanted = f.past[:0], f.wanted[:0]
}

func (f *Finder) read(l *line) {
	before := f.people.count()
	f.acrossLines(l)
	row := f.table.row(l)
	if row && f.table.seen > 1 && f.table.ofPeople() {
		f.completeHalf()
		f.people.leave()
	}
	f.people.begin(row)
	f.certain(l)
	f.cells(l, row)
	f.numbers(l)
	f.names(l)
	f.note(l)
	f.namesBeside(l)
	f.table.learn(l, row, f.people.count() > before)
	f.remember(l)
}

// certain finds what its form alone tells: e-mail addresses and health insurance numbers.
func (f *Finder) certain(l *line) {
	f.emails(l)
	if l.digits > 0 {
		f.healthNumbers(l)
	}
}

// numbers finds everything else that has digits.
func (f *Finder) numbers(l *line) {
	if l.digits == 0 {
		return
	}
	f.besideCues(l)
	f.birthOfNumber(l)
	f.loose(l)
}

// keep keeps an identifier, and takes it out of what is still to be understood.
func (f *Finder) keep(l *line, s span, i Identifier) {
	f.found.add(i)
	l.marks = append(l.marks, mark{s, i})
	l.strike(s)
}

// note hands the clues of a line to the people they are about.
func (f *Finder) note(l *line) {
	for _, each := range l.clues {
		f.people.add(each)
	}
}

const linesRemembered = 2

func (f *Finder) remember(l *line) {
	if len(f.past) == linesRemembered {
		copy(f.past, f.past[1:])
		f.past = f.past[:linesRemembered-1]
	}
	f.past = append(f.past, l)
}

// Result is what was found so far.
func (f *Finder) Result() Result {
	people, persons := f.people.result(f.weak)
	return Result{
		Identifiers: f.found.shown(persons > 0),
		People:      people,
		Persons:     persons,
		Numbers:     f.found.numbers.count(),
		BirthDates:  f.found.births.count(),
		List:        f.table.isList() || f.found.numbers.count() >= numbersOfAList,
		Named:       f.named || f.weak.any() || f.people.named,
	}
}
