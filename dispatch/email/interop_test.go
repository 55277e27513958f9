package email_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/crypto"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/email"
	"github.com/souspli/souspli/dispatch/email/emailtest"
	"github.com/souspli/souspli/dispatch/practice"
)

// world is a clinic whose mail is read by programs that are not ours, with keys that they made. The clock
// goes: some of them have no other.
type world struct {
	office
	reader emailtest.Correspondent
	config email.Config
	server *practice.Mail
}

func newWorld(t *testing.T) *world {
	t.Helper()
	made := time.Now().Add(-time.Hour)
	o := office{ca: dispatchtest.NewCA(t), clinic: newIdentity(t, from, made)}
	w := &world{office: o}
	w.reader = emailtest.NewCorrespondent(t, emailtest.NewGnuPG(t, time.Time{}), to, certificate(t, o.clinic), passphrase)
	w.server = o.startMail(t, practice.MailConfig{})
	w.config = o.config(t, w.server.URL())
	w.config.Now = time.Now
	return w
}

// parcel holds a PDF and a picture, so that what is no PDF is met too.
func (w *world) parcel(t *testing.T, form dispatch.Form) dispatch.Parcel {
	t.Helper()
	p := dispatchtest.SampleParcel(t)
	p.Form, p.Route = form, dispatch.Route{Channel: dispatch.EmailEncrypted, Address: to}
	picture := dispatchtest.SampleContent("radiographie été.png", 1, bytes.Repeat([]byte("\x89PNG pixels\x00"), 700))
	picture.MediaType = "image/png"
	p.Documents = append(p.Documents, picture)
	if form.NeedsKey() {
		p.Key = &dispatch.Key{State: dispatch.KeyVerified, Certificate: w.reader.Certificate}
	}
	if form.NeedsPassphrase() {
		p.Passphrase = passphrase
	}
	if !form.HidesWords() {
		p.Subject, p.Message = "", ""
	}
	return p
}

// delivered sends p and returns the message as it arrived.
func (w *world) delivered(t *testing.T, p dispatch.Parcel) []byte {
	t.Helper()
	send(t, newChannel(t, w.config), p)
	for _, m := range messages(t, w.server) {
		if m.Envelope == string(p.Attempt) {
			data, err := os.ReadFile(m.Path)
			if err != nil {
				t.Fatal(err)
			}
			_, data, _ = bytes.Cut(data, []byte("Delivered-To: "+to+"\r\n"))
			return data
		}
	}
	t.Fatal("nothing arrived")
	return nil
}

// TestOthersReadPGPMIME gives one message to every program: each reads it to the byte and verifies who
// signed.
func TestOthersReadPGPMIME(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.parcel(t, dispatch.OpenPGP)
	message := w.delivered(t, p)
	sealed := emailtest.Parse(t, message).Parts[1].Body
	for _, reader := range w.reader.KeyReaders(t) {
		content, err := reader.Open(t, sealed)
		if err != nil {
			t.Errorf("%s does not open it: %v", reader.Name, err)
			continue
		}
		requireDocuments(t, reader.Name, emailtest.Parse(t, content), p)
	}
	requireDocuments(t, "neomutt", emailtest.Parse(t, w.reader.GnuPG.Neomutt(t, message)), p)
	requireOldFormat(t, w, sealed)
	requireTamperProof(t, w.reader.KeyReaders(t), emailtest.Dearmor(t, w.reader.GnuPG, sealed), 10)
}

func requireDocuments(t *testing.T, who string, m emailtest.Message, p dispatch.Parcel) {
	t.Helper()
	if len(m.Parts) != 1+len(p.Documents) || !strings.Contains(string(m.Parts[0].Body), p.Message) {
		t.Errorf("%s reads %d parts", who, len(m.Parts))
		return
	}
	for i, d := range p.Documents {
		if part := m.Parts[i+1]; sha(part.Body) != d.SHA256 {
			t.Errorf("%s reads document %d otherwise than it was sent", who, i+1)
		}
	}
}

// TestOthersReadSealedFiles holds the same of files that are sealed one by one, for a key and under a
// passphrase.
func TestOthersReadSealedFiles(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	readers := map[dispatch.Form][]emailtest.Reader{
		dispatch.OpenPGPAttachment: w.reader.KeyReaders(t), dispatch.OpenPGPPassphrase: w.reader.PassphraseReaders(t),
	}
	for form, programs := range readers {
		t.Run(string(form), func(t *testing.T) {
			p := w.parcel(t, form)
			message := w.delivered(t, p)
			requireUntold(t, message, dispatchtest.SamplePrivate()[1:], p.Subject, p.Message, passphrase, "radiographie")
			parts := emailtest.Parse(t, message).Parts
			names := []string{"", "message.txt.pgp", "document-1.pdf.pgp", "document-2.png.pgp"}
			if len(parts) != len(names) {
				t.Fatalf("%d parts", len(parts))
			}
			for i, part := range parts {
				if part.FileName != names[i] {
					t.Errorf("part %d is %q", i, part.FileName)
				}
			}
			for _, reader := range programs {
				words, err := reader.Open(t, parts[1].Body)
				if err != nil || !strings.HasPrefix(string(words), p.Subject+"\n\n"+p.Message) {
					t.Errorf("%s reads the words %q: %v", reader.Name, words, err)
				}
				for i, d := range p.Documents {
					if content, err := reader.Open(t, parts[i+2].Body); err != nil || sha(content) != d.SHA256 {
						t.Errorf("%s does not read document %d: %v", reader.Name, i+1, err)
					}
				}
			}
			requireOldFormat(t, w, parts[2].Body)
			requireTamperProof(t, programs, parts[3].Body, 4) // each guess at a passphrase takes its time
		})
	}
}

// requireOldFormat holds that nothing is written which the oldest programs in use cannot read, and that a
// passphrase is stretched as far as the format can say.
func requireOldFormat(t *testing.T, w *world, sealed []byte) {
	t.Helper()
	packets := w.reader.GnuPG.Packets(t, sealed)
	for _, never := range []string{"aead encrypted packet", "unknown packet", "version 6", "compressed packet"} {
		if strings.Contains(packets, never) {
			t.Errorf("holds %q:\n%s", never, packets)
		}
	}
	if !strings.Contains(packets, "mdc_method: 2") {
		t.Errorf("not SEIPD version 1:\n%s", packets)
	}
	if strings.Contains(packets, "symkey enc packet") && !strings.Contains(packets, "version 4, cipher 9, aead 0,s2k 3, hash 8") {
		t.Errorf("another way from passphrase to key:\n%s", packets)
	}
	if strings.Contains(packets, "symkey enc packet") && !strings.Contains(packets, "count 65011712 (255)") {
		t.Errorf("the passphrase is not stretched enough:\n%s", packets)
	}
}

// requireTamperProof flips one bit of one byte after the other, over the whole length: no program may then
// give anything for good but exactly what was sealed, and from the middle on none may open it at all.
func requireTamperProof(t *testing.T, readers []emailtest.Reader, sealed []byte, samples int) {
	t.Helper()
	for _, reader := range readers {
		want, err := reader.Open(t, sealed)
		if err != nil {
			t.Errorf("%s does not open what is whole: %v", reader.Name, err)
			continue
		}
		for i := range samples {
			at := (len(sealed) - 1) * i / (samples - 1)
			changed := bytes.Clone(sealed)
			changed[at] ^= 1
			got, err := reader.Open(t, changed)
			if err == nil && (i >= samples/2 || !bytes.Equal(got, want)) {
				t.Errorf("%s opens a message whose byte %d of %d was changed", reader.Name, at, len(sealed))
			}
		}
	}
}

// TestOthersReadSMIME gives one message to OpenSSL and gpgsm, with certificates that OpenSSL made.
func TestOthersReadSMIME(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	authority := emailtest.NewAuthority(t)
	clinic, recipient := authority.Certify(t, from, "rsa:2048", "emailProtection"), authority.Certify(t, to, "rsa:2048", "emailProtection")
	w.config.SMIME = openedPKCS12(t, clinic)
	p := w.parcel(t, dispatch.SMIME)
	p.Key = smimeKey(t, recipient)
	message := w.delivered(t, p)
	requireMailLines(t, message)
	requireUntold(t, message, dispatchtest.SamplePrivate()[1:], p.Subject)

	for name, who := range map[string]emailtest.Certified{"the recipient": recipient, "the clinic": clinic} {
		content, err := authority.OpenSSL(t, who, message)
		if err != nil {
			t.Fatalf("OpenSSL does not open it for %s: %v", name, err)
		}
		requireDocuments(t, "OpenSSL for "+name, emailtest.Parse(t, content), p)
	}
	gpgsm := emailtest.NewGPGSM(t, authority, recipient)
	inner, err := gpgsm.Open(t, emailtest.Body(t, message))
	if err != nil {
		t.Fatalf("gpgsm does not decrypt it: %v", err)
	}
	content, signature := emailtest.Signed(t, inner)
	requireDocuments(t, "gpgsm", emailtest.Parse(t, content), p)
	if err := gpgsm.Verify(t, content, signature); err != nil {
		t.Errorf("gpgsm does not verify the signature: %v", err)
	}
	requireSMIMETamperProof(t, authority, recipient, message)
}

// requireSMIMETamperProof flips bits over the whole body: encryption alone would not notice, the signature
// inside does.
func requireSMIMETamperProof(t *testing.T, authority *emailtest.Authority, who emailtest.Certified, message []byte) {
	t.Helper()
	want, err := authority.OpenSSL(t, who, message)
	if err != nil {
		t.Fatal(err)
	}
	head, _, _ := bytes.Cut(message, []byte("\r\n\r\n"))
	body := emailtest.Body(t, message)
	const samples = 16
	for i := range samples {
		at := 40 + (len(body)-60)*i/(samples-1)
		changed := bytes.Clone(body)
		changed[at] ^= 1
		got, err := authority.OpenSSL(t, who, slices.Concat(head, []byte("\r\n\r\n"), inLines(changed)))
		if err == nil && (i >= samples/4 || !bytes.Equal(got, want)) {
			t.Errorf("OpenSSL opens and verifies a message whose byte %d of %d was changed", at, len(body))
		}
	}
}

func inLines(data []byte) []byte {
	var lines []byte
	for chunk := range slices.Chunk([]byte(base64.StdEncoding.EncodeToString(data)), 76) {
		lines = append(append(lines, chunk...), "\r\n"...)
	}
	return lines
}

func openedPKCS12(t testing.TB, c emailtest.Certified) *crypto.SMIMEIdentity {
	t.Helper()
	identity, err := crypto.OpenPKCS12(c.PKCS12, c.Password, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return identity
}

func smimeKey(t testing.TB, c emailtest.Certified) *dispatch.Key {
	t.Helper()
	certificates, err := crypto.ParseSMIMECertificates(c.PEM, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return &dispatch.Key{Kind: dispatch.SMIMEKey, State: dispatch.KeyVerified, Certificate: certificates[0].Binary}
}

// TestOthersReadLockedDocuments gives a locked PDF, and a file enclosed in one, to three PDF programs: each
// opens them with the passphrase and not without, and takes out the enclosed file to the byte.
func TestOthersReadLockedDocuments(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.parcel(t, dispatch.LockedPDF)
	message := w.delivered(t, p)
	requireUntold(t, message, dispatchtest.SamplePrivate()[1:], passphrase, "radiographie", "image/png")
	parts := emailtest.Parse(t, message).Parts
	for i, page := range []string{"", "Document confidentiel de Clinique Modèle"} {
		file := filepath.Join(t.TempDir(), "locked.pdf")
		if err := os.WriteFile(file, parts[i+1].Body, 0o600); err != nil {
			t.Fatal(err)
		}
		if !qpdfOpens(t, parts[i+1].Body) {
			t.Errorf("qpdf does not open document %d with the passphrase alone, or it is not R = 6", i+1)
		}
		if text, err := program(t, "pdftotext", "-upw", passphrase, file, "-"); err != nil || !strings.Contains(text, page) {
			t.Errorf("poppler reads %q of document %d: %v", text, i+1, err)
		}
		if text, err := program(t, "mutool", "draw", "-F", "text", "-p", passphrase, file); err != nil || !strings.Contains(text, page) {
			t.Errorf("mupdf reads %q of document %d: %v", text, i+1, err)
		}
		for _, refused := range [][]string{{"pdftotext", file, "-"}, {"mutool", "draw", "-F", "text", file}} {
			if text, err := program(t, refused[0], refused[1:]...); err == nil {
				t.Errorf("%s opens document %d without the passphrase: %q", refused[0], i+1, text)
			}
		}
	}
	requireEnclosed(t, parts[2].Body, p.Documents[1])
}

// requireEnclosed takes the enclosed file out with each program.
func requireEnclosed(t *testing.T, pdf []byte, want dispatch.Content) {
	t.Helper()
	dir := t.TempDir()
	file, taken := filepath.Join(dir, "enclosed.pdf"), filepath.Join(dir, "taken")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := program(t, "pdfdetach", "-upw", passphrase, "-list", file); err != nil || !strings.Contains(out, want.Name) {
		t.Errorf("poppler lists %q: %v", out, err)
	}
	if out, err := program(t, "pdfdetach", "-upw", passphrase, "-save", "1", "-o", taken, file); err != nil {
		t.Errorf("poppler takes nothing out: %s %v", out, err)
	}
	data, _ := os.ReadFile(taken)
	byQPDF, _ := program(t, "qpdf", "--password="+passphrase, "--show-attachment=1", file)
	byMupdf, _ := program(t, "mutool", "show", "-b", "-p", passphrase, file, "8")
	for name, got := range map[string]string{"poppler": string(data), "qpdf": byQPDF, "mupdf": byMupdf} {
		if sha([]byte(got)) != want.SHA256 {
			t.Errorf("%s takes out %d other bytes", name, len(got))
		}
	}
}

// program runs one to its end; what it says on the error output is not read.
func program(t *testing.T, name string, args ...string) (string, error) {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatalf("%s is missing: apt-get install qpdf poppler-utils mupdf-tools", name)
	}
	out, err := exec.CommandContext(t.Context(), path, args...).Output()
	if err != nil {
		return string(out), fmt.Errorf("%s: %w", name, err)
	}
	return string(out), nil
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
