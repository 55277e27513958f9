package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// restrictedOnly stands among the classes for those to whom a signed refusal forbids to send.
const restrictedOnly dispatch.Class = "restricted"

// bookSieve narrows and orders the address book; each choice tells how many it would show.
type bookSieve struct {
	u       *UI
	content *fyne.Container
	order   desk.BookOrder
	class   dispatch.Class
	orders  *widget.Select
	classes *widget.Select
	changed func()
}

func newBookSieve(u *UI, changed func()) *bookSieve {
	s := &bookSieve{u: u, order: desk.BookByName, changed: changed}
	s.orders = newSelect([]option[desk.BookOrder]{
		{desk.BookByName, u.t("book_by_name")}, {desk.BookByOrganisation, u.t("book_by_organisation")}, {desk.BookByLast, u.t("book_by_last")},
	}, s.order, func(o desk.BookOrder) {
		s.order = o
		s.changed()
	})
	s.classes = widget.NewSelect(nil, nil)
	halves := []track{share(1), share(1)}
	s.content = newRow(gap, halves, outlined(s.orders), outlined(s.classes))
	s.count(desk.Book{})
	return s
}

// query is what the sieve lets through of some words.
func (s *bookSieve) query(words string) desk.BookQuery {
	q := desk.BookQuery{Query: words, Order: s.order, Class: s.class}
	if s.class == restrictedOnly {
		q.Class, q.Restricted = "", true
	}
	return q
}

// count tells with each choice how many it would show.
func (s *bookSieve) count(b desk.Book) {
	options := []option[dispatch.Class]{{"", s.u.t("book_everybody", "n", b.Found)}}
	for _, class := range dispatch.Classes() {
		if b.Classes[class] > 0 || class == s.class {
			options = append(options, option[dispatch.Class]{class, s.u.t("book_class", "class", capital(s.u.texts.Class(class)), "n", b.Classes[class])})
		}
	}
	if b.Restricted > 0 || s.class == restrictedOnly {
		options = append(options, option[dispatch.Class]{restrictedOnly, s.u.t("book_class", "class", s.u.t("book_refusals"), "n", b.Restricted)})
	}
	s.classes.OnChanged = nil
	s.classes.SetOptions(wordsOf(options))
	s.classes.SetSelected(wordsFor(options, s.class))
	s.classes.OnChanged = func(words string) {
		s.class = valueFor(options, words)
		s.changed()
	}
}
