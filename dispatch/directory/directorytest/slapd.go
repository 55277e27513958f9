// Package directorytest lends tests a real directory: OpenLDAP, with attributes of Active Directory.
//
// Promise: everything lives in a folder of its own and on 127.0.0.1, and ends with stop.
// Failure policy: a program that is missing or does not start fails the test and says why.
package directorytest

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch/dispatchtest"
)

// What the directory holds, and who may read it.
const (
	Base     = "dc=clinique,dc=example"
	People   = "ou=Personnes," + Base
	Manager  = "cn=lecteur," + Base // may also write
	Password = "lecture seule"
)

// Server is one OpenLDAP.
type Server struct {
	Plain, Secure string // addresses of LDAP, which begins TLS when asked, and of LDAPS
	CA            *dispatchtest.CA
}

// Start starts a directory with the entries, in LDIF. Those below People are shown to the manager alone, and one entry
// at most to somebody without a name.
func Start(t testing.TB, entries string) (s Server, stop func()) {
	t.Helper()
	dir, err := os.MkdirTemp("", "slapd")
	must(t, err)
	s = Server{Plain: FreeAddress(t), Secure: FreeAddress(t), CA: dispatchtest.NewCA(t)}
	conf := configure(t, dir, s.CA.Server())
	run(t, "slapadd", "-q", "-f", conf, "-l", write(t, dir, "entries.ldif", organisation+entries))
	cmd := exec.Command("slapd", "-d", "0", "-f", conf, "-h", "ldap://"+s.Plain+" ldaps://"+s.Secure)
	must(t, cmd.Start())
	stop = func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		_ = os.RemoveAll(dir)
	}
	awaitListening(t, s.Plain)
	return s, stop
}

func configure(t testing.TB, dir string, certificate dispatchtest.Certificate) string {
	t.Helper()
	data := filepath.Join(dir, "db")
	must(t, os.Mkdir(data, 0o700))
	return write(t, dir, "slapd.conf", fmt.Sprintf(conf, write(t, dir, "ad.schema", schema),
		write(t, dir, "cert.pem", string(certificate.CertPEM)), write(t, dir, "key.pem", string(certificate.KeyPEM)),
		Base, Manager, Password, data, People, Manager))
}

// Person is the LDIF of somebody below People.
func Person(name, address string) string {
	family := name[strings.LastIndexByte(name, ' ')+1:]
	return fmt.Sprintf("dn: cn=%s,%s\nobjectClass: inetOrgPerson\ncn: %[1]s\nsn: %[3]s\nmail: %[4]s\n\n", name, People, family, address)
}

func write(t testing.TB, dir, name, content string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	must(t, os.WriteFile(path, []byte(content), 0o600))
	return path
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func run(t testing.TB, name string, args ...string) {
	t.Helper()
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
}

// FreeAddress is one on this machine where nobody listens.
func FreeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

// awaitListening waits until a connection is taken: dialling itself is what takes the time.
func awaitListening(t testing.TB, address string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for ctx.Err() == nil {
		if conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", address); err == nil {
			_ = conn.Close()
			return
		}
	}
	t.Fatal("slapd does not listen")
}

const organisation = `dn: ` + Base + `
objectClass: dcObject
objectClass: organization
o: Clinique
dc: clinique

dn: ` + People + `
objectClass: organizationalUnit
ou: Personnes

`

const conf = `include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
include %s
modulepath /usr/lib/ldap
moduleload back_mdb
TLSCertificateFile %s
TLSCertificateKeyFile %s
sizelimit unlimited
database mdb
maxsize 104857600
suffix "%s"
rootdn "%s"
rootpw "%s"
directory %s
index objectClass eq
access to attrs=userPassword by anonymous auth by * none
access to dn.subtree="%s" by dn.exact="%s" read by anonymous none by * none
access to * by * read
limits anonymous size.soft=1 size.hard=1
`

// schema are the attributes of Active Directory that are read, under numbers of nobody.
const schema = `attributetype ( 1.3.6.1.4.1.99999.1.1 NAME 'objectGUID' SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 SINGLE-VALUE )
attributetype ( 1.3.6.1.4.1.99999.1.2 NAME 'company' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
attributetype ( 1.3.6.1.4.1.99999.1.3 NAME 'department' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
attributetype ( 1.3.6.1.4.1.99999.1.4 NAME 'userAccountControl' EQUALITY integerMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )
attributetype ( 1.3.6.1.4.1.99999.1.5 NAME 'extensionFax' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
objectclass ( 1.3.6.1.4.1.99999.2.1 NAME 'adUser' SUP top AUXILIARY MAY ( objectGUID $ company $ department $ userAccountControl $ extensionFax ) )
`
