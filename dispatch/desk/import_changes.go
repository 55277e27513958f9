package desk

import "github.com/souspli/souspli/dispatch"

// ImportChange is a field that an import changes; an address that only comes or only goes has no From or no To. The
// words of fields live in package wording under "field_" and the field.
type ImportChange struct {
	Field    string // name, organisation, department, class, phone, email, fax or portal
	From, To string
}

var routeFields = map[dispatch.ChannelKind]string{
	dispatch.EmailEncrypted: "email", dispatch.CloudFax: "fax", dispatch.Portal: "portal",
}

// Changes tells what an import changes of a recipient that is stored already.
func (row ImportRow) Changes() []ImportChange {
	if row.Before == nil || row.Outcome == ImportSame {
		return nil
	}
	before, after := *row.Before, row.Recipient
	var changes []ImportChange
	for _, field := range []ImportChange{
		{"name", before.Name, after.Name},
		{"organisation", before.Organisation, after.Organisation},
		{"department", before.Department, after.Department},
		{"class", string(before.Class), string(after.Class)},
		{"phone", before.Phone, after.Phone},
	} {
		if field.From != field.To {
			changes = append(changes, field)
		}
	}
	for _, route := range before.Routes {
		if !after.Reaches(route.Channel, route.Address) {
			changes = append(changes, ImportChange{Field: routeFields[route.Channel], From: route.Address})
		}
	}
	for _, route := range after.Routes {
		if !before.Reaches(route.Channel, route.Address) {
			changes = append(changes, ImportChange{Field: routeFields[route.Channel], To: route.Address})
		}
	}
	return changes
}
