package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// bookRow is a line of the address book: a recipient, or the heading of an organisation or department.
type bookRow struct {
	recipient    dispatch.Recipient
	organisation string // of a heading
	department   string // of a department's heading
	count        int    // below the heading
}

func (row bookRow) heading() bool { return row.recipient.ID == "" }

// bookRows are the lines of the address book, in the order in which it is listed.
func bookRows(b desk.Book, order desk.BookOrder) []bookRow {
	if order == desk.BookByOrganisation {
		return organisationRows(desk.GroupByOrganisation(b.Recipients))
	}
	rows := make([]bookRow, len(b.Recipients))
	for i, r := range b.Recipients {
		rows[i].recipient = r
	}
	return rows
}

// organisationRows puts a heading before each organisation, and one before each department where there are several.
func organisationRows(groups []desk.Organisation) []bookRow {
	var rows []bookRow
	for _, o := range groups {
		heading := len(rows)
		rows = append(rows, bookRow{organisation: o.Name})
		for _, d := range o.Departments {
			rows[heading].count += len(d.Recipients)
			if d.Name != "" && len(o.Departments) > 1 {
				rows = append(rows, bookRow{organisation: o.Name, department: d.Name, count: len(d.Recipients)})
			}
			for _, r := range d.Recipients {
				rows = append(rows, bookRow{recipient: r})
			}
		}
	}
	return rows
}

// choose opens a recipient; a heading keeps its organisation alone.
func (b *bookScreen) choose(i widget.ListItemID) {
	b.list.Unselect(i)
	switch {
	case i >= len(b.rows):
	case b.rows[i].heading():
		b.query.SetText(b.rows[i].organisation)
	default:
		b.show(b.rows[i].recipient)
	}
}

func (b *bookScreen) fill(i widget.ListItemID, o fyne.CanvasObject) {
	if i >= len(b.rows) {
		return
	}
	line, row := o.(*listLine), b.rows[i]
	switch r := row.recipient; {
	case row.department != "":
		line.entitle(row.department, b.u.n("book_count", row.count), true)
	case row.heading():
		line.entitle(row.title(b.u), b.u.n("book_count", row.count), false)
	default:
		name := recipientIcon(r)
		if r.Restricted {
			name = "forbidden"
		}
		line.fill(name, r.Name, b.under(r), r.ID == b.shown.ID)
	}
}

// under is what stands below a name: that nothing may be sent, when something was, or where one belongs.
func (b *bookScreen) under(r dispatch.Recipient) string {
	u, alone := b.u, r
	if b.sieve.order == desk.BookByOrganisation {
		alone.Organisation = ""
	}
	belonging := u.belonging(alone)
	switch last := b.last[r.ID]; {
	case r.Restricted:
		return u.t("book_restricted", "belonging", belonging)
	case b.sieve.order != desk.BookByLast:
		return belonging
	case last.IsZero():
		return u.t("book_never", "belonging", belonging)
	default:
		return u.t("book_last", "date", u.texts.Date(last, u.location()), "belonging", belonging)
	}
}

// title is the name of the organisation, or that there is none.
func (row bookRow) title(u *UI) string {
	if row.organisation == "" {
		return u.t("book_no_organisation")
	}
	return row.organisation
}
