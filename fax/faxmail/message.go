package faxmail

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/textproto"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax"
)

// message is one fax as an e-mail.
type message struct {
	from, to string
	at       time.Time
	job      fax.Job
}

const (
	lineLength = 76       // characters of base64, RFC 2045, 6.8
	frame      = 16 << 10 // bytes of headers, generously
)

// size is an upper bound of what the message weighs on the way.
func (m message) size() int64 {
	size := int64(frame)
	for _, part := range m.job.Parts {
		size += (part.Size+2)/3*4*(lineLength+2)/lineLength + 1<<10
	}
	return size
}

// boundary can't occur in base64, and is as random as the attempt's ID.
func (m message) boundary() string { return "souspli-" + string(m.job.Attempt) }

// header holds nothing but addresses, the time in UTC and our reference. The short one is the subject,
// because some services print it on a cover page.
func (m message) header() string {
	return strings.Join([]string{
		"Date: " + m.at.UTC().Format(time.RFC1123Z),
		"From: " + m.from,
		"To: " + m.to,
		"Subject: " + fax.ShortReference(m.job.Attempt),
		"Message-ID: <" + string(m.job.Attempt) + "@" + domainOf(m.from) + ">",
		"MIME-Version: 1.0",
		"Content-Type: multipart/mixed;\r\n boundary=\"" + m.boundary() + "\"",
		"", "",
	}, "\r\n")
}

// write writes the message in constant memory. An error leaves it open: what was closed would pass for a
// whole one.
func (m message) write(ctx context.Context, w io.Writer) error {
	if _, err := io.WriteString(w, m.header()); err != nil {
		return err
	}
	parts := multipart.NewWriter(w)
	if err := parts.SetBoundary(m.boundary()); err != nil {
		return err
	}
	told := &telling{tell: m.job.Progress, total: m.job.Bytes()}
	for i, part := range m.job.Parts {
		if err := attach(ctx, parts, i+1, part, told); err != nil {
			return err
		}
	}
	return parts.Close()
}

// attach adds a document under a name that keeps its place where a service sorts by name.
func attach(ctx context.Context, parts *multipart.Writer, place int, part fax.Part, told io.Writer) error {
	w, err := parts.CreatePart(textproto.MIMEHeader{
		"Content-Type":              {"application/pdf"},
		"Content-Disposition":       {fmt.Sprintf(`attachment; filename="%02d.pdf"`, place)},
		"Content-Transfer-Encoding": {"base64"},
	})
	if err != nil {
		return err
	}
	source, err := part.Open(ctx)
	if err != nil {
		return unreadable(err)
	}
	defer source.Close()
	coded := base64.NewEncoder(base64.StdEncoding, &lines{w: w})
	document := &remembering{source: source}
	n, err := io.Copy(io.MultiWriter(coded, told), document)
	switch {
	case document.err != nil:
		return unreadable(document.err)
	case err != nil:
		return err
	case n != part.Size:
		return unreadable(errSize)
	}
	return coded.Close()
}

var errSize = errors.New("a document has another size than declared")

// unreadable is the error of a document. What is not ours may name a file, and is left out.
func unreadable(err error) error {
	e := &dispatch.Error{Kind: dispatch.KindIntegrity, Code: "fax_document_changed", Certainty: dispatch.Unsent}
	if ours, ok := errors.AsType[*dispatch.Error](err); ok {
		e.Kind, e.Code, e.Retry, e.Err = ours.Kind, ours.Code, ours.Retry, ours
	}
	return e
}

// remembering tells a document that failed from a line that did.
type remembering struct {
	source io.Reader
	err    error
}

// Read implements io.Reader.
func (r *remembering) Read(p []byte) (int, error) {
	n, err := r.source.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		r.err = err
	}
	return n, err
}

// lines breaks base64 into lines.
type lines struct {
	w      io.Writer
	column int
	broken []byte
}

// Write passes p on in lines of 76 characters.
func (l *lines) Write(p []byte) (int, error) {
	l.broken = l.broken[:0]
	for rest := p; len(rest) > 0; {
		n := min(lineLength-l.column, len(rest))
		l.broken = append(l.broken, rest[:n]...)
		rest, l.column = rest[n:], l.column+n
		if l.column == lineLength {
			l.broken, l.column = append(l.broken, "\r\n"...), 0
		}
	}
	if _, err := l.w.Write(l.broken); err != nil {
		return 0, err
	}
	return len(p), nil
}

// telling passes on how many bytes of all documents have been read.
type telling struct {
	tell        func(dispatch.Progress)
	done, total int64
}

// Write counts p.
func (t *telling) Write(p []byte) (int, error) {
	t.done = min(t.done+int64(len(p)), t.total)
	if t.tell != nil && len(p) > 0 {
		t.tell(dispatch.Progress{Done: t.done, Total: t.total, Unit: dispatch.ProgressBytes})
	}
	return len(p), nil
}
