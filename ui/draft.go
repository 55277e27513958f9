package ui

import (
	"cmp"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/inspect"
	"github.com/souspli/souspli/dispatch/inspect/identify"
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
	tried  bool // a password was given
	err    error
	slot   slot            // of its reading
	whole  *inspect.Report // the document as it was read, when report is of some of its pages; nil: report
	leaves []inspect.Leaf  // the pages of whole that report is of
}

// ready reports whether the document was read without fault.
func (f *file) ready() bool { return f.read && f.err == nil }

// locked reports whether a password would open the document.
func (f *file) locked() bool {
	code := dispatch.CodeOf(f.err)
	return f.read && (code == "pdf_encrypted" || code == "pdf_password_wrong")
}

// name is the file's own name, as it may be shown.
func (f *file) name() string {
	if f.kept() {
		return f.report.Name
	}
	return identify.Masked(filepath.Base(f.path))
}

// kept reports whether the document comes out of the home, and never was a file of this draft.
func (f *file) kept() bool { return f.path == "" }

// draft is the dispatch in the making, as the first screen holds it.
type draft struct {
	files           []*file
	chosen          *file // whose pages are in sight; nil: the first
	page            int   // in sight, from 1
	asFax           bool
	asItIs          bool                  // looked at as it would leave without being prepared
	kind            dispatch.DocumentKind // said by the person; empty: as the documents were read
	nothingPersonal bool
	patient         string   // whom the documents should be about; kept nowhere else
	confirmed       []string // codes of concerns
	recipient       dispatch.Recipient
	others          []dispatch.Recipient // who receives the same documents besides
	channel         dispatch.ChannelKind
	route           string        // address taken for the first recipient, where a channel has several; empty: the first of each
	drawPassphrase  bool          // even where a secret is agreed with the recipient
	form            dispatch.Form // chosen for the first recipient; empty: what the recipient can open
	consent         consent
	authorisation   string
	signature       dispatch.Signature
	access          int       // days that a portal shall give access; 0: as the settings say
	expires         time.Time // of that choice
	reason          string
	purpose         string
	message         string
	sentBefore      time.Time // when kept documents of the draft left for its recipient; zero: not known
}

func newDraft() *draft { return &draft{page: 1} }

// look puts the pages of a document in sight.
func (d *draft) look(f *file) { d.chosen, d.page = f, 1 }

// asksKind reports whether a document was read whose kind nobody knows.
func (d *draft) asksKind() bool {
	return d.kind == "" && slices.ContainsFunc(d.reports(), func(r inspect.Report) bool { return r.Kind == "" })
}

// kindOf is the kind of a document as far as it is known.
func (d *draft) kindOf(r inspect.Report) dispatch.DocumentKind { return cmp.Or(d.kind, r.Kind) }

// confirm keeps or takes back what the person says of a concern.
func (d *draft) confirm(code string, on bool) {
	d.confirmed = slices.DeleteFunc(d.confirmed, func(c string) bool { return c == code })
	if on {
		d.confirmed = append(d.confirmed, code)
	}
}

// doubt takes back every confirmation: what was looked at is no longer what would leave.
func (d *draft) doubt() { d.confirmed = nil }

// empty reports whether nothing was begun.
func (d *draft) empty() bool { return len(d.files) == 0 && d.recipient.ID == "" }

// take puts a recipient as the address book has it now. The rules of another class offer other channels.
func (d *draft) take(r dispatch.Recipient) {
	if r.Class != d.recipient.Class {
		d.channel, d.form, d.drawPassphrase = "", "", false
	}
	if r.Class != d.recipient.Class || r.Name != d.recipient.Name || r.Organisation != d.recipient.Organisation {
		d.doubt()
	}
	if !slices.ContainsFunc(r.Routes, func(route dispatch.Route) bool { return route.Address == d.route }) {
		d.route = ""
	}
	if r.ID != d.recipient.ID {
		d.sentBefore = time.Time{}
	}
	d.recipient = r
}

// giveAccess chooses how long a portal gives access; 0 days leave it to the settings.
func (d *draft) giveAccess(days int, now time.Time) {
	d.access, d.expires = days, time.Time{}
	if days > 0 {
		d.expires = now.AddDate(0, 0, days)
	}
}

// leave takes the recipient out, and with it what was said of this recipient only.
func (d *draft) leave() {
	d.recipient, d.channel, d.form, d.consent, d.authorisation = dispatch.Recipient{}, "", "", consentUnsaid, ""
	d.drawPassphrase = false
	d.route = ""
	d.others, d.sentBefore = nil, time.Time{}
	d.doubt()
}

// wasSent reports whether the recipient has a document of the draft already.
func (d *draft) wasSent() bool {
	return !d.sentBefore.IsZero() && slices.ContainsFunc(d.files, (*file).kept)
}

// reports are the documents that could be read.
func (d *draft) reports() []inspect.Report {
	var reports []inspect.Report
	for _, f := range d.files {
		if f.ready() {
			reports = append(reports, f.report)
		}
	}
	return reports
}

// settled reports whether every document was read without fault.
func (d *draft) settled() bool { return len(d.files) > 0 && len(d.reports()) == len(d.files) }

func (d *draft) remove(f *file) {
	f.slot.drop()
	d.files = slices.DeleteFunc(slices.Clone(d.files), func(other *file) bool { return other == f })
	if d.chosen == f || d.chosen == nil {
		d.look(nil)
	}
	d.doubt()
}

// weight is the pages and the size of what would leave.
func (d *draft) weight() (pages int, size int64) {
	for _, r := range d.reports() {
		pages += r.Pages
		size += r.SentSize()
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
		Confirmed:       slices.Clone(d.confirmed),
		Channel:         d.channel,
		Form:            d.form,
		DrawPassphrase:  d.drawPassphrase,
		Route:           d.route,
		Reason:          strings.TrimSpace(d.reason),
		Purpose:         strings.TrimSpace(d.purpose),
		Message:         strings.TrimSpace(d.message),
		Refused:         d.consent == consentRefused,
		Signature:       d.signature,
	}
	if !private(d.recipient.Class) {
		out.Patient = strings.TrimSpace(d.patient)
	}
	if len(d.others) == 0 { // another recipient may have no portal
		out.Expires = d.expires
	}
	if d.consent == consentGiven {
		out.Authorisation = strings.TrimSpace(d.authorisation)
	}
	return out
}

// private reports whether a recipient of this class receives for itself or for somebody close.
func private(c dispatch.Class) bool { return c == dispatch.Patient || c == dispatch.Caregiver }
