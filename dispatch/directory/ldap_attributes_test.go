package directory_test

import (
	"testing"

	"github.com/souspli/souspli/dispatch/directory"
)

func TestAttributes(t *testing.T) {
	t.Parallel()
	s := slapdServer(t)
	ldap, err := directory.NewLDAP(config(s, "ldaps://"+s.Secure))
	must(t, err)
	for _, c := range []struct {
		name, address string
		want          int // values of the telephone number's attribute
	}{
		{"somebody", "amelie.nadeau@ssss.gouv.qc.ca", 1},
		{"nobody", "personne@ailleurs.example", 0},
		{"no pattern", "*", 0},
		{"no filter", "x)(mail=*", 0},
	} {
		values, err := ldap.Attributes(t.Context(), c.address, []string{"TELEPHONENUMBER", "userCertificate;binary"})
		if err != nil || len(values["TELEPHONENUMBER"]) != c.want {
			t.Errorf("%s: %v, %v", c.name, values, err)
		}
	}
}

// A directory that keeps addresses in another attribute is asked there.
func TestAttributesByAnotherAddress(t *testing.T) {
	t.Parallel()
	s := slapdServer(t)
	c := config(s, "ldaps://"+s.Secure)
	c.Settings["attribute.email"] = "cn"
	ldap, err := directory.NewLDAP(c)
	must(t, err)
	for name, want := range map[string]int{"Amelie Nadeau": 1, "amelie.nadeau@ssss.gouv.qc.ca": 0} {
		values, err := ldap.Attributes(t.Context(), name, []string{"telephoneNumber"})
		if err != nil || len(values["telephoneNumber"]) != want {
			t.Errorf("%s: %v, %v", name, values, err)
		}
	}
}
