package fax

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"strconv"

	"github.com/souspli/souspli/dispatch"
)

const (
	pdfType    = "application/pdf"
	coverPages = 1
)

// readyJob is a job and what its receipt keeps: SHA-256 of its cover page and of its prepared documents.
type readyJob struct {
	Job
	cover, prepared string
}

// job checks a parcel and makes it ready: number, cover page, message and documents as they were queued.
// Its errors are Unsent.
func (c *Channel) job(p dispatch.Parcel) (readyJob, error) {
	number, err := ParseNumber(p.Route.Address)
	if err != nil {
		return readyJob{}, err
	}
	if err := c.checkParcel(p); err != nil {
		return readyJob{}, err
	}
	job := readyJob{Job: Job{Attempt: p.Attempt, Number: number, Pages: coverPages}}
	if err := c.addMessage(&job.Job, p); err != nil {
		return readyJob{}, err
	}
	room := c.provider.Limits().Pages - job.Pages
	for _, document := range p.Documents {
		job.Parts = append(job.Parts, partOf(document))
		job.Pages += document.Pages
	}
	if job.Pages > c.provider.Limits().Pages {
		return readyJob{}, tooManyPages(room)
	}
	if err := c.addCover(&job, p); err != nil {
		return readyJob{}, err
	}
	if limits := c.provider.Limits(); !p.Prepare && job.Bytes() > limits.Bytes {
		return readyJob{}, tooLarge(limits)
	}
	return job, nil
}

func (c *Channel) checkParcel(p dispatch.Parcel) error {
	switch {
	case p.Prepare && c.draw == nil:
		return refusal(dispatch.KindInternal, "fax_preparation", "documents")
	case !p.Attempt.Valid():
		return refusal(dispatch.KindInvalid, "fax_reference", "attempt")
	case p.Sender.Organisation == "" || p.Sender.Phone == "":
		return refusal(dispatch.KindInvalid, "fax_sender_missing", "sender")
	case len(p.Documents) == 0:
		return refusal(dispatch.KindInvalid, "fax_no_document", "documents")
	case !printable(p.Subject + p.Message):
		return refusal(dispatch.KindInvalid, "fax_message_letters", "message")
	}
	for _, document := range p.Documents {
		if document.MediaType != pdfType {
			return refusal(dispatch.KindInvalid, "fax_not_pdf", "documents")
		}
		if document.Pages <= 0 || document.Size <= 0 {
			return refusal(dispatch.KindInvalid, "fax_empty_document", "documents")
		}
	}
	return nil
}

// tooManyPages says how many pages of documents there is room for, beside the cover page and the message.
func tooManyPages(room int) error {
	return overLimit("fax_pages_over", strconv.Itoa(max(room, 0)))
}

// tooLarge says how many megabytes there is room for.
func tooLarge(limits Limits) error {
	return overLimit("fax_size_over", strconv.FormatInt(limits.Bytes>>20, 10))
}

func overLimit(code, most string) error {
	return &dispatch.Error{
		Op: "fax.check", Kind: dispatch.KindRefused, Code: code, Certainty: dispatch.Unsent, Detail: most,
	}
}

// addMessage adds the page for what was written with the documents, if anything.
func (c *Channel) addMessage(job *Job, p dispatch.Parcel) error {
	if p.Subject == "" && p.Message == "" {
		return nil
	}
	var pdf bytes.Buffer
	pages, err := WriteMessage(&pdf, Message{
		Reference: ShortReference(p.Attempt), At: p.At, Heading: c.texts(p.Language).Message,
		Subject: p.Subject, Text: p.Message,
	})
	if err != nil {
		return coverError(err)
	}
	job.Parts = append(job.Parts, partInMemory(pdf.Bytes()))
	job.Pages += pages
	return nil
}

// addCover puts the cover page in front. It comes last because it counts the pages.
func (c *Channel) addCover(job *readyJob, p dispatch.Parcel) error {
	pdf, err := c.cover(job.Job, p)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(pdf)
	job.cover = hex.EncodeToString(sum[:])
	job.Parts = append([]Part{partInMemory(pdf)}, job.Parts...)
	return nil
}

// cover is the cover page of a job whose pages are counted.
func (c *Channel) cover(job Job, p dispatch.Parcel) ([]byte, error) {
	cover := Cover{
		Sender: p.Sender, Recipient: NewAddressee(p.Recipient), Number: job.Number,
		Reference: ShortReference(p.Attempt), At: p.At, Pages: job.Pages,
	}
	cover.First, cover.Second = c.coverTexts(p)
	for _, document := range p.Documents {
		cover.Documents = append(cover.Documents, CoverLine{Kind: document.Kind, Pages: document.Pages})
	}
	var pdf bytes.Buffer
	if err := WriteCover(&pdf, cover); err != nil {
		return nil, coverError(err)
	}
	return pdf.Bytes(), nil
}

// WriteCoverOf writes the cover page that a parcel would leave with, of which only the reference is not known yet.
func WriteCoverOf(w io.Writer, p dispatch.Parcel, texts func(language string) CoverTexts) error {
	number, err := ParseNumber(p.Route.Address)
	if err != nil {
		return err
	}
	c, job := New(nil, texts), Job{Number: number, Pages: coverPages}
	if err := c.addMessage(&job, p); err != nil {
		return err
	}
	for _, document := range p.Documents {
		job.Pages += document.Pages
	}
	pdf, err := c.cover(job, p)
	if err == nil {
		_, err = w.Write(pdf)
	}
	return err
}

// coverTexts are those of both languages, the dispatch's first, unless the clinic wants one alone.
func (c *Channel) coverTexts(p dispatch.Parcel) (first, second CoverTexts) {
	if only := p.Sender.CoverLanguage; only == "fr" || only == "en" {
		return c.texts(only), CoverTexts{}
	}
	return c.texts(p.Language), c.texts(otherLanguage(p.Language))
}

func otherLanguage(language string) string {
	if language == "en" {
		return "fr"
	}
	return "en"
}

func partInMemory(pdf []byte) Part {
	return Part{
		Size: int64(len(pdf)),
		Open: func(context.Context) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(pdf)), nil },
	}
}

func refusal(kind dispatch.Kind, code, field string) error {
	return &dispatch.Error{Op: "fax.check", Kind: kind, Code: code, Field: field, Certainty: dispatch.Unsent}
}

func coverError(err error) error {
	return &dispatch.Error{
		Op: "fax.cover", Kind: dispatch.KindInternal, Code: "fax_cover", Certainty: dispatch.Unsent, Err: err,
	}
}
