package directory_test

import (
	"crypto/x509"
	"reflect"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/directory"
	"github.com/souspli/souspli/dispatch/directory/directorytest"
)

func all(t *testing.T, c directory.LDAPConfig) ([]dispatch.Listed, error) {
	t.Helper()
	l, err := directory.NewLDAP(c)
	must(t, err)
	return l.All(t.Context())
}

func find(entries []dispatch.Listed, name string) dispatch.Recipient {
	for _, e := range entries {
		if e.Recipient.Name == name {
			return e.Recipient
		}
	}
	return dispatch.Recipient{}
}

// Both ways to a secure line, over three pages, past a referral that is not followed.
func TestEverybodyIsListed(t *testing.T) {
	t.Parallel()
	s := slapdServer(t)
	for name, url := range map[string]string{"from the first byte": "ldaps://" + s.Secure, "by StartTLS": "ldap://" + s.Plain} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			entries, err := all(t, config(s, url))
			must(t, err)
			if len(entries) != many+1 {
				t.Errorf("%d people", len(entries))
			}
			want := dispatch.Recipient{
				Name: "Dre Amélie Nadeau", Organisation: "CISSS de l'Estuaire", Department: "Cardiologie", Phone: "514 555-0143", Language: "fr",
				Class: dispatch.Internal, InDirectory: dispatch.True, Directory: from("annuaire", "0102030405060708090a0b0c0d0e0f10"),
			}
			got := find(entries, want.Name)
			if !got.Reaches(dispatch.EmailEncrypted, "amelie.nadeau@ssss.gouv.qc.ca") || !got.Reaches(dispatch.CloudFax, "514 555-0142") {
				t.Errorf("routes %+v", got.Routes)
			}
			if got.Routes = nil; !reflect.DeepEqual(got, want) {
				t.Errorf("got  %+v\nwant %+v", got, want)
			}
			if reference := find(entries, "Personne 7").Directory.Reference; len(reference) != 36 {
				t.Errorf("without objectGUID, known as %q", reference)
			}
		})
	}
}

func TestAttributesAndFilterCanBeNamed(t *testing.T) {
	t.Parallel()
	s := slapdServer(t)
	c := config(s, "ldaps://"+s.Secure)
	c.Settings["filter"], c.Settings["attribute.fax"], c.Settings["base"] = "(sn=Nadeau)", "extensionFax", people
	entries, err := all(t, c)
	must(t, err)
	if len(entries) != 1 || !entries[0].Recipient.Reaches(dispatch.CloudFax, "514 555-0199") {
		t.Errorf("%+v", entries)
	}
	l, err := directory.NewLDAP(c)
	must(t, err)
	must(t, l.Test(t.Context()))
}

func TestDirectoriesThatRefuse(t *testing.T) {
	t.Parallel()
	s := slapdServer(t)
	for name, c := range map[string]struct {
		change func(*directory.LDAPConfig)
		code   string
		kind   dispatch.Kind
	}{
		"a wrong password":         {func(c *directory.LDAPConfig) { c.Password = []byte("autre") }, "ldap_credentials", dispatch.KindCredentials},
		"no password":              {func(c *directory.LDAPConfig) { c.Password = nil }, "ldap_credentials", dispatch.KindCredentials},
		"nobody known":             {func(c *directory.LDAPConfig) { c.User = "cn=nobody," + base }, "ldap_credentials", dispatch.KindCredentials},
		"a base that is not":       {func(c *directory.LDAPConfig) { c.Settings["base"] = "dc=rien," + base }, "ldap_base", dispatch.KindInvalid},
		"the base of another":      {func(c *directory.LDAPConfig) { c.Settings["base"] = "dc=ailleurs" }, "ldap_base", dispatch.KindInvalid},
		"a stranger's certificate": {func(c *directory.LDAPConfig) { c.Roots = x509.NewCertPool() }, "ldap_certificate", dispatch.KindRejected},
		"a stranger's certificate after StartTLS": {func(c *directory.LDAPConfig) {
			c.Roots, c.URL = x509.NewCertPool(), "ldap://"+s.Plain
		}, "ldap_certificate", dispatch.KindRejected},
		"nobody there": {func(c *directory.LDAPConfig) { c.URL = "ldaps://" + directorytest.FreeAddress(t) }, "ldap_unreachable", dispatch.KindUnreachable},
		"no TLS there": {func(c *directory.LDAPConfig) { c.URL = "ldaps://" + s.Plain }, "ldap_unreachable", dispatch.KindUnreachable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			changed := config(s, "ldaps://"+s.Secure)
			c.change(&changed)
			entries, err := all(t, changed)
			if dispatch.CodeOf(err) != c.code || dispatch.KindOf(err) != c.kind || entries != nil {
				t.Errorf("%v, want %s; %d entries", err, c.code, len(entries))
			}
			if err != nil && (strings.Contains(err.Error(), "clinique") || strings.Contains(err.Error(), "127.0.0.1")) {
				t.Errorf("the error names the place: %v", err)
			}
		})
	}
}

func TestAnAnonymousReaderSeesNobodyRatherThanAPart(t *testing.T) {
	t.Parallel()
	s := slapdServer(t)
	c := config(s, "ldaps://"+s.Secure)
	c.User, c.Password = "", nil
	entries, err := all(t, c)
	if err == nil && len(entries) > 0 {
		t.Errorf("%d entries", len(entries))
	}
}

func TestSettings(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		url      string
		settings map[string]string
		want     string
	}{
		"no base":            {"ldaps://a.example", nil, "ldap_base"},
		"a base that is not": {"ldaps://a.example", map[string]string{"base": "clinique"}, "ldap_base"},
		"a broken filter":    {"ldaps://a.example", map[string]string{"base": base, "filter": "(mail=*"}, "ldap_filter"},
		"an unknown setting": {"ldaps://a.example", map[string]string{"base": base, "starttls": "no"}, "ldap_setting"},
		"a web address":      {"https://a.example", map[string]string{"base": base}, "ldap_url"},
		"a password inside":  {"ldaps://a:b@a.example", map[string]string{"base": base}, "ldap_url"},
		"a query":            {"ldaps://a.example/?x", map[string]string{"base": base}, "ldap_url"},
		"no host":            {"ldaps://", map[string]string{"base": base}, "ldap_url"},
		"all that is needed": {"ldaps://a.example/", map[string]string{"base": base}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := directory.NewLDAP(directory.LDAPConfig{URL: c.url, Settings: c.settings}); dispatch.CodeOf(err) != c.want {
				t.Errorf("%v, want %s", err, c.want)
			}
		})
	}
}
