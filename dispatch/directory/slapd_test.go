package directory_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch/directory"
	"github.com/souspli/souspli/dispatch/dispatchtest"
)

const (
	base     = "dc=clinique,dc=example"
	people   = "ou=Personnes," + base
	manager  = "cn=lecteur," + base
	password = "lecture seule"
)

// server is one OpenLDAP for all tests of this package.
type server struct {
	plain, secure string // addresses
	ca            *dispatchtest.CA
}

var (
	starting sync.Once
	slapd    server
	stop     = func() {}
)

func TestMain(m *testing.M) {
	code := m.Run()
	stop()
	os.Exit(code)
}

// slapdServer starts OpenLDAP with 2,500 people and the attributes that Active Directory has.
func slapdServer(t *testing.T) server {
	t.Helper()
	starting.Do(func() { startSlapd(t) })
	if slapd.ca == nil {
		t.Fatal("slapd did not start")
	}
	return slapd
}

func startSlapd(t *testing.T) {
	dir, err := os.MkdirTemp("", "slapd")
	must(t, err)
	ca := dispatchtest.NewCA(t)
	certificate := ca.Server()
	write := func(name string, content []byte) string {
		path := filepath.Join(dir, name)
		must(t, os.WriteFile(path, content, 0o600))
		return path
	}
	must(t, os.Mkdir(filepath.Join(dir, "db"), 0o700))
	conf := write("slapd.conf", fmt.Appendf(nil, slapdConf, write("ad.schema", []byte(adSchema)),
		write("cert.pem", certificate.CertPEM), write("key.pem", certificate.KeyPEM), base, manager, password, filepath.Join(dir, "db"), manager))
	run(t, "slapadd", "-q", "-f", conf, "-l", write("people.ldif", []byte(ldif())))
	started := server{plain: freeAddress(t), secure: freeAddress(t), ca: ca}
	cmd := exec.Command("slapd", "-d", "0", "-f", conf, "-h", "ldap://"+started.plain+" ldaps://"+started.secure)
	must(t, cmd.Start())
	stop = func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		_ = os.RemoveAll(dir)
	}
	awaitListening(t, started.plain)
	slapd = started
}

func run(t *testing.T, name string, args ...string) {
	t.Helper()
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer l.Close()
	return l.Addr().String()
}

// awaitListening waits until a connection is taken: dialling itself is what takes the time.
func awaitListening(t *testing.T, address string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for ctx.Err() == nil {
		if conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", address); err == nil {
			conn.Close()
			return
		}
	}
	t.Fatal("slapd does not listen")
}

const slapdConf = `include /etc/ldap/schema/core.schema
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
access to dn.subtree="ou=Personnes,dc=clinique,dc=example" by dn.exact="%s" read by anonymous none by * none
access to * by * read
limits anonymous size.soft=1 size.hard=1
`

// adSchema are the attributes of Active Directory that are read, under numbers of nobody.
const adSchema = `attributetype ( 1.3.6.1.4.1.99999.1.1 NAME 'objectGUID' SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 SINGLE-VALUE )
attributetype ( 1.3.6.1.4.1.99999.1.2 NAME 'company' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
attributetype ( 1.3.6.1.4.1.99999.1.3 NAME 'department' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
attributetype ( 1.3.6.1.4.1.99999.1.4 NAME 'userAccountControl' EQUALITY integerMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )
attributetype ( 1.3.6.1.4.1.99999.1.5 NAME 'extensionFax' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
objectclass ( 1.3.6.1.4.1.99999.2.1 NAME 'adUser' SUP top AUXILIARY MAY ( objectGUID $ company $ department $ userAccountControl $ extensionFax ) )
`

const many = 2500

func ldif() string {
	var b strings.Builder
	fmt.Fprintf(&b, "dn: %s\nobjectClass: dcObject\nobjectClass: organization\no: Clinique\ndc: clinique\n\n", base)
	for _, unit := range []string{"Personnes", "Medecins,ou=Personnes", "Renvoi,ou=Personnes"} {
		name, _, _ := strings.Cut(unit, ",")
		fmt.Fprintf(&b, "dn: ou=%s,%s\nobjectClass: organizationalUnit\nou: %s\n\n", unit, base, name)
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
		fmt.Fprintf(&b, "dn: cn=Personne %[1]d,%[2]s\nobjectClass: inetOrgPerson\ncn: Personne %[1]d\nsn: %[1]d\nmail: p%[1]d@ssss.gouv.qc.ca\n\n", i, people)
	}
	return b.String()
}

func config(s server, url string) directory.LDAPConfig {
	return directory.LDAPConfig{
		Name: "annuaire", URL: url, User: manager, Password: []byte(password), Roots: s.ca.Pool,
		Settings: map[string]string{directory.SettingBase: base}, Timeout: 3 * time.Minute, // the race detector is slow beside other tests
	}
}
