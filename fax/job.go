package fax

import (
	"bytes"
	"context"
	"io"

	"github.com/souspli/souspli/dispatch"
)

const (
	pdfType    = "application/pdf"
	coverPages = 1
)

// job checks a parcel and makes it ready: number, cover page, message and documents. Its errors are
// Unsent.
func (c *Channel) job(p dispatch.Parcel) (Job, error) {
	number, err := ParseNumber(p.Route.Address)
	if err != nil {
		return Job{}, err
	}
	if err := checkParcel(p); err != nil {
		return Job{}, err
	}
	job := Job{Attempt: p.Attempt, Number: number, Pages: coverPages}
	if err := c.addMessage(&job, p); err != nil {
		return Job{}, err
	}
	for _, document := range p.Documents {
		job.Parts = append(job.Parts, partOf(document))
		job.Pages += document.Pages
	}
	if err := c.addCover(&job, p); err != nil {
		return Job{}, err
	}
	return job, checkLimits(job, c.provider.Limits())
}

func checkParcel(p dispatch.Parcel) error {
	switch {
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

func checkLimits(job Job, limits Limits) error {
	switch {
	case job.Pages > limits.Pages:
		return refusal(dispatch.KindRefused, "fax_too_many_pages", "")
	case job.Bytes() > limits.Bytes:
		return refusal(dispatch.KindRefused, "fax_too_large", "")
	}
	return nil
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
func (c *Channel) addCover(job *Job, p dispatch.Parcel) error {
	cover := Cover{
		Sender: p.Sender, Recipient: NewAddressee(p.Recipient), Number: job.Number,
		Reference: ShortReference(p.Attempt), At: p.At, Pages: job.Pages,
		First: c.texts(p.Language), Second: c.texts(otherLanguage(p.Language)),
	}
	for _, document := range p.Documents {
		cover.Documents = append(cover.Documents, CoverLine{Kind: document.Kind, Pages: document.Pages})
	}
	var pdf bytes.Buffer
	if err := WriteCover(&pdf, cover); err != nil {
		return coverError(err)
	}
	job.Parts = append([]Part{partInMemory(pdf.Bytes())}, job.Parts...)
	return nil
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
