package emailtest

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"testing"
)

// Part is one part of a message, decoded.
type Part struct {
	Type     string // media type
	Params   map[string]string
	FileName string
	Body     []byte // transfer encoding undone
}

// Message is a parsed message of several parts.
type Message struct {
	Header mail.Header
	Type   string // media type
	Params map[string]string
	Parts  []Part
}

// Parse reads a multipart message.
func Parse(t testing.TB, data []byte) Message {
	t.Helper()
	raw, err := mail.ReadMessage(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("not a message: %v", err)
	}
	m := Message{Header: raw.Header}
	m.Type, m.Params, err = mime.ParseMediaType(raw.Header.Get("Content-Type"))
	if err != nil {
		t.Fatalf("content type: %v", err)
	}
	m.Parts = parseParts(t, raw.Body, m.Params["boundary"])
	return m
}

func parseParts(t testing.TB, body io.Reader, boundary string) []Part {
	t.Helper()
	var parts []Part
	reader := multipart.NewReader(body, boundary)
	for {
		part, err := reader.NextPart()
		if err == io.EOF {
			return parts
		}
		if err != nil {
			t.Fatalf("part %d: %v", len(parts)+1, err)
		}
		parts = append(parts, parsePart(t, part))
	}
}

// Subject is the subject, decoded.
func (m Message) Subject(t testing.TB) string {
	t.Helper()
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		t.Fatalf("subject: %v", err)
	}
	return subject
}

// parsePart decodes one part; quoted-printable is undone by the reader itself.
func parsePart(t testing.TB, part *multipart.Part) Part {
	t.Helper()
	var p Part
	var err error
	if p.Type, p.Params, err = mime.ParseMediaType(part.Header.Get("Content-Type")); err != nil {
		t.Fatalf("content type of a part: %v", err)
	}
	p.FileName = part.FileName()
	var body io.Reader = part
	if part.Header.Get("Content-Transfer-Encoding") == "base64" {
		body = base64.NewDecoder(base64.StdEncoding, part)
	}
	if p.Body, err = io.ReadAll(body); err != nil {
		t.Fatalf("body of a part: %v", err)
	}
	return p
}
