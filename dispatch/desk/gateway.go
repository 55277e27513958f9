package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/policy"
)

// Gateway is what is recorded of an e-mail account's own encryption gateway. That a server took a message
// does not prove that the gateway's rule was applied to it: so an administrator approves it, and a person
// looks once a year at what arrives outside.
type Gateway struct {
	Trigger  string           `json:"trigger"` // by which the gateway is told, as it was approved
	Approval *GatewayApproval `json:"approval,omitempty"`
	Test     *GatewayTest     `json:"test,omitempty"`
}

// GatewayApproval is an administrator's word that the gateway encrypts what carries the trigger.
type GatewayApproval struct {
	By       string    `json:"by"`   // the administrator
	Rule     string    `json:"rule"` // what the gateway's administration calls its rule
	On       time.Time `json:"on"`   // date of the approval
	Recorded time.Time `json:"recorded"`
	Recorder string    `json:"recorder"`
}

// GatewayTest is a message without anything personal that was sent outside.
type GatewayTest struct {
	Address string                 `json:"address"`
	Sent    time.Time              `json:"sent"`
	Seen    *dispatch.Verification `json:"seen,omitempty"` // by whom it was seen to arrive encrypted
}

// GatewayStanding is whether a gateway may be used.
type GatewayStanding string

// The standings of a gateway.
const (
	GatewayMissing    GatewayStanding = "missing"    // the account names no trigger
	GatewayUnapproved GatewayStanding = "unapproved" // or approved for another trigger
	GatewayUntested   GatewayStanding = "untested"   // or not within GatewayTestMonths
	GatewayReady      GatewayStanding = "ready"
)

// GatewayTestMonths is how long a test of a gateway counts from when its message was sent, and GatewayTestDays how
// long a person may take to look for that message.
const (
	GatewayTestMonths = 12
	GatewayTestDays   = 30
)

// Standing tells whether the gateway may be used at a time.
func (g Gateway) Standing(now time.Time) GatewayStanding {
	switch {
	case g.Trigger == "":
		return GatewayMissing
	case g.Approval == nil:
		return GatewayUnapproved
	case g.Test == nil || g.Test.Seen == nil || !now.Before(g.Test.Sent.AddDate(0, GatewayTestMonths, 0)):
		return GatewayUntested
	default:
		return GatewayReady
	}
}

func (s GatewayStanding) needs() []Need {
	switch s {
	case GatewayReady:
		return nil
	case GatewayUntested:
		return []Need{NeedGatewayTest}
	default:
		return []Need{NeedGatewayApproval}
	}
}

// Gateway returns what is recorded of an account's gateway.
func (d *Desk) Gateway(ctx context.Context, name string) (Gateway, error) {
	_, g, err := d.gatewayOf(ctx, name)
	return g, err
}

// GatewayReady reports whether messages may be handed to the account's gateway now.
func (d *Desk) GatewayReady(ctx context.Context, account dispatch.Account) (bool, error) {
	g, err := d.gateway(ctx, account)
	return g.Standing(d.config.Now()) == GatewayReady, err
}

func (d *Desk) gatewayOf(ctx context.Context, name string) (dispatch.Account, Gateway, error) {
	account, err := d.account(ctx, name)
	if err != nil {
		return account, Gateway{}, err
	}
	if account.Channel != dispatch.EmailEncrypted {
		return account, Gateway{}, invalid("gateway_not_mail", "account")
	}
	g, err := d.gateway(ctx, account)
	return account, g, err
}

func gatewaySetting(account dispatch.Account) string { return "gateway/" + string(account.ID) }

// keptGateway is a Gateway with the account that it was approved of.
type keptGateway struct {
	Gateway
	Way string `json:"way"`
}

// gateway forgets what was approved of another trigger, or of another way to the gateway, than the account's present
// one: another server may have no gateway, and would take the documents in clear.
func (d *Desk) gateway(ctx context.Context, account dispatch.Account) (Gateway, error) {
	var kept keptGateway
	if _, err := d.config.Store.Setting(ctx, gatewaySetting(account), &kept); err != nil {
		return Gateway{}, err
	}
	way, err := wayOf(account)
	if err != nil {
		return Gateway{}, err
	}
	if kept.Way != way {
		return Gateway{Trigger: triggerOf(account)}, nil
	}
	return kept.Gateway, nil
}

// wayOf tells apart the ways that messages of an account take, each with its trigger.
func wayOf(a dispatch.Account) (string, error) {
	if a.Provider == PracticeProvider { // its services are started anew, elsewhere, each time
		a.URL, a.User, a.TrustedCA = "", "", nil
	}
	way, err := json.Marshal(struct {
		Provider, URL, User, From string
		CA                        []byte
		Settings                  map[string]string
	}{a.Provider, a.URL, a.User, a.From, a.TrustedCA, a.Settings})
	sum := sha256.Sum256(way)
	return hex.EncodeToString(sum[:]), err
}

func triggerOf(account dispatch.Account) string {
	subject, header := account.Settings[dispatch.GatewaySubject], account.Settings[dispatch.GatewayHeader]
	if subject == "" || header == "" {
		return subject + header
	}
	return subject + " · " + header
}

// SetGateway changes by what the account's gateway is told to encrypt: words put before the subject, a header
// "Name: value", both, or neither. What was approved of another trigger no longer counts.
func (d *Desk) SetGateway(ctx context.Context, name, subject, header string) (Gateway, error) {
	account, _, err := d.gatewayOf(ctx, name)
	if err != nil {
		return Gateway{}, err
	}
	values := map[string]string{dispatch.GatewaySubject: subject, dispatch.GatewayHeader: header}
	account = edited(account, values)
	secret, err := d.config.Store.AccountSecret(ctx, account.ID)
	if err != nil {
		return Gateway{}, err
	}
	defer clear(secret)
	if err := d.config.CheckAccount(ctx, account, secret); err != nil {
		return Gateway{}, err
	}
	account, err = d.changeAccount(ctx, account, map[string]string{"what": "gateway", "trigger": triggerOf(account)}, func(kept *dispatch.Account) {
		*kept = edited(*kept, values)
	})
	if err != nil {
		return Gateway{}, err
	}
	return d.gateway(ctx, account)
}

// ApproveGateway records that an administrator approved the account's gateway. It must be tested before
// anything leaves by it.
func (d *Desk) ApproveGateway(ctx context.Context, name string, approval GatewayApproval) (Gateway, error) {
	account, g, err := d.gatewayOf(ctx, name)
	if err != nil {
		return g, err
	}
	now := d.config.Now()
	approval.By, approval.Rule = strings.TrimSpace(approval.By), strings.TrimSpace(approval.Rule)
	switch {
	case g.Trigger == "":
		return g, refused("gateway_missing")
	case approval.By == "":
		return g, invalid("required", "by")
	case approval.Rule == "":
		return g, invalid("required", "rule")
	case approval.On.IsZero() || approval.On.After(now):
		return g, invalid("gateway_date", "on")
	}
	if err := printable(map[string]string{"by": approval.By, "rule": approval.Rule}); err != nil {
		return g, err
	}
	approval.Recorded, approval.Recorder = now, d.config.Actor
	g.Approval, g.Test = &approval, nil
	return g, d.saveGateway(ctx, account, g, dispatch.EventGatewayApproved, map[string]string{
		"by": approval.By, "rule": approval.Rule, "on": approval.On.Format(time.DateOnly),
	})
}

// TestGateway sends a message without anything personal through the account's gateway to an address outside
// the clinic. ConfirmGateway then records what a person saw there.
func (d *Desk) TestGateway(ctx context.Context, name, address string) (Gateway, error) {
	account, g, err := d.gatewayOf(ctx, name)
	if err != nil {
		return g, err
	}
	if address, err = d.config.Addresses.Email(address); err != nil {
		return g, err
	}
	switch {
	case g.Approval == nil:
		return g, refused("gateway_unapproved")
	case inside(account.From, address):
		return g, invalid("gateway_test_inside", "to")
	}
	secret, err := d.config.Store.AccountSecret(ctx, account.ID)
	if err != nil {
		return g, err
	}
	defer clear(secret)
	if err := d.config.TestGateway(ctx, account, secret, address); err != nil {
		return g, err
	}
	g.Test = &GatewayTest{Address: address, Sent: d.config.Now()}
	return g, d.saveGateway(ctx, account, g, dispatch.EventGatewayTested, map[string]string{"action": "sent", "to": address})
}

// inside reports whether the gateway may leave a message between two addresses alone: it looks only at
// what leaves the organisation.
func inside(from, to string) bool {
	_, here, _ := strings.Cut(strings.ToLower(from), "@")
	_, there, _ := strings.Cut(strings.ToLower(to), "@")
	return here == there || strings.HasSuffix(there, "."+here) || strings.HasSuffix(here, "."+there) ||
		policy.DomainOf(from) == policy.RSSSDomain && policy.DomainOf(to) == policy.RSSSDomain
}

// ConfirmGateway records whether the test was seen to arrive encrypted. One that did not ends the approval; one that
// was seen before, or was sent long ago, is to be repeated first.
func (d *Desk) ConfirmGateway(ctx context.Context, name string, encrypted bool) (Gateway, error) {
	account, g, err := d.gatewayOf(ctx, name)
	if err != nil {
		return g, err
	}
	switch now := d.config.Now(); {
	case g.Test == nil || g.Approval == nil:
		return g, refused("gateway_untested")
	case encrypted && (g.Test.Seen != nil || !now.Before(g.Test.Sent.AddDate(0, 0, GatewayTestDays))):
		return g, refused("gateway_test_old")
	}
	details := map[string]string{"action": "seen_encrypted", "to": g.Test.Address}
	if encrypted {
		g.Test.Seen = &dispatch.Verification{By: d.config.Actor, How: "gateway_test", At: d.config.Now()}
	} else {
		g.Approval, g.Test = nil, nil
		details["action"] = "seen_clear"
	}
	return g, d.saveGateway(ctx, account, g, dispatch.EventGatewayTested, details)
}

// saveGateway keeps the event first: what was approved without being told must not count.
func (d *Desk) saveGateway(ctx context.Context, account dispatch.Account, g Gateway, t dispatch.EventType, details map[string]string) error {
	details["account"] = string(account.ID)
	if err := d.config.Store.Append(ctx, d.event(t, details)); err != nil {
		return err
	}
	way, err := wayOf(account)
	if err != nil {
		return err
	}
	return d.saveSetting(ctx, gatewaySetting(account), keptGateway{g, way})
}
