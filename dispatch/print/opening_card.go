package print

import (
	"io"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/wording"
)

// OpeningCard is what stands on the page that tells a recipient how to open a document. Nothing of the document
// or of a patient is in it, so that it may be handed over or mailed in clear.
type OpeningCard struct {
	Clinic  string
	Phone   string // E.164
	Channel dispatch.ChannelKind
	Form    dispatch.Form
	Printed time.Time
}

// WriteOpeningCard writes the page in both languages, first the one given. It fails with KindInvalid and
// no_passphrase for what does not open with one.
func WriteOpeningCard(w io.Writer, first wording.Language, c OpeningCard) error {
	way, ok := c.way()
	if !ok {
		return &dispatch.Error{Op: "print", Kind: dispatch.KindInvalid, Code: "no_passphrase", Certainty: dispatch.Unsent}
	}
	words := inOrder(first)
	p := newPage(words[0].Text("print_card_title"), c.Printed)
	for i, in := range words {
		if i > 0 {
			p.rule()
			p.title(in.Text("print_card_title"))
		}
		p.large(in.Text("print_card_what", "clinic", c.Clinic))
		p.large(in.Text(way))
		p.large(in.Text("print_card_care"))
		p.large(in.Text("print_card_help", "clinic", c.Clinic, "phone", unbroken(in.PhoneNumber(c.Phone))))
	}
	return p.finish(w)
}

// way is the key of how the document opens.
func (c OpeningCard) way() (string, bool) {
	switch {
	case c.Channel == dispatch.Portal:
		return "print_card_portal", true
	case c.Form.NeedsPassphrase():
		return "print_card_" + string(c.Form), true
	default:
		return "", false
	}
}

// unbroken keeps a number on one line.
func unbroken(number string) string { return strings.ReplaceAll(number, " ", "\u00a0") }

func inOrder(first wording.Language) []*wording.Catalogue {
	words := []*wording.Catalogue{wording.For(wording.French), wording.For(wording.English)}
	if first == wording.English {
		words[0], words[1] = words[1], words[0]
	}
	return words
}
