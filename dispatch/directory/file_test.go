package directory_test

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/directory"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func mail(address string) dispatch.Route {
	return dispatch.Route{Channel: dispatch.EmailEncrypted, Address: address}
}

func fax(number string) dispatch.Route {
	return dispatch.Route{Channel: dispatch.CloudFax, Address: number}
}

func from(source, reference string) *dispatch.Entry {
	return &dispatch.Entry{Source: source, Reference: reference}
}

func TestCSVHeadings(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		want dispatch.Recipient
	}{
		"French, with semicolons": {
			"Nom;Établissement;Département;Courriel;Télécopieur;Téléphone;Classe;Lieu;Langue;No\n" +
				"Dre Nadeau;Hôpital;Cardiologie;n@h.example;514 555-0142;514 555-0143;Partenaire externe;Hôpital;Français;17\n",
			dispatch.Recipient{
				Name: "Dre Nadeau", Organisation: "Hôpital", Department: "Cardiologie", Phone: "514 555-0143", Class: dispatch.ExternalPartner,
				Facility: dispatch.Hospital, Language: "fr", Directory: from("csv", "17"), Routes: []dispatch.Route{mail("n@h.example"), fax("514 555-0142")},
			},
		},
		"English, with commas": {
			"First Name,Last Name,Company,E-mail Address,Business Fax,Business Phone\n" + `Amélie,Nadeau,"Hôpital, Est",n@h.example,5145550142,5145550143` + "\r\n",
			dispatch.Recipient{
				Name: "Amélie Nadeau", Organisation: "Hôpital, Est", Phone: "5145550143", Directory: from("csv", ""),
				Routes: []dispatch.Route{mail("n@h.example"), fax("5145550142")},
			},
		},
		"tabs, a given name and several addresses": {
			"Prénom\tNom\tCourriel\tCourriel 2\tFax (réception)\n" + "Minh\tLam\ta@h.example\tb@h.example\t5145550142\n",
			dispatch.Recipient{Name: "Minh Lam", Directory: from("csv", ""), Routes: []dispatch.Route{
				mail("a@h.example"), mail("b@h.example"), {Channel: dispatch.CloudFax, Address: "5145550142", Label: "réception"},
			}},
		},
		"an organisation alone, consent and refusal": {
			"Organisation;Consentement;Restreint;Préférence;Système\nClinique;oui;Oui;Télécopieur;DME\n",
			dispatch.Recipient{
				Name: "Clinique", Organisation: "Clinique", ChannelConsent: dispatch.True, Restricted: true,
				Preference: dispatch.CloudFax, System: dispatch.EMR, Directory: from("csv", ""),
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			entries, source, err := directory.Read([]byte(c.text))
			must(t, err)
			if source != directory.SourceCSV || len(entries) != 1 || entries[0].Problem != "" {
				t.Fatalf("%s %+v", source, entries)
			}
			if got := entries[0].Recipient; !reflect.DeepEqual(got, c.want) {
				t.Errorf("got  %+v\nwant %+v", got, c.want)
			}
		})
	}
}

func TestEncodings(t *testing.T) {
	t.Parallel()
	const text = "Nom;Télécopieur\nDre Amélie Côté;514 555-0142\n"
	encoded := func(b []byte, err error) []byte {
		must(t, err)
		return b
	}
	for name, data := range map[string][]byte{
		"UTF-8":                     []byte(text),
		"UTF-8 with a mark":         []byte("\ufeff" + text),
		"UTF-16, little end first":  encoded(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes([]byte(text))),
		"UTF-16, big end first":     encoded(unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().Bytes([]byte(text))),
		"Windows-1252, from Excel":  encoded(charmap.Windows1252.NewEncoder().Bytes([]byte(text))),
		"lines that end in returns": []byte(strings.ReplaceAll(text, "\n", "\r\n")),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "people.csv")
			must(t, os.WriteFile(path, data, 0o600))
			entries, _, err := directory.ReadFile(t.Context(), path)
			must(t, err)
			if len(entries) != 1 || entries[0].Recipient.Name != "Dre Amélie Côté" || len(entries[0].Recipient.Routes) != 1 {
				t.Errorf("%+v", entries)
			}
		})
	}
}

func TestWhatIsNoAddressBook(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want string }{
		"nothing":            {"", "csv_no_headings"},
		"no names":           {"a;b\nc;d\n", "csv_no_headings"},
		"a picture":          {"\x89PNG\r\n\x1a\n\x00\x00", "directory_not_text"},
		"half of a UTF-16":   {"\xff\xfea", "csv_no_headings"},
		"more than a clinic": {"Nom\n" + strings.Repeat("A\n", 50_001), "directory_too_large"},
		"larger than a book": {"Nom\n" + strings.Repeat("A", 33<<20), "directory_too_large"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, _, err := directory.Read([]byte(c.text)); dispatch.CodeOf(err) != c.want || dispatch.KindOf(err) != dispatch.KindInvalid {
				t.Errorf("%v, want %s", err, c.want)
			}
		})
	}
	if _, _, err := directory.ReadFile(t.Context(), filepath.Join(t.TempDir(), "Lise Gagnon.csv")); dispatch.CodeOf(err) != "file_unreadable" ||
		strings.Contains(err.Error(), "Gagnon") {
		t.Errorf("a missing file: %v", err)
	}
}

func TestVCardVersions(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		want dispatch.Recipient
	}{
		"2.1, from Outlook": {
			"BEGIN:VCARD\r\nVERSION:2.1\r\nN;LANGUAGE=fr-ca;CHARSET=Windows-1252;ENCODING=QUOTED-PRINTABLE:C=F4t=E9;Am=E9lie\r\n" +
				"FN;CHARSET=UTF-8;QUOTED-PRINTABLE:Dre Am=C3=A9lie=\r\n C=C3=B4t=C3=A9\r\nORG:Hôpital;Cardiologie\r\n" +
				"TEL;WORK;VOICE:514 555-0143\r\nTEL;WORK;FAX:514 555-0142\r\nEMAIL;PREF;INTERNET:a@h.example\r\n" +
				"PHOTO;TYPE=JPEG;ENCODING=BASE64:\r\n " + strings.Repeat("A", 20_000) + "\r\nEND:VCARD\r\n",
			dispatch.Recipient{
				Name: "Dre Amélie Côté", Organisation: "Hôpital", Department: "Cardiologie", Phone: "514 555-0143",
				Directory: from("vcard", ""), Routes: []dispatch.Route{mail("a@h.example"), fax("514 555-0142")},
			},
		},
		"3.0, folded": {
			"BEGIN:VCARD\nVERSION:3.0\nUID:42\nN:Lam;Minh;;Dr;\nORG:Radiologie\\, Fleuve\nEMAIL;TYPE=work:b@f.exam\n ple\n" +
				"EMAIL;TYPE=pref:a@f.example\nTEL;TYPE=CELL:4185550177\nTEL;TYPE=work,fax:4185550142\nEND:VCARD\n",
			dispatch.Recipient{
				Name: "Dr Minh Lam", Organisation: "Radiologie, Fleuve", Phone: "4185550177", Directory: from("vcard", "42"),
				Routes: []dispatch.Route{mail("a@f.example"), mail("b@f.example"), fax("4185550142")},
			},
		},
		"4.0, with addresses of the web": {
			"BEGIN:VCARD\nVERSION:4.0\nUID:urn:uuid:1\nFN:Clinique\nLANG:en\nEMAIL:mailto:c@c.example\n" +
				"TEL;VALUE=uri;TYPE=\"voice,work\":tel:+14185550177\nTEL;VALUE=uri;TYPE=fax:tel:+14185550142\nEND:VCARD\n",
			dispatch.Recipient{
				Name: "Clinique", Phone: "+14185550177", Language: "en", Directory: from("vcard", "urn:uuid:1"),
				Routes: []dispatch.Route{mail("c@c.example"), fax("+14185550142")},
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			entries, source, err := directory.Read([]byte(c.text))
			must(t, err)
			if source != directory.SourceVCard || len(entries) != 1 || entries[0].Problem != "" || entries[0].Line != 1 {
				t.Fatalf("%s %+v", source, entries)
			}
			if got := entries[0].Recipient; !reflect.DeepEqual(got, c.want) {
				t.Errorf("got  %+v\nwant %+v", got, c.want)
			}
		})
	}
}

func TestVCardsThatAreNoRecipients(t *testing.T) {
	t.Parallel()
	entries, _, err := directory.Read([]byte("BEGIN:VCARD\nFN:A\nEND:VCARD\n\nBEGIN:VCARD\nKIND:group\nFN:B\nEND:VCARD\nBEGIN:VCARD\nFN:C\n"))
	must(t, err)
	if len(entries) != 3 || entries[0].Problem != "" || entries[1].Problem != "vcard_group" || entries[1].Line != 5 ||
		entries[2].Problem != "vcard_malformed" || entries[2].Line != 9 {
		t.Errorf("%+v", entries)
	}
}

// A card may repeat a property as often as it likes: its addresses are bounded, and the preferred come first in the
// order of the card.
func TestManyAddressesOnOneCard(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Foule\r\nEMAIL:autre@h.example\r\n")
	for i := range 50_000 {
		fmt.Fprintf(&b, "EMAIL;PREF=1:a%d@h.example\r\n", i)
	}
	b.WriteString("END:VCARD\r\n")
	began := time.Now()
	entries, _, err := directory.Read([]byte(b.String()))
	must(t, err)
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("%d bytes took %v", b.Len(), took)
	}
	routes := entries[0].Recipient.Routes
	if len(entries) != 1 || len(routes) != 25 || routes[0] != mail("a0@h.example") || routes[1] != mail("a1@h.example") || routes[24] != mail("autre@h.example") {
		t.Errorf("%d entries, %+v", len(entries), routes)
	}
}

// FuzzRead: whatever the bytes, an answer comes, each entry has its line, and no control character is a line
// break in a name.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"Nom;Courriel\nA;a@a.example\n", "name,fax\n\"A\nB\",1\n", "Nom\n\"A", "BEGIN:VCARD\nVERSION:2.1\nFN;QUOTED-PRINTABLE:=C3=\n=A9\nEND:VCARD",
		"BEGIN:VCARD\nN:;;;\nORG:;;\\;\nTEL;:1\nEND:VCARD", "\xff\xfeN\x00o\x00m\x00", "BEGIN:VCARD\nBEGIN:VCARD\nEND:VCARD\nEND:VCARD",
		"BEGIN:VCARD\nEMAIL;TYPE=\":x\nTEL;=;=:;\nEND:VCARD\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		entries, source, err := directory.Read(data)
		if err != nil {
			if dispatch.KindOf(err) != dispatch.KindInvalid {
				t.Fatal(err)
			}
			return
		}
		for _, e := range entries {
			if e.Line < 1 || e.Problem == "" && e.Recipient.Directory.Source != source {
				t.Fatalf("%+v", e)
			}
			if e.Recipient.InDirectory != dispatch.Unknown {
				t.Fatal("a file puts somebody into the network's directory")
			}
		}
	})
}
