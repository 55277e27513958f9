package desk

import (
	"slices"

	"github.com/souspli/souspli/dispatch"
)

func portalForms() []AccountForm { return slices.Concat(platformForms(), depositForms()) }

// platformForms are of what shares documents with links or by a standard.
func platformForms() []AccountForm {
	return []AccountForm{
		{Provider: "nextcloud", Channel: dispatch.Portal, SignsIn: true, Unproven: true, Fields: []AccountField{
			{Name: FieldURL, Label: "nextcloud_server", Example: "https://nuage.example", Needed: true},
			{Name: "share", Label: "share", Choices: []string{"", "link"}},
			{Name: "folder", Label: "folder", Example: "Souspli"},
			{Name: FieldUser, Label: "user"},
			{Name: FieldSecret, Label: "app_password"},
			authorityField,
		}},
		{Provider: "fhir", Channel: dispatch.Portal, MakesKey: true, Fields: []AccountField{
			{Name: FieldURL, Label: "fhir_server", Example: "https://portail.example/fhir", Needed: true},
			{Name: FieldUser, Label: "fhir_client", Needed: true},
			{Name: "identifier_system", Label: "identifier_system", Example: "https://portail.example/numero", Needed: true},
			{Name: "transaction", Label: "transaction", Choices: []string{"", "iti105", "iti65"}},
			{Name: "algorithm", Label: "algorithm", Choices: []string{"", "RS384"}},
			{Name: "token_url", Label: "token_url", Example: "https://"},
			{Name: "scope", Label: "scope"},
			authorityField,
		}},
		{Provider: "sharepoint", Channel: dispatch.Portal, SignsIn: true, Unproven: true, Fields: []AccountField{
			{Name: "tenant", Label: "tenant", Example: "clinique.example", Needed: true},
			{Name: "client_id", Label: "client_id", Example: "00000000-0000-0000-0000-000000000000", Needed: true},
			{Name: "folder", Label: "folder", Example: "Souspli"},
			{Name: "drive", Label: "drive"},
			{Name: FieldUser, Label: "user"},
			{Name: "device_code", Label: "device_code", Choices: []string{"", "allowed"}},
		}, Rare: []string{"authority"}},
	}
}

// depositForms are of services and folders in which documents are deposited.
func depositForms() []AccountForm {
	return []AccountForm{
		{Provider: "sendsecure", Channel: dispatch.Portal, Unproven: true, Fields: []AccountField{
			{Name: FieldURL, Label: "portal", Example: "https://portal.xmedius.com", Needed: true},
			{Name: "enterprise", Label: "enterprise", Needed: true},
			{Name: FieldUser, Label: "account_email", Example: "accueil@clinique.example", Needed: true},
			passwordField.needed(),
			{Name: "profile", Label: "profile", Example: "1"},
			authorityField,
		}},
		{Provider: "sftp", Channel: dispatch.Portal, HostKey: true, Fields: []AccountField{
			{Name: FieldURL, Label: "sftp_server", Example: "sftp://labo.example/depot", Needed: true},
			userField.needed(),
			{Name: FieldSecret, Label: "password_or_key"},
		}, Rare: []string{SettingHostKey}},
		{Provider: "webdav", Channel: dispatch.Portal, Fields: []AccountField{
			{Name: FieldURL, Label: "webdav_folder", Example: "https://portail.example/depot/", Needed: true},
			userField.needed(), passwordField.needed(), authorityField,
		}},
	}
}
