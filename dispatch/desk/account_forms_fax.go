package desk

import "github.com/souspli/souspli/dispatch"

// labelNumber is the label of fields that hold a telephone number.
const labelNumber = "caller_id"

// HoldsNumber reports whether the value of f is a telephone number.
func (f AccountField) HoldsNumber() bool { return f.Label == labelNumber }

// faxForms are those of Québec's network and of Canada first.
func faxForms() []AccountForm {
	forms := []AccountForm{
		{Provider: "xmfax", Fields: xmfaxFields()},
		{Provider: "srfax", Fields: srfaxFields()},
		{Provider: "documo", Fields: []AccountField{
			{Name: FieldSecret, Label: "api_key", Needed: true},
			{Name: "caller_id", Label: labelNumber, Example: "4185550101"},
			{Name: FieldURL, Label: "service", Example: "https://api.documo.com"},
		}},
		{Provider: "sinch", Fields: sinchFields()},
		{Provider: "faxmail", Fields: []AccountField{
			{Name: FieldURL, Label: "mail_server", Example: "smtps://courriel.example:465", Needed: true},
			userField.needed(), passwordField.needed(),
			{Name: "domain", Label: "fax_domain", Example: "fax.example", Needed: true},
			{Name: "sender_email", Label: "sender_email", Example: "accueil@clinique.example"},
			{Name: "template", Label: "template", Example: "{digits11}@{domain}"},
		}},
		{Provider: "hylafax", Fields: []AccountField{
			{Name: FieldURL, Label: "fax_server", Example: "hylafax://192.168.1.20:4559", Needed: true},
			userField, passwordField,
		}},
	}
	for i := range forms {
		forms[i].Channel, forms[i].Rare = dispatch.CloudFax, []string{"prepare"}
	}
	return forms
}

func xmfaxFields() []AccountField {
	return []AccountField{
		{Name: FieldUser, Label: "xm_user", Needed: true},
		{Name: FieldSecret, Label: "token", Needed: true},
		{Name: "user_id", Label: "xm_user_id", Needed: true},
		{Name: FieldURL, Label: "portal", Example: "https://portal.xmedius.com"},
		{Name: "mode", Label: "xm_mode", Choices: []string{"", "onprem"}},
		{Name: "endpoint", Label: "endpoint", Example: "https://"},
		{Name: "domain", Label: "xm_domain"},
		{Name: "retries", Label: "retries", Example: "2"},
	}
}

func srfaxFields() []AccountField {
	return []AccountField{
		{Name: FieldUser, Label: "number_of_account", Example: "104523", Needed: true},
		passwordField.needed(),
		{Name: "caller_id", Label: labelNumber, Example: "4185550101", Needed: true},
		{Name: "sender_email", Label: "sender_email", Example: "accueil@clinique.example", Needed: true},
		{Name: "retries", Label: "retries", Example: "2"},
		{Name: "time_zone", Label: "time_zone", Example: "America/Toronto"},
	}
}

func sinchFields() []AccountField {
	return []AccountField{
		{Name: FieldUser, Label: "key_id", Needed: true},
		{Name: FieldSecret, Label: "key_secret", Needed: true},
		{Name: "project", Label: "project", Needed: true},
		{Name: "from", Label: labelNumber, Example: "4185550101"},
		{Name: "forget", Label: "forget", Choices: []string{"", "false"}},
		{Name: "retries", Label: "retries", Example: "0"},
		{Name: FieldURL, Label: "service", Example: "https://fax.api.sinch.com"},
	}
}
