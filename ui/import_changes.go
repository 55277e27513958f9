package ui

import (
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// changeWords tells what an import changes of one field.
func (u *UI) changeWords(c desk.ImportChange) string {
	field := capital(u.texts.Text("field_" + c.Field))
	from, to := u.changed(c.Field, c.From), u.changed(c.Field, c.To)
	switch {
	case c.From == "":
		return u.texts.Text("import_change_added", "field", field, "to", to)
	case c.To == "":
		return u.texts.Text("import_change_dropped", "field", field, "from", from)
	default:
		return u.texts.Text("import_change", "field", field, "from", from, "to", to)
	}
}

// changed is a value as people read it.
func (u *UI) changed(field, value string) string {
	switch {
	case value == "":
		return ""
	case field == "class":
		return u.texts.Class(dispatch.Class(value))
	case field == "fax" || field == "phone":
		return u.texts.PhoneNumber(value)
	default:
		return value
	}
}
