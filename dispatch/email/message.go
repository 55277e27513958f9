package email

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/textproto"
	"strings"
	"time"

	"github.com/souspli/souspli/crypto"
	"github.com/souspli/souspli/dispatch"
)

// letter is one message in the making.
type letter struct {
	cover
	from, to string // envelope form
	at       time.Time
	identity *crypto.Identity
	smime    *crypto.SMIMEIdentity
	gateway  Gateway
	random   io.Reader
	count    *meter
}

// hiddenSubject is RFC 9788's placeholder; a translated one would tell the language.
const hiddenSubject = "[...]"

// fields are the headers that both sides of the encryption show. The message identifier is the attempt's
// own random ID, so that a message can be matched with its attempt.
func (l letter) fields(subject string) []field {
	domain := l.from[strings.LastIndexByte(l.from, '@'):]
	return []field{
		dateField(l.at),
		mailboxField("From", l.clinic, l.from),
		mailboxField("To", "", l.to),
		textField("Subject", subject),
		{"Message-ID", "<" + string(l.parcel.Attempt) + domain + ">"},
	}
}

// outerFields are the headers that travel in the clear.
func (l letter) outerFields(subject string) []field {
	return append(l.fields(subject), l.autocryptField()...)
}

func (l letter) boundary() string { return string(dispatch.NewID(l.random)) }

func (l letter) write(ctx context.Context, w io.Writer, locked []lockedFile) error {
	switch l.parcel.Form {
	case dispatch.LockedPDF:
		return l.writeLocked(ctx, w, locked)
	case dispatch.OpenPGPAttachment, dispatch.OpenPGPPassphrase:
		return l.writeSealedFiles(ctx, w)
	case dispatch.SMIME:
		return l.writeSMIME(ctx, w)
	case dispatch.Gateway:
		return l.writeGateway(ctx, w)
	default:
		return l.writeSealed(ctx, w)
	}
}

// writeSealed writes the exact shape of RFC 3156, 4: two parts, the second an armored message.
func (l letter) writeSealed(ctx context.Context, w io.Writer) error {
	parts := multipart.NewWriter(w)
	if err := parts.SetBoundary(l.boundary()); err != nil {
		return err
	}
	head := append(l.outerFields(hiddenSubject), field{"MIME-Version", "1.0"}, field{
		"Content-Type",
		"multipart/encrypted; protocol=\"application/pgp-encrypted\";\r\n boundary=\"" + parts.Boundary() + "\"",
	})
	if err := writeFields(w, head); err != nil {
		return err
	}
	if err := writeVersionPart(parts); err != nil {
		return err
	}
	if err := l.writeEncryptedPart(ctx, parts); err != nil {
		return err
	}
	return parts.Close()
}

func writeVersionPart(parts *multipart.Writer) error {
	w, err := parts.CreatePart(textproto.MIMEHeader{
		"Content-Type":              {"application/pgp-encrypted"},
		"Content-Description":       {"PGP/MIME version identification"},
		"Content-Transfer-Encoding": {"7bit"},
	})
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, "Version: 1\r\n")
	return err
}

func (l letter) writeEncryptedPart(ctx context.Context, parts *multipart.Writer) error {
	w, err := parts.CreatePart(textproto.MIMEHeader{
		"Content-Type":              {`application/octet-stream; name="encrypted.asc"`},
		"Content-Description":       {"OpenPGP encrypted message"},
		"Content-Disposition":       {`inline; filename="encrypted.asc"`},
		"Content-Transfer-Encoding": {"7bit"},
	})
	if err != nil {
		return err
	}
	sealed, err := crypto.Seal(&crlfWriter{w: w}, crypto.SealOptions{
		Signer: l.identity, Recipients: [][]byte{l.parcel.Key.Certificate}, At: l.at, Armor: true,
	})
	if err != nil {
		return fmt.Errorf("sealing: %w", err)
	}
	if err := l.writePayload(ctx, sealed); err != nil {
		return err // left open: a message closed here would pass for a whole one
	}
	return sealed.Close()
}

// writePayload writes what is encrypted: a complete entity whose headers are the true ones. They are
// marked both as RFC 9788 does (hp, HP-Outer) and as today's clients understand (protected-headers).
func (l letter) writePayload(ctx context.Context, w io.Writer) error {
	parts := multipart.NewWriter(w)
	if err := parts.SetBoundary(l.boundary()); err != nil {
		return err
	}
	head := l.fields(l.sealedSubject())
	for _, outer := range l.fields(hiddenSubject) {
		head = append(head, field{"HP-Outer", outer.name + ": " + outer.value})
	}
	head = append(head, field{"MIME-Version", "1.0"}, field{
		"Content-Type",
		"multipart/mixed; protected-headers=\"v1\"; hp=\"cipher\";\r\n boundary=\"" + parts.Boundary() + "\"",
	})
	if err := writeFields(w, head); err != nil {
		return err
	}
	// Clients that know neither mark show the subject here (RFC 9788, legacy display element).
	text := "Subject: " + l.sealedSubject() + "\n\n" + l.sealedText()
	if err := writeText(parts, `text/plain; charset=utf-8; hp-legacy-display="1"`, text); err != nil {
		return err
	}
	for i, d := range l.parcel.Documents {
		if err := l.attach(ctx, parts, d, d.Name, fmt.Sprintf("document-%d.pdf", i+1)); err != nil {
			return err
		}
	}
	return parts.Close()
}

// attach gives a document the name, or another when that cannot stand in a header. Inside the encryption it
// may be the real one.
func (l letter) attach(ctx context.Context, parts *multipart.Writer, d dispatch.Content, name, fallback string) error {
	w, err := createAttachment(parts, mediaType(d.MediaType), disposition("attachment", name, fallback))
	if err != nil {
		return err
	}
	if err := copyDocument(ctx, w, d, l.count); err != nil {
		return err
	}
	return w.Close()
}

func writeText(parts *multipart.Writer, contentType, text string) error {
	w, err := parts.CreatePart(textproto.MIMEHeader{
		"Content-Type":              {contentType},
		"Content-Transfer-Encoding": {"quoted-printable"},
	})
	if err != nil {
		return err
	}
	body := quotedprintable.NewWriter(w)
	if _, err := io.WriteString(body, strings.ReplaceAll(text, "\r\n", "\n")); err != nil {
		return err
	}
	return body.Close()
}

func createAttachment(parts *multipart.Writer, mediaType, disposition string) (io.WriteCloser, error) {
	w, err := parts.CreatePart(textproto.MIMEHeader{
		"Content-Type":              {mediaType},
		"Content-Disposition":       {disposition},
		"Content-Transfer-Encoding": {"base64"},
	})
	if err != nil {
		return nil, err
	}
	return base64.NewEncoder(base64.StdEncoding, &lineBreaker{w: w}), nil
}

// mediaType keeps a plain type without parameters.
func mediaType(s string) string {
	plain, _, err := mime.ParseMediaType(s)
	if err != nil || !strings.Contains(plain, "/") {
		return "application/octet-stream"
	}
	return plain
}
