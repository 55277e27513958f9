package desk

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/inspect"
)

// What was made of an incident, as its event tells it under "what".
const (
	madePage   = "page"
	madeLetter = "letter"
)

// PrintIncident writes an entry of the register as a page, and logs it.
func (d *Desk) PrintIncident(ctx context.Context, w io.Writer, id dispatch.ID, language string) error {
	i, body, err := d.entry(ctx, id)
	if err != nil {
		return err
	}
	if _, err := d.config.Registers.Incident(w, i, body, language); err != nil {
		return err
	}
	return d.madeOfIncident(ctx, id, map[string]string{"what": madePage, "language": language})
}

// IncidentLetter drafts a notice as PDF or as text, and logs it. What is missing is a gap that can be seen; nothing is
// sent, and nobody counts as told.
func (d *Desk) IncidentLetter(
	ctx context.Context, w io.Writer, id dispatch.ID, to dispatch.NoticeTo, format RegisterFormat, language string,
) error {
	if to != dispatch.NoticeCAI && to != dispatch.NoticeMinister && to != dispatch.NoticePersons {
		return invalid("unknown_value", "to")
	}
	i, body, err := d.entry(ctx, id)
	if err != nil {
		return err
	}
	if err := d.config.Registers.Letter(w, i, to, body, format, language); err != nil {
		return err
	}
	return d.madeOfIncident(ctx, id, map[string]string{"what": madeLetter, "to": string(to), "language": language})
}

// ExportIncidents writes the whole register, as the CAI may ask for it, and logs it.
func (d *Desk) ExportIncidents(ctx context.Context, w io.Writer, format RegisterFormat, language string) error {
	all, err := d.config.Store.Incidents(ctx)
	if err != nil {
		return err
	}
	body, err := d.keeper(ctx)
	if err != nil {
		return err
	}
	slices.Reverse(all) // in the order of the register
	if err := d.config.Registers.Register(w, all, body, format, language); err != nil {
		return err
	}
	return d.config.Store.Append(ctx, d.event(dispatch.EventRegisterExported, map[string]string{
		"n": strconv.Itoa(len(all)), "format": string(format), "language": language,
	}))
}

func (d *Desk) entry(ctx context.Context, id dispatch.ID) (i dispatch.Incident, body dispatch.Body, err error) {
	if i, err = d.config.Store.Incident(ctx, id); err != nil {
		return i, body, err
	}
	body, err = d.keeper(ctx)
	return i, body, err
}

func (d *Desk) madeOfIncident(ctx context.Context, id dispatch.ID, details map[string]string) error {
	details["incident"] = string(id)
	return d.config.Store.AppendOfIncident(ctx, id, d.event(dispatch.EventIncidentPrinted, details))
}

// IncidentDraft is a draft whose document is the page of an incident, for a recipient or, when that is nobody, for the
// service centre of the registers' profile (directive S2-A3: violations are declared to it). Its page lives in memory
// only. It fails with KindHeld and no_service_centre when nobody is chosen.
func (d *Desk) IncidentDraft(ctx context.Context, id dispatch.ID, to dispatch.Recipient, language string) (Draft, error) {
	i, body, err := d.entry(ctx, id)
	if err != nil {
		return Draft{}, err
	}
	if to.ID == "" {
		if to, err = d.serviceCentre(ctx, body.Profile); err != nil {
			return Draft{}, err
		}
	}
	report, err := d.incidentReport(i, body, language)
	return Draft{
		Recipient: to, Documents: []inspect.Report{report}, Kind: dispatch.IncidentReport, Channel: dispatch.EmailEncrypted,
	}, err
}

func (d *Desk) serviceCentre(ctx context.Context, p dispatch.RegisterProfile) (dispatch.Recipient, error) {
	if p.ServiceCentre == "" {
		return dispatch.Recipient{}, &dispatch.Error{
			Op: "desk.incident", Kind: dispatch.KindHeld, Code: "no_service_centre", Certainty: dispatch.Unsent,
		}
	}
	return d.config.Store.Recipient(ctx, p.ServiceCentre)
}

// incidentReport is the page as a document that was read: made here, it holds what this program wrote.
func (d *Desk) incidentReport(i dispatch.Incident, body dispatch.Body, language string) (inspect.Report, error) {
	var page bytes.Buffer
	pages, err := d.config.Registers.Incident(&page, i, body, language)
	if err != nil {
		return inspect.Report{}, err
	}
	sum := sha256.Sum256(page.Bytes())
	made := &inspect.Rendition{Size: int64(page.Len()), SHA256: hex.EncodeToString(sum[:]), PDF: page.Bytes()}
	return inspect.Report{
		Name: fmt.Sprintf("incident-%d.pdf", i.Number), MediaType: pdf, Pages: pages, Size: made.Size, SHA256: made.SHA256,
		TextLayer: true, Languages: []string{language}, Kind: dispatch.IncidentReport, Protected: true, Rendition: made,
	}, nil
}

// SendIncident sends the draft that IncidentDraft made, by the rules as Send does, and notes in the register that the
// incident was declared. The dispatch is stored first: when noting fails, it has left all the same, and is returned.
func (d *Desk) SendIncident(ctx context.Context, id dispatch.ID, draft Draft) (dispatch.Dispatch, error) {
	if _, err := d.config.Store.Incident(ctx, id); err != nil {
		return dispatch.Dispatch{}, err
	}
	sent, err := d.Send(ctx, draft)
	if err != nil {
		return sent, err
	}
	e := d.dispatchEvent(dispatch.EventIncidentDeclared, sent.ID, map[string]string{})
	_, err = d.alter(context.WithoutCancel(ctx), id, e, func(i *dispatch.Incident) error {
		i.Declared = append(slices.Clone(i.Declared), sent.ID)
		return nil
	})
	return sent, err
}
