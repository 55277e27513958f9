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
