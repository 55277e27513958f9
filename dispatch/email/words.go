package email

import (
	"strings"

	"github.com/souspli/souspli/dispatch"
)

// Words writes the sentence of a key in a language (fr or en), with alternating names and values for its
// {named} arguments, as the catalogues of package wording do. Its keys here are mail_subject_sealed,
// mail_subject_locked, mail_closing, mail_enclosed_page, mail_gateway_handed, mail_gateway_test, and
// mail_cover_sealed, _locked, _sealed_files, _passphrase and _gateway.
type Words func(language, key string, args ...any) string

// cover writes what surrounds the documents of one parcel.
type cover struct {
	words  Words
	parcel dispatch.Parcel
	clinic string
}

func (c cover) say(language, key string) string {
	return c.words(language, key, "organisation", c.clinic)
}

// language is the parcel's, French unless it says otherwise.
func (c cover) language() string {
	if c.parcel.Language == "en" {
		return "en"
	}
	return "fr"
}

func (c cover) otherLanguage() string {
	if c.language() == "en" {
		return "fr"
	}
	return "en"
}

// sealedSubject is the subject that only the recipient reads.
func (c cover) sealedSubject() string {
	if c.parcel.Subject != "" {
		return c.parcel.Subject
	}
	return c.say(c.language(), "mail_subject_sealed")
}

// sealedText is the message that only the recipient reads.
func (c cover) sealedText() string {
	parts := []string{c.parcel.Message}
	if c.parcel.Message == "" {
		parts[0] = c.say(c.language(), "mail_cover_sealed")
	}
	parts = append(parts, c.signature(), c.say(c.language(), "mail_closing"))
	return paragraphs(parts...)
}

// lockedSubject is neutral: it travels in the clear.
func (c cover) lockedSubject() string { return c.say(c.language(), "mail_subject_locked") }

// lockedText tells in both languages that the passphrase comes by telephone. It names the clinic and
// nobody else.
func (c cover) lockedText() string {
	return c.bothLanguages("mail_cover_locked")
}

func (c cover) signature() string {
	s := c.parcel.Sender
	return strings.Join(nonEmpty(s.Name, c.clinic, s.Address), "\n")
}

func paragraphs(parts ...string) string { return strings.Join(nonEmpty(parts...), "\n\n") + "\n" }

func nonEmpty(parts ...string) []string {
	var kept []string
	for _, part := range parts {
		if part != "" {
			kept = append(kept, part)
		}
	}
	return kept
}
