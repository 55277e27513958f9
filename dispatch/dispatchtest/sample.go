package dispatchtest

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"testing"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"github.com/souspli/souspli/dispatch"
)

// Epoch is the time at which sample parcels are made and fake clocks begin.
func Epoch() time.Time { return time.Date(2026, 11, 23, 13, 30, 0, 0, time.UTC) }

func newID() dispatch.ID { return dispatch.NewID(rand.Reader) }

// SamplePDF makes a letter-size PDF of so many pages, each with its number and text. The same arguments
// give the same bytes.
func SamplePDF(t testing.TB, pages int, text string) []byte {
	t.Helper()
	pdf := fpdf.New("P", "mm", "Letter", "")
	pdf.SetCreationDate(Epoch())
	pdf.SetModificationDate(Epoch())
	pdf.SetCatalogSort(true)
	pdf.SetFont("Helvetica", "", 14)
	latin := pdf.UnicodeTranslatorFromDescriptor("")
	for page := range pages {
		pdf.AddPage()
		pdf.CellFormat(0, 10, latin(text), "", 1, "L", false, 0, "")
		pdf.CellFormat(0, 10, "Page "+string(rune('1'+page%9)), "", 1, "L", false, 0, "")
	}
	var b bytes.Buffer
	if err := pdf.Output(&b); err != nil {
		t.Fatalf("sample PDF: %v", err)
	}
	return b.Bytes()
}

// SampleContent is a document in memory, declared as it is.
func SampleContent(name string, pages int, data []byte) dispatch.Content {
	sum := sha256.Sum256(data)
	return dispatch.Content{
		Document: dispatch.Document{
			ID: newID(), Name: name, Kind: dispatch.ConsultRequest, MediaType: "application/pdf",
			Pages: pages, Size: int64(len(data)), SHA256: hex.EncodeToString(sum[:]),
		},
		Open: func(context.Context) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil },
	}
}

// SampleParcel is a parcel of a fictitious clinic with one PDF of one page. Its route, form, key and
// passphrase are left to the channel's own test. [SamplePrivate] lists its private words.
func SampleParcel(t testing.TB) dispatch.Parcel {
	t.Helper()
	return dispatch.Parcel{
		Attempt: newID(),
		Recipient: dispatch.Recipient{
			ID: newID(), Name: "Dre Ariane Fictive-Lebel", Organisation: "Clinique Imaginaire du Parc",
			Class: dispatch.ExternalPartner, Language: "fr",
		},
		Sender: dispatch.Sender{
			Name: "Camille Exemple-Roy", Organisation: "Clinique Modèle",
			Address: "1, rue Inventée, Québec (Québec) G1A 0A0", Phone: "+14185550100", Fax: "+14185550101",
			Email: "envoi@clinique.example", Role: dispatch.Clerk, Language: "fr",
		},
		Subject:   "Suivi de Zoé Essai-Tremblay",
		Message:   "Voici la demande de consultation de Zoé Essai-Tremblay.",
		Language:  "fr",
		Documents: []dispatch.Content{SampleContent("essai-tremblay-zoe.pdf", 1, SamplePDF(t, 1, "Zoé Essai-Tremblay"))},
		At:        Epoch(),
	}
}

// SamplePrivate lists the words of SampleParcel that no error may hold.
func SamplePrivate() []string {
	return []string{
		"Fictive-Lebel", "Imaginaire", "Exemple-Roy", "Clinique Modèle", "Inventée", "4185550100",
		"4185550101", "envoi@clinique.example", "Essai-Tremblay", "essai-tremblay-zoe.pdf",
	}
}
