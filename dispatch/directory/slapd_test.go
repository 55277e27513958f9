package directory_test

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch/directory"
	"github.com/souspli/souspli/dispatch/directory/directorytest"
)

const (
	base    = directorytest.Base
	people  = directorytest.People
	manager = directorytest.Manager
)

// One OpenLDAP serves all tests of this package.
var (
	starting sync.Once
	slapd    directorytest.Server
	stop     = func() {}
)

func TestMain(m *testing.M) {
	code := m.Run()
	stop()
	os.Exit(code)
}

// slapdServer starts OpenLDAP with 2,500 people and the attributes that Active Directory has.
func slapdServer(t *testing.T) directorytest.Server {
	t.Helper()
	starting.Do(func() { slapd, stop = directorytest.Start(t, ldif()) })
	if slapd.CA == nil {
		t.Fatal("slapd did not start")
	}
	return slapd
}

const many = 2500

func ldif() string {
	var b strings.Builder
	for _, unit := range []string{"Medecins", "Renvoi"} {
		fmt.Fprintf(&b, "dn: ou=%[1]s,%[2]s\nobjectClass: organizationalUnit\nou: %[1]s\n\n", unit, people)
	}
	b.WriteString("dn: cn=Amelie Nadeau,ou=Medecins," + people + `
objectClass: inetOrgPerson
objectClass: adUser
cn: Amelie Nadeau
sn: Nadeau
displayName:: RHJlIEFtw6lsaWUgTmFkZWF1
mail: amelie.nadeau@ssss.gouv.qc.ca
telephoneNumber: 514 555-0143
facsimileTelephoneNumber: 514 555-0142
extensionFax: 514 555-0199
company: CISSS de l'Estuaire
department: Cardiologie
preferredLanguage: fr-CA
objectGUID:: AQIDBAUGBwgJCgsMDQ4PEA==

dn: cn=Sans Courriel,ou=Medecins,` + people + `
objectClass: inetOrgPerson
cn: Sans Courriel
sn: Courriel

dn: cn=x,ou=Renvoi,` + people + `
objectClass: referral
objectClass: extensibleObject
cn: x
ref: ldap://127.0.0.1:1/dc=ailleurs

`)
	for i := range many {
		b.WriteString(directorytest.Person(fmt.Sprintf("Personne %d", i), fmt.Sprintf("p%d@ssss.gouv.qc.ca", i)))
	}
	return b.String()
}

func config(s directorytest.Server, url string) directory.LDAPConfig {
	return directory.LDAPConfig{
		Name: "annuaire", URL: url, User: manager, Password: []byte(directorytest.Password), Roots: s.CA.Pool,
		Settings: map[string]string{directory.SettingBase: base}, Timeout: 3 * time.Minute, // the race detector is slow beside other tests
	}
}
