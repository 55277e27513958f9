package main

import (
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/souspli/souspli/dispatch/directory/directorytest"
)

// slapd starts OpenLDAP with the entries of a file: slapd LDIF. LDAP and LDAPS are where it is, LDAP_BASE what it holds,
// LDAP_USER who may read and change it, with the password of the file password.txt; ca.pem vouches for it.
func slapd(t *testing.T, ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: slapd LDIF")
	}
	server, stop := directorytest.Start(t, ts.ReadFile(args[0]))
	ts.Defer(stop)
	for name, value := range map[string]string{
		"LDAP": "ldap://" + server.Plain, "LDAPS": "ldaps://" + server.Secure, "LDAPTLS_CACERT": ts.MkAbs("ca.pem"),
		"LDAP_BASE": directorytest.Base, "LDAP_USER": directorytest.Manager,
	} {
		ts.Setenv(name, value)
	}
	ts.Check(os.WriteFile(ts.MkAbs("ca.pem"), server.CA.PEM, 0o600))
	ts.Check(os.WriteFile(ts.MkAbs("password.txt"), []byte(directorytest.Password), 0o600))
}
