package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// bookMost bounds the recipients in the list; the search narrows the rest.
const bookMost = 10_000

// bookRow is a line of the address book: a recipient, or the heading of an organisation or department.
type bookRow struct {
	recipient    dispatch.Recipient
	organisation string // of a heading
	department   string // of a department's heading
	count        int    // below the heading
}

func (row bookRow) heading() bool { return row.recipient.ID == "" }

// order is the way in which the address book is listed.
type order uint8

const (
	byName order = iota + 1
	byOrganisation
)

// newOrder chooses between names and organisations.
func (b *bookScreen) newOrder() fyne.CanvasObject {
	u := b.u
	b.order = byName
	b.orders = newRadio([]option[order]{{byName, u.t("book_by_name")}, {byOrganisation, u.t("book_by_organisation")}}, b.order, func(o order) {
		b.order = o
		b.seek()
	})
	b.orders.Horizontal = true
	return b.orders
}

// list reads the lines that a query finds.
func (u *UI) list(ctx context.Context, o order, query string) ([]bookRow, error) {
	if o == byOrganisation {
		groups, err := u.desk.Organisations(ctx, query)
		return organisationRows(groups), err
	}
	found, err := u.desk.Recipients(ctx, query, bookMost)
	rows := make([]bookRow, len(found))
	for i, r := range found {
		rows[i].recipient = r
	}
	return rows, err
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
	case b.order == byOrganisation:
		alone := r
		alone.Organisation = ""
		line.fill(recipientIcon(r), r.Name, b.u.belonging(alone), r.ID == b.shown.ID)
	default:
		line.fill(recipientIcon(r), r.Name, b.u.belonging(r), r.ID == b.shown.ID)
	}
}

// title is the name of the organisation, or that there is none.
func (row bookRow) title(u *UI) string {
	if row.organisation == "" {
		return u.t("book_no_organisation")
	}
	return row.organisation
}
