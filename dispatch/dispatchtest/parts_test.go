package dispatchtest

import (
	"bytes"
	"crypto/x509"
	"testing"
	"time"
)

func TestCertificates(t *testing.T) {
	t.Parallel()
	ca := NewCA(t)
	for name, c := range map[string]struct {
		certificate Certificate
		trusted     bool
	}{
		"server":     {ca.Server(), true},
		"expired":    {ca.Expired(), false},
		"wrong name": {ca.WrongName(), false},
		"untrusted":  {ca.Untrusted(), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			leaf, err := x509.ParseCertificate(c.certificate.TLS.Certificate[0])
			if err != nil {
				t.Fatal(err)
			}
			for _, host := range []string{"127.0.0.1", "localhost"} {
				_, err := leaf.Verify(x509.VerifyOptions{DNSName: host, Roots: ca.Pool, CurrentTime: Epoch()})
				if (err == nil) != c.trusted {
					t.Errorf("%s: %v", host, err)
				}
			}
		})
	}
}

func TestSamplePDF(t *testing.T) {
	t.Parallel()
	first, second := SamplePDF(t, 3, "Zoé"), SamplePDF(t, 3, "Zoé")
	if !bytes.Equal(first, second) {
		t.Error("the same arguments give other bytes")
	}
	if !bytes.HasPrefix(first, []byte("%PDF-")) || bytes.Count(first, []byte("/Type /Page\n")) != 3 {
		t.Errorf("not a PDF of three pages: %.40q", first)
	}
}

func TestClock(t *testing.T) {
	t.Parallel()
	clock := NewClock(Epoch())
	soon, later, now := clock.After(time.Second), clock.After(time.Hour), clock.After(0)
	if err := clock.BlockUntil(t.Context(), 2); err != nil {
		t.Fatal(err)
	}
	clock.Advance(time.Second)
	if at := <-soon; !at.Equal(Epoch().Add(time.Second)) || !clock.Now().Equal(at) {
		t.Errorf("woken at %s, now %s", at, clock.Now())
	}
	<-now
	select {
	case <-later:
		t.Error("woken too early")
	default:
	}
}
