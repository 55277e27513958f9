package inspect

import (
	"fmt"
	"log/slog"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/inspect/classify"
	"github.com/souspli/souspli/dispatch/inspect/identify"
	"github.com/souspli/souspli/fax/facsimile"
)

// Report is what was seen in a file. Its JSON names nobody: identifiers are masked, and only the file's own
// name is as given.
type Report struct {
	Path      string `json:"-"`
	Name      string `json:"file"`       // with identifiers masked
	MediaType string `json:"media_type"` // of the file as given
	Pages     int    `json:"pages"`
	Size      int64  `json:"size"`   // bytes of the file as given
	SHA256    string `json:"sha256"` // of the file as given, lower-case hexadecimal

	TextLayer  bool     `json:"text_layer"` // every page has text of its own
	Recognised bool     `json:"recognised"` // the text was read from a picture: letters may be wrong
	Languages  []string `json:"languages"`

	Kind         dispatch.DocumentKind `json:"kind"` // empty: not decided
	KindScore    int                   `json:"kind_score"`
	KindWords    []string              `json:"kind_words"`
	Alternatives []classify.Candidate  `json:"kind_alternatives"` // what else it may be, best first
	Protected    bool                  `json:"protected"`
	Reasons      []Reason              `json:"reasons"` // why it is protected
	Topics       []classify.Topic      `json:"topics"`  // extra-sensitive ones
	Identifiers  []identify.Identifier `json:"identifiers"`
	Persons      int                   `json:"persons"`
	Warnings     []Warning             `json:"warnings"`
	Legibility   *facsimile.Legibility `json:"legibility,omitempty"` // when it was asked for

	// Rendition is the PDF that is sent in place of the file: the pages of a picture or of another format, or
	// an encrypted PDF once it is open. Nil: the file itself is sent. It lives in memory only.
	Rendition *Rendition `json:"rendition,omitempty"`
	// People are those whom the document is about; never printed, never stored.
	People []identify.Person `json:"-"`
	// List says that the document is a table of persons.
	List bool `json:"-"`

	// Arranged tells that the rendition was made of pages that a person chose.
	Arranged bool `json:"arranged,omitempty"`

	modified time.Time // of the file when it was read
}

// SentSHA256 is the hash of what is sent: of the rendition, or of the file itself.
func (r Report) SentSHA256() string {
	if r.Rendition != nil {
		return r.Rendition.SHA256
	}
	return r.SHA256
}

// SentSize is how many bytes are sent: those of the rendition, or of the file itself.
func (r Report) SentSize() int64 {
	if r.Rendition != nil {
		return r.Rendition.Size
	}
	return r.Size
}

// String says nothing that could name somebody.
func (r Report) String() string {
	return fmt.Sprintf("a document of %d pages, %d bytes", r.Pages, r.Size)
}

// GoString is String.
func (r Report) GoString() string { return r.String() }

// LogValue is String.
func (r Report) LogValue() slog.Value { return slog.StringValue(r.String()) }

// Rendition is a PDF made from a file.
type Rendition struct {
	Size   int64  `json:"size"`   // bytes
	SHA256 string `json:"sha256"` // lower-case hexadecimal
	PDF    []byte `json:"-"`
}

// String says nothing of the content.
func (r *Rendition) String() string { return fmt.Sprintf("a PDF of %d bytes", r.Size) }

// GoString is String.
func (r *Rendition) GoString() string { return r.String() }

// Reason is why a document is protected. Its sentence is in package wording under "protected_" and its name.
type Reason string

// The reasons.
const (
	HasIdentifier  Reason = "identifier"   // an identifier of a person
	HasName        Reason = "name"         // a person's name beside a health term
	KindIsHealth   Reason = "kind"         // by its kind
	KindUnknown    Reason = "unknown_kind" // unknown counts as protected
	NoText         Reason = "no_text"      // a picture whose text could not be read
	PartlyRead     Reason = "partly_read"  // more pages than could be read
	SensitiveTopic Reason = "topic"        // an extra-sensitive topic
	OrganisationIs Reason = "organisation" // the organisation may class it confidential
	OnlyRecognised Reason = "recognised"   // text read from a picture: what it missed is not known
)

// Warning is something to know before sending. Its sentence is in package wording under "inspect_" and its
// name.
type Warning string

// The warnings.
const (
	SeveralPersons    Warning = "several_persons"    // numbers of more than one person
	PersonList        Warning = "person_list"        // a table of persons
	OtherNameOnFile   Warning = "other_name_on_file" // the file's name names somebody else
	BadHealthNumber   Warning = "bad_health_number"  // looks like a health insurance number with a typing error
	ExtraSensitive    Warning = "extra_sensitive"
	EmbeddedFiles     Warning = "embedded_files"  // files inside the PDF that were not read
	ActiveContent     Warning = "active_content"  // JavaScript or launch actions
	FilledForm        Warning = "form"            // a form whose fields another program may show otherwise
	SignedPDF         Warning = "signed_pdf"      // a digital signature, which no fax or conversion carries
	WrongExtension    Warning = "wrong_extension" // the content is not what the name says
	PagesUnread       Warning = "pages_unread"
	RecognitionAbsent Warning = "recognition_absent" // a picture, and no Tesseract to read it
)
