// Package drilltest is what the drills send to: real servers, what the program must be told to send there, and what each
// server really holds.
//
// Failure policy: a server that does not start, and an arrival that cannot be read, fail the test. What arrived is read
// from the server itself, never from the program's log.
package drilltest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"testing"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/inspect"
)

// Service is a server on a socket of its own.
type Service struct {
	URL       string
	Account   dispatch.Account
	Secret    []byte
	CA        *dispatchtest.CA // nil: no TLS
	Kind      dispatch.DocumentKind
	Class     dispatch.Class // of the recipient
	To        string         // the recipient's address there
	Signature dispatch.Signature
	Passport  *dispatch.Passport           // nil: none is asked for
	Furnish   func(testing.TB, *desk.Desk) // before anything is sent; nil: nothing is needed
	Holds     func() []Arrival             // called once, at the end
	Asks      bool                         // whether an attempt arrived can be asked
}

// Arrival is a document that a server really holds, whole, under one of our references.
type Arrival struct {
	Reference string // an attempt's ID, or how it begins
	SHA256    string // hexadecimal
}

// Sum is the SHA-256 of a content, as an Arrival has it.
func Sum(content []byte) string {
	digest := sha256.Sum256(content)
	return hex.EncodeToString(digest[:])
}

// Add makes an account that reaches the service at an address.
func (s Service) Add(t testing.TB, d *desk.Desk, name, url string) {
	t.Helper()
	a := s.Account
	a.Name, a.URL, a.Settings = name, url, maps.Clone(s.Account.Settings)
	if s.CA != nil {
		a.TrustedCA = s.CA.PEM
	}
	_, err := d.AddAccount(t.Context(), a, s.Secret, true)
	must(t, err)
	if s.Passport != nil {
		_, err := d.SavePassport(t.Context(), name, *s.Passport)
		must(t, err)
	}
}

// Recipient is somebody whom the service reaches, verified.
func (s Service) Recipient(name string) dispatch.Recipient {
	return dispatch.Recipient{
		Name: name, Class: s.Class, PortalAvailable: dispatch.True, Routes: []dispatch.Route{{
			Channel: s.Account.Channel, Address: s.To,
			Verification: &dispatch.Verification{By: "essai", How: "called them", At: time.Now()},
		}},
	}
}

// Draft is a letter to a recipient, which leaves at once.
func (s Service) Draft(letter inspect.Report, to dispatch.Recipient) desk.Draft {
	now := time.Duration(0)
	return desk.Draft{
		Recipient: to, Documents: []inspect.Report{letter}, Kind: s.Kind, Channel: s.Account.Channel,
		Authorisation: "consentement 7", Hold: &now, Signature: s.Signature, Confirmed: desk.ConcernCodes(),
	}
}

// OnePage is a PDF with a line of text.
func OnePage(t testing.TB, text string) []byte {
	t.Helper()
	pdf := fpdf.New("P", "mm", "Letter", "")
	pdf.AddPage()
	pdf.SetFont("Helvetica", "", 14)
	pdf.Cell(0, 10, text)
	var out bytes.Buffer
	must(t, pdf.Output(&out))
	return out.Bytes()
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
