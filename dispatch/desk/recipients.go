package desk

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"github.com/souspli/souspli/dispatch"
)

// SaveRecipient checks and stores a recipient; one without an ID is new. Addresses are normalised, and
// a route keeps its verification only while its address stays. What is known against a fax number stays
// with the number.
func (d *Desk) SaveRecipient(ctx context.Context, r dispatch.Recipient) (dispatch.Recipient, error) {
	if err := d.checkRecipient(&r); err != nil {
		return r, err
	}
	now := d.config.Now()
	if r.ID == "" {
		r.ID, r.Created = dispatch.NewID(d.config.Random), now
	} else if err := d.forgetStale(ctx, &r); err != nil {
		return r, err
	}
	if err := d.keepDoubts(ctx, &r); err != nil {
		return r, err
	}
	r.Updated = now
	return r, d.config.Store.SaveRecipient(ctx, r, d.event(dispatch.EventRecipientSaved, map[string]string{"recipient": string(r.ID)}))
}

func (d *Desk) checkRecipient(r *dispatch.Recipient) error {
	for _, text := range []*string{&r.Name, &r.Organisation, &r.Department} {
		*text = strings.TrimSpace(*text)
	}
	if err := printable(map[string]string{"name": r.Name, "organisation": r.Organisation, "department": r.Department}); err != nil {
		return err
	}
	if r.Name == "" {
		return invalid("required", "name")
	}
	if err := checkChoices(*r); err != nil {
		return err
	}
	if err := d.checkRoutes(r); err != nil {
		return err
	}
	return d.checkPhone(r)
}

// checkRoutes normalises the addresses. One that stands there twice stands there once.
func (d *Desk) checkRoutes(r *dispatch.Recipient) error {
	given := r.Routes
	r.Routes = nil
	for _, route := range given {
		if err := d.checkRoute(&route); err != nil {
			return err
		}
		if !r.Reaches(route.Channel, route.Address) {
			r.Routes = append(r.Routes, route)
		}
	}
	return nil
}

// checkChoices refuses what is none of the values of its field.
func checkChoices(r dispatch.Recipient) error {
	for _, choice := range []struct {
		field string
		valid bool
	}{
		{"class", validClass(r.Class)},
		{"facility", r.Facility == "" || slices.Contains(dispatch.Facilities(), r.Facility)},
		{"preference", r.Preference == "" || r.Preference.Valid()},
		{"form", r.Form == "" || r.Form.Valid()},
		{"system", slices.Contains([]dispatch.ChannelKind{"", dispatch.EMR, dispatch.RSSSSystem, dispatch.PSV}, r.System)},
		{"language", slices.Contains([]string{"", "fr", "en"}, r.Language)},
	} {
		if !choice.valid {
			return invalid("unknown_value", choice.field)
		}
	}
	return nil
}

func validClass(class dispatch.Class) bool { return slices.Contains(dispatch.Classes(), class) }

func (d *Desk) checkPhone(r *dispatch.Recipient) error {
	if r.Phone == "" {
		return nil
	}
	number, _, err := d.config.Addresses.Fax(r.Phone)
	if err != nil {
		return invalid("phone_invalid", "phone")
	}
	r.Phone = number
	return nil
}

func (d *Desk) checkRoute(route *dispatch.Route) (err error) {
	route.Label = strings.TrimSpace(route.Label)
	if err := printable(map[string]string{"label": route.Label}); err != nil {
		return err
	}
	switch route.Channel {
	case dispatch.EmailEncrypted:
		route.Address, err = d.config.Addresses.Email(route.Address)
	case dispatch.CloudFax:
		route.Address, _, err = d.config.Addresses.Fax(route.Address)
	case dispatch.Portal:
		route.Address = strings.TrimSpace(route.Address)
		if route.Address == "" {
			return invalid("required", "portal")
		}
		err = printable(map[string]string{"portal": route.Address})
	default:
		return invalid("unknown_value", "channel")
	}
	return err
}

// forgetStale drops the verification of a route whose address is not the one verified.
func (d *Desk) forgetStale(ctx context.Context, r *dispatch.Recipient) error {
	stored, err := d.config.Store.Recipient(ctx, r.ID)
	if err != nil {
		return err
	}
	if stored.ID != r.ID {
		return outdated("desk.save_recipient", "recipient_changed") // merged into another meanwhile
	}
	r.Created = stored.Created
	for i, route := range r.Routes {
		if verifiedElsewhere(stored, route) {
			r.Routes[i].Verification = nil
		}
	}
	return nil
}

// verifiedElsewhere reports whether the verification that route carries was given to another address.
func verifiedElsewhere(stored dispatch.Recipient, route dispatch.Route) bool {
	for _, old := range stored.RoutesOver(route.Channel) {
		if old.Address == route.Address && sameVerification(old.Verification, route.Verification) {
			return false
		}
	}
	return slices.ContainsFunc(stored.RoutesOver(route.Channel), func(old dispatch.Route) bool {
		return old.Address != route.Address && sameVerification(old.Verification, route.Verification)
	})
}

// sameVerification compares moments as moments: one read back from the store has another form.
func sameVerification(a, b *dispatch.Verification) bool {
	return a != nil && b != nil && a.By == b.By && a.How == b.How && a.At.Equal(b.At)
}

// Recipient returns one recipient.
func (d *Desk) Recipient(ctx context.Context, id dispatch.ID) (dispatch.Recipient, error) {
	return d.config.Store.Recipient(ctx, id)
}

// Recipients finds by words or their beginnings, in name order; an empty query lists all.
func (d *Desk) Recipients(ctx context.Context, query string, limit int) ([]dispatch.Recipient, error) {
	return d.config.Store.Recipients(ctx, query, limit)
}

// printable refuses what could break a line, a header or the reading direction of a page.
func printable(fields map[string]string) error {
	for field, text := range fields {
		if strings.ContainsFunc(text, unprintable) {
			return invalid("control_character", field)
		}
	}
	return nil
}

func unprintable(r rune) bool {
	return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || unicode.Is(unicode.Bidi_Control, r) || r == unicode.ReplacementChar
}
