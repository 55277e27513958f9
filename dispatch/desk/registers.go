package desk

import (
	"context"
	"io"
	"strings"

	"github.com/souspli/souspli/dispatch"
)

// RegisterPrinter writes what people print of the registers, in a language, fr or en. What is missing stands there as a
// gap that can be seen.
type RegisterPrinter interface {
	// Incident writes one entry, and tells on how many pages.
	Incident(w io.Writer, i dispatch.Incident, of dispatch.Body, language string) (pages int, err error)
	// Register writes the whole register.
	Register(w io.Writer, all []dispatch.Incident, of dispatch.Body, format RegisterFormat, language string) error
	// Letter drafts a notice.
	Letter(w io.Writer, i dispatch.Incident, to dispatch.NoticeTo, of dispatch.Body, format RegisterFormat, language string) error
	// Communications writes what was communicated about one person, as that person reads it.
	Communications(w io.Writer, patient string, lines []dispatch.Communication, of dispatch.Body, language string) error
}

// RegisterFormat is what a register or a letter is written as.
type RegisterFormat string

// The formats. A register is PDF or CSV, a letter PDF or text to go on writing.
const (
	FormatPDF  RegisterFormat = "pdf"
	FormatCSV  RegisterFormat = "csv"
	FormatText RegisterFormat = "txt"
)

const registersSetting = "registers"

// RegisterProfile is what the registers tell of the clinic beside its profile; zero until it is saved.
func (d *Desk) RegisterProfile(ctx context.Context) (p dispatch.RegisterProfile, err error) {
	_, err = d.config.Store.Setting(ctx, registersSetting, &p)
	return p, err
}

// SaveRegisterProfile checks and stores it. A service centre must be somebody in the address book.
func (d *Desk) SaveRegisterProfile(ctx context.Context, p dispatch.RegisterProfile) error {
	p = tidyProfile(p)
	if err := d.checkProfile(ctx, p); err != nil {
		return err
	}
	e := d.event(dispatch.EventRegisterProfileSaved, map[string]string{"service_centre": string(p.ServiceCentre), "neq": p.NEQ})
	var kept dispatch.RegisterProfile
	return d.config.Store.ChangeSetting(ctx, registersSetting, &kept, func() (dispatch.Event, error) {
		kept = p
		return e, nil
	})
}

// neqDigits is how many digits a Québec enterprise number has.
const neqDigits = 10

func tidyProfile(p dispatch.RegisterProfile) dispatch.RegisterProfile {
	p.NEQ = strings.ReplaceAll(strings.TrimSpace(p.NEQ), " ", "")
	for _, text := range []*string{&p.Responsible, &p.Title, &p.Phone, &p.Email} {
		*text = strings.TrimSpace(*text)
	}
	return p
}

func (d *Desk) checkProfile(ctx context.Context, p dispatch.RegisterProfile) error {
	if p.NEQ != "" && (len(p.NEQ) != neqDigits || strings.Trim(p.NEQ, "0123456789") != "") {
		return invalid("neq_invalid", "neq")
	}
	if p.ServiceCentre != "" {
		if _, err := d.config.Store.Recipient(ctx, p.ServiceCentre); err != nil {
			return err
		}
	}
	return printable(map[string]string{"responsible": p.Responsible, "title": p.Title, "phone": p.Phone, "email": p.Email})
}

// keeper is who keeps the registers.
func (d *Desk) keeper(ctx context.Context) (body dispatch.Body, err error) {
	if body.Sender, _, err = d.Sender(ctx); err != nil {
		return body, err
	}
	body.Profile, err = d.RegisterProfile(ctx)
	return body, err
}
