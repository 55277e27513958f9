package directory

import (
	"io"
	"strings"

	"github.com/emersion/go-vcard"

	"github.com/souspli/souspli/dispatch"
)

// writeVCards writes version 3, which every address book reads.
func writeVCards(w io.Writer, people []dispatch.Recipient) error {
	out := vcard.NewEncoder(w)
	for _, r := range people {
		if err := out.Encode(cardOf(r)); err != nil {
			return err
		}
	}
	return nil
}

func cardOf(r dispatch.Recipient) vcard.Card {
	c := vcard.Card{}
	c.SetValue(vcard.FieldVersion, "3.0")
	c.SetValue(vcard.FieldUID, string(r.ID))
	c.SetValue(vcard.FieldFormattedName, r.Name)
	c.SetValue(vcard.FieldName, component(r.Name)+";;;;")
	if r.Organisation != "" {
		c.SetValue(vcard.FieldOrganization, strings.TrimSuffix(component(r.Organisation)+";"+component(r.Department), ";"))
	}
	if r.Language != "" {
		c.SetValue(vcard.FieldLanguage, r.Language)
	}
	if r.Phone != "" {
		c.Add(vcard.FieldTelephone, typed(r.Phone, "WORK", "VOICE"))
	}
	for _, route := range r.RoutesOver(dispatch.CloudFax) {
		c.Add(vcard.FieldTelephone, typed(route.Address, "WORK", "FAX"))
	}
	for _, route := range r.RoutesOver(dispatch.EmailEncrypted) {
		c.Add(vcard.FieldEmail, typed(route.Address, "INTERNET"))
	}
	return c
}

func typed(value string, types ...string) *vcard.Field {
	return &vcard.Field{Value: value, Params: vcard.Params{vcard.ParamType: types}}
}

// component is a part of a value whose parts semicolons divide.
func component(text string) string {
	return strings.NewReplacer(`\`, `\\`, ";", `\;`).Replace(text)
}
