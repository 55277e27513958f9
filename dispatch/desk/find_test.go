package desk_test

import (
	"testing"

	"github.com/souspli/souspli/dispatch"
)

func TestFindRecipient(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for name, routes := range map[string][]dispatch.Route{
		"Clinique du Parc": {faxRoute}, "Clinique du Parc Nord": nil, "Pharmacie Beaubien": nil, "Dr Christopherson": nil,
		"Réception": {{Channel: dispatch.EmailEncrypted, Address: "receptionniste.b@clinic.example"}},
	} {
		_, err := r.SaveRecipient(t.Context(), dispatch.Recipient{Name: name, Class: dispatch.ExternalPartner, Routes: routes})
		must(t, err)
	}
	for _, c := range []struct{ who, want, code string }{
		{"clinique du parc", "Clinique du Parc", ""},
		{"beaubien", "Pharmacie Beaubien", ""},
		{"beaub", "", "recipient_not_found"},
		{"parc nord", "Clinique du Parc Nord", ""},
		{"clinique", "", "recipient_ambiguous"},
		{"hôpital", "", "recipient_not_found"},
		{"reception", "Réception", ""},
		{"+15145550142", "Clinique du Parc", ""},
		{"receptionniste.b@clinic.example", "Réception", ""},
		{"Dr Christophersen", "", "recipient_not_found"},
		{"receptionnistes@clinic.example", "", "recipient_not_found"},
		{"5550142", "", "recipient_not_found"},
		{"", "", "recipient_not_found"},
		{" ", "", "recipient_not_found"},
		{"?", "", "recipient_not_found"},
	} {
		t.Run(c.who, func(t *testing.T) {
			found, err := r.FindRecipient(t.Context(), c.who)
			if found.Name != c.want || dispatch.CodeOf(err) != c.code {
				t.Errorf("%q %v", found.Name, err)
			}
		})
	}
}
