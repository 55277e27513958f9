package sendsecure

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal"
	"github.com/souspli/souspli/dispatch/webservice"
)

// draft is a SafeBox that nobody was sent yet.
type draft struct {
	*session
	parcel      dispatch.Parcel
	progress    func(dispatch.Progress)
	guid, key   string
	profile     profile
	documents   []string // the service's own names of what was uploaded
	total, done int64
}

// fill opens a SafeBox, keeps its name before anything else, and uploads the documents.
func (d *draft) fill(ctx context.Context) (err error) {
	if d.profile, err = d.session.profile(ctx); err != nil {
		return err
	}
	var made struct {
		GUID string `json:"guid"`
		Key  string `json:"public_encryption_key"`
	}
	_, err = d.do(ctx, request{path: "safeboxes/new.json", query: url.Values{"user_email": {d.config.User}}}, &made)
	if err == nil && !isID(made.GUID) {
		err = malformed()
	}
	if err != nil {
		return err
	}
	d.guid, d.key = made.GUID, made.Key
	if err := d.keep(ctx); err != nil {
		return err
	}
	for n, document := range d.parcel.Documents {
		if err := d.upload(ctx, portal.FileName(n+1, document.MediaType), document); err != nil {
			return err
		}
	}
	d.tell(d.total) // a message alone has no bytes to wait for
	return nil
}

func (d *draft) keep(ctx context.Context) error {
	if d.parcel.Upload == nil {
		return nil
	}
	state, err := json.Marshal(keptState{d.guid})
	if err != nil {
		return err
	}
	return d.parcel.Upload.Save(ctx, state)
}

func (d *draft) tell(done int64) {
	if d.progress != nil && done > d.done {
		d.done = done
		d.progress(dispatch.Progress{Done: done, Total: d.total, Unit: dispatch.ProgressBytes})
	}
}

// upload sends one document, which belongs to nobody yet.
func (d *draft) upload(ctx context.Context, name string, content dispatch.Content) error {
	asked := map[string]any{"temporary_document": map[string]any{"document_file_size": content.Size}, "multipart": false}
	if d.key != "" {
		asked["public_encryption_key"] = d.key
	}
	var place struct {
		ID  string `json:"temporary_document_guid"`
		URL string `json:"upload_url"`
	}
	_, err := d.do(ctx, request{method: http.MethodPost, path: "safeboxes/" + d.guid + "/uploads.json", body: asked}, &place)
	if err == nil && !isID(place.ID) {
		err = malformed()
	}
	if err != nil {
		return err
	}
	d.documents = append(d.documents, place.ID)
	return d.put(ctx, place.URL, d.form(name, content))
}

// put sends a form to a place of the service, without the token: its address is enough.
func (d *draft) put(ctx context.Context, address string, form webservice.Body) error {
	at, err := url.Parse(address)
	if err != nil {
		return malformed()
	}
	query := at.Query()
	at.RawQuery = ""
	place, err := webservice.New(webservice.Config{Base: at.String(), Roots: d.config.Roots, Patience: d.config.Patience, Family: "portal", Reach: webservice.ToldBy(d.config.URL, address)})
	if err != nil {
		return malformed()
	}
	answer, err := place.Do(ctx, webservice.Request{Query: query, Body: form})
	if err == nil && !answer.OK() {
		err = portal.AnswerError("sendsecure.upload", answer, "")
	}
	return err
}

// form is a document as a browser would send it (RFC 7578), under a name that means nothing.
func (d *draft) form(name string, content dispatch.Content) webservice.Body {
	boundary := "souspli-" + string(d.parcel.Attempt)
	head := fmt.Sprintf("--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=%q\r\nContent-Type: application/octet-stream\r\n\r\n", boundary, name)
	form := webservice.Compose(
		"multipart/form-data; boundary="+boundary,
		webservice.Literal(head),
		webservice.Stream(content.Size, func(ctx context.Context) (io.ReadCloser, error) { return verified(ctx, content) }),
		webservice.Literal("\r\n--"+boundary+"--\r\n"),
	)
	before := d.done
	form.Progress = func(sent int64) {
		d.tell(before + min(max(sent-int64(len(head)), 0), content.Size))
	}
	return form
}

// verified reads a document, and never ends unless it is the one that was queued.
func verified(ctx context.Context, content dispatch.Content) (io.ReadCloser, error) {
	source, err := content.Open(ctx)
	if err != nil {
		return nil, err
	}
	return struct {
		io.Reader
		io.Closer
	}{portal.NewVerifier(source, content.Size, content.SHA256), source}, nil
}

// order is the SafeBox as it is asked for: who gets it, and what it demands of them.
func (d *draft) order() map[string]any {
	p := d.parcel
	asked := map[string]any{
		"guid": d.guid, "user_email": d.config.User, "document_ids": d.documents, "security_profile_id": d.profile.ID,
		"recipients": []any{map[string]any{"email": p.Route.Address, "contact_methods": []any{
			map[string]string{"destination": p.Recipient.Phone, "destination_type": "cell_phone"},
		}}},
		"subject": d.config.Words(p.Language, "sendsecure_subject", "reference", string(p.Attempt)),
		"message": d.message(), "notification_language": p.Language, "email_notification_enabled": true,
	}
	if d.key != "" {
		asked["public_encryption_key"] = d.key
	}
	if d.profile.Mail.Value && d.profile.Mail.Modifiable {
		asked["allow_email"] = false
	}
	if d.profile.DoubleEncryption.Value {
		asked["double_encryption"] = false
	}
	if !p.Expires.IsZero() && d.profile.Expiration.Modifiable {
		end := p.Expires.UTC()
		asked["expiration_date"], asked["expiration_time"] = end.Format("2006-01-02"), end.Format("15:04:05")
		asked["expiration_time_zone"] = "+00:00"
	}
	return asked
}

// message is what a person wrote, which only who opens the SafeBox can read.
func (d *draft) message() string {
	if written := strings.Trim(d.parcel.Subject+"\n\n"+d.parcel.Message, "\n"); written != "" {
		return written
	}
	return d.config.Words(d.parcel.Language, "sendsecure_message")
}

// commit sends the SafeBox. It asks once.
func (d *draft) commit(ctx context.Context) (safebox, error) {
	var sent safebox
	status, err := d.do(ctx, request{
		method: http.MethodPost, path: "safeboxes.json", body: map[string]any{"safebox": d.order()},
	}, &sent)
	switch {
	case err == nil && sent.GUID == d.guid:
		return sent, nil
	case status == 0 && err != nil && dispatch.CertaintyOf(err) == dispatch.Unsent:
		return sent, portal.During(opSend, dispatch.Unsent, err)
	case err != nil && status >= 300 && status <= 499 && d.uncommitted(ctx):
		return sent, portal.During(opSend, dispatch.Unsent, commitRefused(status, err))
	}
	return sent, portal.Unsettled(opSend, dispatch.KindUncertain, "portal_outcome_unknown", err)
}

// uncommitted makes sure that a refusal was one: a proxy may have repeated the request, and told the second.
func (d *draft) uncommitted(ctx context.Context) bool {
	there, err := d.byReference(ctx, d.parcel.Attempt)
	return err == nil && there.GUID == ""
}

func commitRefused(status int, err error) error {
	if status != http.StatusBadRequest && status != http.StatusForbidden && status != http.StatusUnprocessableEntity {
		return err
	}
	e := portal.During("sendsecure.commit", dispatch.Unsent, err)
	e.Code = "sendsecure_refused"
	return e
}

// prove compares the service's SHA-256 of each document with what was queued. A SafeBox that holds anything else is
// closed again, though its notice is on its way.
func (d *draft) prove(ctx context.Context) error {
	there, _, err := d.safebox(ctx, d.guid, "messages,participants")
	if err != nil {
		return portal.Unsettled(opSend, dispatch.KindUncertain, "portal_outcome_unknown", err)
	}
	if slices.Equal(sums(there), wanted(d.parcel)) {
		return nil
	}
	_ = d.shut(ctx, there)
	return &dispatch.Error{Op: opSend, Kind: dispatch.KindIntegrity, Code: "portal_deposit_incomplete", Certainty: dispatch.Maybe}
}

func sums(s safebox) []string {
	var told []string
	for _, message := range s.Messages {
		for _, document := range message.Documents {
			told = append(told, strings.ToLower(document.SHA))
		}
	}
	slices.Sort(told)
	return told
}

func wanted(p dispatch.Parcel) []string {
	var queued []string
	for _, document := range p.Documents {
		queued = append(queued, document.SHA256)
	}
	slices.Sort(queued)
	return queued
}
