package ui

import (
	"strings"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/inspect"
)

// consent is what the person says of the recipient's right to the document.
type consent uint8

const (
	consentUnsaid consent = iota
	consentGiven
	consentRefused
)

// file is a document of the draft, before and after it was read.
type file struct {
	path   string
	report inspect.Report
	read   bool
	err    error
}

// draft is the dispatch in the making, as the first screen holds it.
type draft struct {
	files           []*file
	kind            dispatch.DocumentKind
	nothingPersonal bool
	recipient       dispatch.Recipient
	channel         dispatch.ChannelKind
	consent         consent
	authorisation   string
	signature       dispatch.Signature
	reason          string
	purpose         string
	message         string
}

func newDraft() *draft { return &draft{} }

// empty reports whether nothing was begun.
func (d *draft) empty() bool { return len(d.files) == 0 && d.recipient.ID == "" }

// take puts a recipient as the address book has it now. The rules of another class offer other channels.
func (d *draft) take(r dispatch.Recipient) {
	if r.Class != d.recipient.Class {
		d.channel = ""
	}
	d.recipient = r
}

// leave takes the recipient out, and with it what was said of this recipient only.
func (d *draft) leave() {
	d.recipient, d.channel, d.consent, d.authorisation = dispatch.Recipient{}, "", consentUnsaid, ""
}

// reports are the documents that could be read.
func (d *draft) reports() []inspect.Report {
	var reports []inspect.Report
	for _, f := range d.files {
		if f.read && f.err == nil {
			reports = append(reports, f.report)
		}
	}
	return reports
}

// settled reports whether every document was read without fault.
func (d *draft) settled() bool { return len(d.files) > 0 && len(d.reports()) == len(d.files) }

func (d *draft) remove(f *file) {
	kept := d.files[:0:0]
	for _, other := range d.files {
		if other != f {
			kept = append(kept, other)
		}
	}
	d.files = kept
}

// pages and size of all that can be read.
func (d *draft) weight() (pages int, size int64) {
	for _, r := range d.reports() {
		pages += r.Pages
		size += r.Size
	}
	return pages, size
}

// desk is the draft as the desk takes it: a copy that later typing does not change.
func (d *draft) desk() desk.Draft {
	out := desk.Draft{
		Recipient:       d.recipient,
		Documents:       d.reports(),
		Kind:            d.kind,
		NothingPersonal: d.nothingPersonal,
		Channel:         d.channel,
		Reason:          strings.TrimSpace(d.reason),
		Purpose:         strings.TrimSpace(d.purpose),
		Message:         strings.TrimSpace(d.message),
		Refused:         d.consent == consentRefused,
		Signature:       d.signature,
	}
	if d.consent == consentGiven {
		out.Authorisation = strings.TrimSpace(d.authorisation)
	}
	return out
}
