package email

import (
	"bytes"
	"mime"
	"net/mail"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/souspli/souspli/dispatch"
)

// TestTextField holds the law that any line a person may write comes back as it was, from a header of
// short printable lines.
func TestTextField(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.Rune()).Filter(oneLine).Draw(t, "text")
		if got := writtenHeader(t, textField("Subject", text)); got != text && got != strings.TrimSpace(text) {
			t.Fatalf("%q came back as %q", text, got)
		}
	})
}

func TestTextFieldByName(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"ascii":                   "Demande de consultation",
		"accents":                 "Résultats d’Émilie Noël-Tremblay",
		"long ascii":              strings.Repeat("mot ", 90) + "fin",
		"long word":               strings.Repeat("x", 400),
		"long accents":            strings.Repeat("é", 200),
		"emoji of several runes":  strings.Repeat("👩‍⚕️", 20),
		"looks encoded":           "=?utf-8?q?a=0D=0ABcc=3A_b?=",
		"spaces inside":           "a" + strings.Repeat(" ", 200) + "b",
		"spaces outside":          "  a  ",
		"only spaces":             "   ",
		"colon and angle bracket": "Bcc: <a@b.example>",
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := writtenHeader(t, textField("Subject", text)); got != text {
				t.Errorf("came back as %q", got)
			}
		})
	}
}

type fataler interface{ Fatalf(string, ...any) }

func writtenHeader(t fataler, f field) string {
	var b bytes.Buffer
	if err := writeFields(&b, []field{f}); err != nil {
		t.Fatalf("%q: %v", f.value, err)
	}
	for line := range strings.SplitSeq(strings.TrimSuffix(b.String(), "\r\n\r\n"), "\r\n") {
		if strings.TrimSpace(line) == "" || len(line) > hardLine {
			t.Fatalf("line %q of %d octets", line, len(line))
		}
	}
	m, err := mail.ReadMessage(&b)
	if err != nil {
		t.Fatalf("not a header: %v", err)
	}
	decoded, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get(f.name))
	if err != nil {
		t.Fatalf("undecodable: %v", err)
	}
	return decoded
}

// TestWriteFieldsRefuses tries the last guard alone, as if everything before it had let the value pass.
func TestWriteFieldsRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"CRLF and a header":  "a\r\nBcc: b@c.example",
		"bare LF":            "a\nBcc: b@c.example",
		"bare LF and space":  "a\n b",
		"bare CR":            "a\rb",
		"CRLF at the end":    "a\r\n",
		"blank line":         "a\r\n\r\nbody",
		"NUL":                "a\x00b",
		"not ASCII":          "é",
		"line separator":     "a\u2028b",
		"a line without end": strings.Repeat("x", hardLine),
		"fold, then a break": "a\r\n b\r\nBcc: c",
	}
	for name, value := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var b bytes.Buffer
			if err := writeFields(&b, []field{{"Subject", value}}); err == nil || b.Len() != 0 {
				t.Errorf("wrote %q", b.String())
			}
		})
	}
}

func TestMailboxField(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"no name":               "",
		"plain":                 "Clinique Modele",
		"accents":               "Clinique du Québec",
		"another address":       "a@evil.example",
		"quotes and brackets":   `"Clinique" <b@c.example>`,
		"comma":                 "Clinique, Montréal",
		"looks encoded":         "=?utf-8?q?x?=",
		"long":                  strings.Repeat("Clinique ", 20) + "Centre",
		"parentheses and colon": "Clinique (centre): sud",
	}
	for name, display := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var b bytes.Buffer
			if err := writeFields(&b, []field{mailboxField("From", display, "envoi@clinique.example")}); err != nil {
				t.Fatal(err)
			}
			m, err := mail.ReadMessage(&b)
			if err != nil {
				t.Fatal(err)
			}
			list, err := m.Header.AddressList("From")
			if err != nil || len(list) != 1 || list[0].Address != "envoi@clinique.example" || list[0].Name != display {
				t.Errorf("reads as %+v, %v", list, err)
			}
		})
	}
}

// A name that lies open tells the type of a document and no word of its own name.
func TestNeutralName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Résultat.PDF": "document-1.pdf", "analyse.paul": "document-1.png", "dr.roy": "document-1.png", "lettre": "document-1.png",
		"dossier.docx": "document-1.docx", "a.b/c": "document-1.png",
	} {
		if got := neutralName(0, dispatch.Content{Document: dispatch.Document{Name: name, MediaType: "image/png"}}); got != want {
			t.Errorf("%s is called %s, want %s", name, got, want)
		}
	}
}

func TestDisposition(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ name, want string }{
		"plain":                  {"resultat.pdf", "resultat.pdf"},
		"accents":                {"Résultat d’Émilie.pdf", "Résultat d’Émilie.pdf"},
		"quote":                  {`a"b.pdf`, `a"b.pdf`},
		"line break":             {"a\r\nb.pdf", "document-1.pdf"},
		"right-to-left override": {"a\u202efdp.exe", "document-1.pdf"},
		"path":                   {"../../etc/passwd", "document-1.pdf"},
		"windows path":           {`C:\dossiers\a.pdf`, "document-1.pdf"},
		"too long":               {strings.Repeat("é", 300) + ".pdf", "document-1.pdf"},
		"not UTF-8":              {"a\xff.pdf", "document-1.pdf"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			value := disposition("attachment", test.name, "document-1.pdf")
			_, params, err := mime.ParseMediaType(value)
			if err != nil || params["filename"] != test.want || len(value) > hardLine || !utf8.ValidString(value) {
				t.Errorf("%q reads as %q, %v", value, params["filename"], err)
			}
		})
	}
}
