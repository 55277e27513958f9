package uitest

import (
	"bytes"
	"context"
	"maps"
	"slices"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// CertificatePassword opens every file of a clinic's own certificate.
const CertificatePassword = "phare"

// forms answers as the real desk does for what a recipient could open, where only the keys published count.
func (d *Desk) forms(o *desk.Option, draft desk.Draft) {
	for _, form := range dispatch.Forms() {
		o.Forms = append(o.Forms, d.form(form, draft.Recipient))
	}
	o.Form, o.FormWhy = d.bestForm(draft)
	choice, _ := o.Choice()
	o.Needs, o.KeyProblem = append(o.Needs, choice.Needs...), choice.KeyProblem
}

func (d *Desk) form(form dispatch.Form, r dispatch.Recipient) desk.FormChoice {
	c := desk.FormChoice{Form: form}
	switch {
	case form == dispatch.Gateway:
		if d.gateway.Standing(d.Now()) != desk.GatewayReady {
			c.Needs = []desk.Need{desk.NeedGatewayApproval}
		}
	case form.NeedsKey():
		c.Key = d.keyOf(r, form)
		switch {
		case c.Key == nil:
			c.Needs = []desk.Need{desk.NeedKey}
		case c.Key.Problem != "":
			c.Needs, c.KeyProblem = []desk.Need{desk.NeedKey}, c.Key.Problem
		case c.Key.State != dispatch.KeyVerified:
			c.Needs = []desk.Need{desk.NeedKeyVerification}
		}
	}
	return c
}

func (d *Desk) keyOf(r dispatch.Recipient, form dispatch.Form) *dispatch.Key {
	for _, key := range d.keys {
		if !key.Own && (key.Kind == dispatch.SMIMEKey) == (form == dispatch.SMIME) && key.UserIDFor(r.Email()) != "" {
			return &key
		}
	}
	return nil
}

func (d *Desk) bestForm(draft desk.Draft) (dispatch.Form, desk.FormWhy) {
	key := d.keyOf(draft.Recipient, dispatch.OpenPGP)
	switch {
	case draft.Form != "":
		return draft.Form, desk.FormChosen
	case key != nil && key.State == dispatch.KeyVerified && key.Problem == "":
		return dispatch.OpenPGP, desk.FormVerified
	case key != nil:
		return dispatch.OpenPGP, desk.FormKnown
	case d.gateway.Standing(d.Now()) == desk.GatewayReady:
		return dispatch.Gateway, desk.FormDeclared
	default:
		return dispatch.LockedPDF, desk.FormAnybody
	}
}

// Declare gives the mail accounts a gateway that stands as told.
func (d *Desk) Declare(g desk.Gateway) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.gateway = g
	d.version++
}

func (d *Desk) changeGateway(method string, change func(*desk.Gateway)) (desk.Gateway, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called(method); err != nil {
		return d.gateway, err
	}
	change(&d.gateway)
	d.version++
	return d.gateway, nil
}

// Gateway is the one gateway of all accounts.
func (d *Desk) Gateway(context.Context, string) (desk.Gateway, error) {
	return d.changeGateway("Gateway", func(*desk.Gateway) { d.version-- })
}

// SetGateway keeps a trigger and forgets what was approved.
func (d *Desk) SetGateway(_ context.Context, name, subject, header string) (desk.Gateway, error) {
	return d.changeGateway("SetGateway", func(g *desk.Gateway) {
		*g = desk.Gateway{Trigger: subject + header}
		i := slices.IndexFunc(d.accounts, func(a dispatch.Account) bool { return string(a.ID) == name })
		if i < 0 {
			return
		}
		d.accounts[i].Settings = maps.Clone(d.accounts[i].Settings)
		if d.accounts[i].Settings == nil {
			d.accounts[i].Settings = map[string]string{}
		}
		d.accounts[i].Settings[dispatch.GatewaySubject], d.accounts[i].Settings[dispatch.GatewayHeader] = subject, header
	})
}

// ApproveGateway keeps the approval.
func (d *Desk) ApproveGateway(_ context.Context, _ string, approval desk.GatewayApproval) (desk.Gateway, error) {
	if approval.By == "" {
		return desk.Gateway{}, &dispatch.Error{Kind: dispatch.KindInvalid, Code: "required", Field: "by"}
	}
	return d.changeGateway("ApproveGateway", func(g *desk.Gateway) { g.Approval, g.Test = &approval, nil })
}

// TestGateway keeps the address.
func (d *Desk) TestGateway(_ context.Context, _, address string) (desk.Gateway, error) {
	return d.changeGateway("TestGateway", func(g *desk.Gateway) { g.Test = &desk.GatewayTest{Address: address, Sent: d.Now()} })
}

// ConfirmGateway keeps what was seen, or ends the approval.
func (d *Desk) ConfirmGateway(_ context.Context, _ string, encrypted bool) (desk.Gateway, error) {
	return d.changeGateway("ConfirmGateway", func(g *desk.Gateway) {
		if !encrypted {
			g.Approval, g.Test = nil, nil
			return
		}
		g.Test.Seen = &dispatch.Verification{By: "accueil", How: "gateway_test", At: d.Now()}
	})
}

// ImportOwnCertificate takes any file that CertificatePassword opens.
func (d *Desk) ImportOwnCertificate(_ context.Context, file []byte, password string) (dispatch.Key, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called("ImportOwnCertificate"); err != nil {
		return dispatch.Key{}, err
	}
	if password != CertificatePassword {
		return dispatch.Key{}, &dispatch.Error{Kind: dispatch.KindInvalid, Code: "certificate_wrong_password"}
	}
	key := dispatch.Key{
		Kind: dispatch.SMIMEKey, Own: true, State: dispatch.KeyVerified, Fingerprint: string(bytes.Repeat([]byte("5e"), 32)),
		Addresses: []string{"accueil@vieux-phare.example"}, Created: d.Now(), Expires: d.Now().AddDate(1, 0, 0), Certificate: file,
	}
	d.keys = append(d.keys, key)
	d.version++
	return key, nil
}

// BindKey adds an address.
func (d *Desk) BindKey(_ context.Context, fingerprint, address, reason string) (dispatch.Key, error) {
	if reason == "" {
		return dispatch.Key{}, &dispatch.Error{Kind: dispatch.KindInvalid, Code: "required", Field: "reason"}
	}
	return d.changeKey("BindKey", fingerprint, func(k *dispatch.Key) {
		k.Bindings = append(k.Bindings, dispatch.KeyBinding{Address: address, Reason: reason, By: "accueil", At: d.Now()})
	})
}

// RefreshKeys finds nothing new about any key.
func (d *Desk) RefreshKeys(_ context.Context, _ []string, consent bool) ([]desk.RefreshedKey, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var all []desk.RefreshedKey
	for _, key := range d.keys {
		if !key.Own && key.Kind != dispatch.SMIMEKey {
			all = append(all, desk.RefreshedKey{Key: key, News: desk.KeyUnchanged})
		}
	}
	method := "RefreshKeys"
	if consent {
		method += " by consent"
	}
	return all, d.called(method)
}

// KeyTasks are the keys that changed.
func (d *Desk) KeyTasks(context.Context) ([]desk.KeyTask, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var tasks []desk.KeyTask
	for _, key := range d.keys {
		if key.Own || key.Problem == "" || key.Problem != dispatch.KeyChanged && d.waiting == 0 {
			continue
		}
		task := desk.KeyTask{Key: key, Waiting: d.waiting}
		for _, r := range d.recipients {
			if key.UserIDFor(r.Email()) != "" {
				task.Recipient = r
			}
		}
		tasks = append(tasks, task)
	}
	return tasks, d.called("KeyTasks")
}

// Stop lets so many dispatches wait for each key that cannot be used.
func (d *Desk) Stop(waiting int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.waiting = waiting
	d.version++
}

// ComeBack lets what failed have come back from a mail server instead.
func (d *Desk) ComeBack() {
	d.mu.Lock()
	defer d.mu.Unlock()
	i := slices.IndexFunc(d.dispatches, func(x dispatch.Dispatch) bool { return x.State == dispatch.Failed })
	x := &d.dispatches[i]
	x.Channel, x.Form = dispatch.EmailEncrypted, dispatch.LockedPDF
	x.Case = caseOf(desk.Draft{Recipient: x.Recipient, Kind: x.Documents[0].Kind})
	x.Attempts[0].Error = &dispatch.Failure{Kind: dispatch.KindRejected.String(), Code: "mail_bounced_mailbox_unknown"}
	d.version++
}
