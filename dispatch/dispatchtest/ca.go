package dispatchtest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"testing"
	"time"
)

// CA is a certification authority for servers on this machine.
type CA struct {
	PEM  []byte         // its certificate
	Pool *x509.CertPool // holds only it

	t    testing.TB
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

// Certificate is a server's certificate in the forms that servers want.
type Certificate struct {
	TLS     tls.Certificate
	CertPEM []byte
	KeyPEM  []byte // PKCS #8
}

// NewCA makes an authority.
func NewCA(t testing.TB) *CA {
	t.Helper()
	template := certificateTemplate("Souspli test authority")
	template.IsCA = true
	template.BasicConstraintsValid = true
	template.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature
	key := newKey(t)
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	requireNoError(t, err)
	cert, err := x509.ParseCertificate(der)
	requireNoError(t, err)
	ca := &CA{PEM: encodePEM("CERTIFICATE", der), Pool: x509.NewCertPool(), t: t, cert: cert, key: key}
	ca.Pool.AddCert(cert)
	return ca
}

// Server issues a valid certificate for 127.0.0.1, ::1 and localhost.
func (ca *CA) Server() Certificate { return ca.issue(loopbackTemplate()) }

// Expired issues a certificate for this machine whose time has passed.
func (ca *CA) Expired() Certificate {
	template := loopbackTemplate()
	template.NotAfter = template.NotBefore.AddDate(1, 0, 0)
	return ca.issue(template)
}

// WrongName issues a certificate for another server.
func (ca *CA) WrongName() Certificate {
	template := certificateTemplate("elsewhere.example")
	template.DNSNames = []string{"elsewhere.example"}
	return ca.issue(template)
}

// Untrusted issues a certificate for this machine by an authority that ca's pool does not hold.
func (ca *CA) Untrusted() Certificate { return NewCA(ca.t).Server() }

func (ca *CA) issue(template *x509.Certificate) Certificate {
	ca.t.Helper()
	key := newKey(ca.t)
	der, err := x509.CreateCertificate(rand.Reader, template, ca.cert, key.Public(), ca.key)
	requireNoError(ca.t, err)
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	requireNoError(ca.t, err)
	c := Certificate{CertPEM: encodePEM("CERTIFICATE", der), KeyPEM: encodePEM("PRIVATE KEY", secret)}
	c.TLS, err = tls.X509KeyPair(c.CertPEM, c.KeyPEM)
	requireNoError(ca.t, err)
	return c
}

func loopbackTemplate() *x509.Certificate {
	template := certificateTemplate("localhost")
	template.DNSNames = []string{"localhost"}
	template.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback}
	return template
}

// certificateTemplate is valid long before and after any test runs, so that it needs no clock.
func certificateTemplate(name string) *x509.Certificate {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		panic("dispatchtest: no randomness: " + err.Error())
	}
	return &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{CommonName: name},
		NotBefore:    time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC),
		NotAfter:     time.Date(2120, 1, 1, 0, 0, 0, 0, time.UTC),
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
}

func newKey(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	requireNoError(t, err)
	return key
}

func encodePEM(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}

func requireNoError(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
