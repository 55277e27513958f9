package ui

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// purposes are what an account may be for, in the order of the rules; none is for being asked for people.
var purposes = []dispatch.ChannelKind{dispatch.EmailEncrypted, dispatch.CloudFax, dispatch.Portal, ""}

// purpose names what accounts of a channel are for.
func (u *UI) purpose(channel dispatch.ChannelKind) string {
	if channel == "" {
		return u.t("purpose_people")
	}
	return u.t("short_" + string(channel))
}

// services are the providers for a purpose.
func (u *UI) services(channel dispatch.ChannelKind) []option[string] {
	var options []option[string]
	for _, form := range desk.AccountForms() {
		if form.Channel == channel {
			options = append(options, option[string]{form.Provider, u.providerName(form.Provider)})
		}
	}
	return options
}

// providerName is the name that a service has for people.
func (u *UI) providerName(provider string) string {
	if key := "provider_" + provider; u.texts.Has("ui_" + key) {
		return u.t(key)
	}
	return provider
}

// accountIcon is the drawing of what an account is for.
func accountIcon(a dispatch.Account) iconName {
	switch {
	case a.Provider == desk.IMAPProvider:
		return "mail"
	case a.Channel == "":
		return "book"
	}
	return channelIcon(a.Channel)
}

func (u *UI) fieldLabel(f desk.AccountField) string {
	return u.t("account_" + strings.ReplaceAll(f.Label, ".", "_"))
}

// choices are the values of a field that has only a few, in words.
func (u *UI) choices(f desk.AccountField) []option[string] {
	var options []option[string]
	for _, value := range f.Choices {
		words := u.t("account_" + f.Label + "_usual")
		if value != "" {
			words = u.t("account_" + f.Label + "_" + value)
		}
		options = append(options, option[string]{value, words})
	}
	return options
}

// shown is a field's value in words: a choice by its name, a number as people write it.
func (u *UI) shown(f desk.AccountField, value string) string {
	switch {
	case slices.Contains(f.Choices, value):
		return wordsFor(u.choices(f), value)
	case f.HoldsNumber():
		return u.texts.PhoneNumber(e164(value))
	case f.Name == desk.FieldCA:
		return u.t("account_ca_own")
	default:
		return value
	}
}

// accountInput is where one field is typed or chosen, with the value that it has; chosen takes a choice.
func (u *UI) accountInput(f desk.AccountField, value string, chosen func(string)) (fyne.CanvasObject, *field) {
	if len(f.Choices) > 0 {
		return outlined(newSelect(u.choices(f), value, chosen)), nil
	}
	if f.Name == desk.FieldCA {
		entry := u.area("-----BEGIN CERTIFICATE-----", 2)
		return entry, entry
	}
	entry := u.field(f.Example)
	entry.Password = f.Name == desk.FieldSecret
	entry.SetText(value)
	return entry, entry
}
