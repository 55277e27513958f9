package email_test

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/email/emailtest"
	"github.com/souspli/souspli/dispatch/practice"
)

// received sends p to a practice server and returns the message as it lies there.
func (o office) received(t *testing.T, p dispatch.Parcel) []byte {
	t.Helper()
	server := o.startMail(t, practice.MailConfig{})
	send(t, newChannel(t, o.config(t, server.URL())), p)
	list := messages(t, server)
	if len(list) != 1 || list[0].Envelope != string(p.Attempt) {
		t.Fatalf("received %+v", list)
	}
	data, err := os.ReadFile(list[0].Path)
	if err != nil {
		t.Fatal(err)
	}
	_, data, _ = bytes.Cut(data, []byte("Delivered-To: "+to+"\r\n"))
	return data
}

// TestSealedMessage holds the shape of RFC 3156, 4, and that only what must be known outside is.
func TestSealedMessage(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	p := o.sealedParcel(t)
	data := o.received(t, p)
	requireMailLines(t, data)
	head, body, _ := strings.Cut(string(data), "\r\n\r\n")
	m := emailtest.Parse(t, data)
	boundary := m.Params["boundary"]

	wantHead := strings.Join([]string{
		"Date: Mon, 23 Nov 2026 13:30:00 +0000",
		"From: =?utf-8?B?Q2xpbmlxdWUgTW9kw6hsZQ==?=\r\n <" + from + ">",
		"To: " + to,
		"Subject: [...]",
		"Message-ID: <" + string(p.Attempt) + "@clinique.example>",
		"MIME-Version: 1.0",
		"Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\";\r\n boundary=\"" + boundary + "\"",
	}, "\r\n")
	if head = withoutAutocrypt(head); head != wantHead {
		t.Errorf("outer headers:\n%s\nwant:\n%s", head, wantHead)
	}
	wantBody := "--" + boundary + "\r\nContent-Description: PGP/MIME version identification\r\n" +
		"Content-Transfer-Encoding: 7bit\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n\r\n--" + boundary +
		"\r\nContent-Description: OpenPGP encrypted message\r\nContent-Disposition: inline; filename=\"encrypted.asc\"\r\n" +
		"Content-Transfer-Encoding: 7bit\r\nContent-Type: application/octet-stream; name=\"encrypted.asc\"\r\n\r\n" +
		"-----BEGIN PGP MESSAGE-----\r\n\r\n"
	if !strings.HasPrefix(body, wantBody) || !strings.HasSuffix(body, "-----END PGP MESSAGE-----\r\n\r\n--"+boundary+"--\r\n") {
		t.Errorf("body begins:\n%s\nwant:\n%s", body[:min(len(body), len(wantBody))], wantBody)
	}
	requireUntold(t, data, dispatchtest.SamplePrivate(), p.Subject, "localhost", "User-Agent", "Souspli")
}

// TestPayload holds the inside: the true headers, marked in both ways, and the documents under their
// own names.
func TestPayload(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	p := o.sealedParcel(t)
	p.Documents = append(p.Documents, dispatchtest.SampleContent("a\r\nb.pdf", 1, []byte("deuxième")))
	p.Documents[1].MediaType = "Text/Plain; charset=x"
	m := o.opened(t, o.received(t, p))

	if got := m.Subject(t); got != p.Subject {
		t.Errorf("subject %q", got)
	}
	if m.Type != "multipart/mixed" || m.Params["hp"] != "cipher" || m.Params["protected-headers"] != "v1" {
		t.Errorf("content type %s %v", m.Type, m.Params)
	}
	wantOuter := []string{
		"Date: Mon, 23 Nov 2026 13:30:00 +0000", "From: =?utf-8?B?Q2xpbmlxdWUgTW9kw6hsZQ==?= <" + from + ">", "To: " + to,
		"Subject: [...]", "Message-ID: <" + string(p.Attempt) + "@clinique.example>",
	}
	if got := m.Header["Hp-Outer"]; !slices.Equal(got, wantOuter) {
		t.Errorf("HP-Outer: %q", got)
	}
	for _, name := range []string{"From", "To", "Date", "Message-Id", "Mime-Version"} {
		if len(m.Header[name]) != 1 {
			t.Errorf("%s stands %d times inside", name, len(m.Header[name]))
		}
	}
	if len(m.Parts) != 3 {
		t.Fatalf("%d parts", len(m.Parts))
	}
	text := string(m.Parts[0].Body)
	if !strings.HasPrefix(text, "Subject: "+p.Subject+"\r\n\r\n"+p.Message) || m.Parts[0].Params["hp-legacy-display"] != "1" {
		t.Errorf("text: %q", text)
	}
	for i, want := range []struct{ name, mediaType string }{{p.Documents[0].Name, "application/pdf"}, {"document-2.pdf", "text/plain"}} {
		part := m.Parts[i+1]
		if part.FileName != want.name || part.Type != want.mediaType || sha(part.Body) != p.Documents[i].SHA256 {
			t.Errorf("document %d is %q of %s", i+1, part.FileName, part.Type)
		}
	}
}

func TestPayloadWithoutWords(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ language, subject, text string }{
		"French":  {"fr", "Documents de Clinique Modèle", "vous transmet les documents joints"},
		"English": {"en", "Documents from Clinique Modèle", "is sending you the documents"},
		"other":   {"de", "Documents de Clinique Modèle", "vous transmet les documents joints"},
	}
	o := newOffice(t)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := o.sealedParcel(t)
			p.Subject, p.Message, p.Language = "", "", test.language
			m := o.opened(t, o.received(t, p))
			if got := m.Subject(t); got != test.subject {
				t.Errorf("subject %q", got)
			}
			if text := string(m.Parts[0].Body); !strings.Contains(text, test.text) || !strings.Contains(text, p.Sender.Name) {
				t.Errorf("text %q", text)
			}
		})
	}
}

// TestLockedMessage holds that the wrapping of a locked PDF tells the clinic's name and nothing else.
func TestLockedMessage(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	p := lockedParcel(t)
	p.Documents = append(p.Documents, dispatchtest.SampleContent("autre.pdf", 2, dispatchtest.SamplePDF(t, 2, "deux")))
	data := o.received(t, p)
	requireMailLines(t, data)
	m := emailtest.Parse(t, data)
	if m.Type != "multipart/mixed" || len(m.Parts) != 3 || m.Subject(t) != "Document confidentiel de Clinique Modèle" {
		t.Fatalf("%s of %d parts, %q", m.Type, len(m.Parts), m.Subject(t))
	}
	text := string(m.Parts[0].Body)
	if !strings.Contains(text, "par téléphone") || !strings.Contains(text, "by telephone") || strings.Index(text, "Bonjour") > strings.Index(text, "Hello") {
		t.Errorf("text %q", text)
	}
	for i, part := range m.Parts[1:] {
		if part.Type != "application/pdf" || part.FileName != "document-"+string(p.Attempt[:4])+"-"+string(rune('1'+i))+".pdf" {
			t.Errorf("attachment %q of %s", part.FileName, part.Type)
		}
		if !qpdfOpens(t, part.Body) {
			t.Errorf("qpdf does not open attachment %d with the passphrase alone, or it is not R = 6", i+1)
		}
	}
	private := slices.DeleteFunc(dispatchtest.SamplePrivate(), func(s string) bool { return s == "Clinique Modèle" })
	requireUntold(t, append(data, text...), private, passphrase, "essai-tremblay", "autre.pdf")
}

// requireMailLines holds RFC 5322, 2.1 and 2.3: ASCII, CRLF alone, short lines.
func requireMailLines(t *testing.T, data []byte) {
	t.Helper()
	for line := range bytes.SplitSeq(data, []byte("\r\n")) {
		if len(line) > 998 || bytes.ContainsAny(line, "\r\n\x00") || bytes.ContainsFunc(line, func(r rune) bool { return r > 126 }) {
			t.Errorf("line %.100q of %d octets", line, len(line))
		}
	}
}

func requireUntold(t *testing.T, data []byte, private []string, more ...string) {
	t.Helper()
	for _, word := range slices.Concat(private, more) {
		if word != from && bytes.Contains(bytes.ToLower(data), bytes.ToLower([]byte(word))) {
			t.Errorf("%q can be read on the way", word)
		}
	}
}
