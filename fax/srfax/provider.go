package srfax

import (
	"context"
	"encoding/json"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/webservice"
	"github.com/souspli/souspli/fax"
	"github.com/souspli/souspli/fax/webfax"
)

const (
	providerName = "srfax"

	// The service's own limits are not published. These are ours: 200 pages are about three hours of
	// calling, and base64 makes a third more of the bytes.
	mostPages = 200
	mostBytes = 50 << 20

	largestListing = 8 << 20 // bytes: some ten thousand faxes

	jsonType = "application/json"
	dayOnly  = "20060102"
)

// Provider is an account on SRFax. It implements fax.Provider and may be used by several goroutines.
type Provider struct {
	service  *webfax.Service
	account  string
	password string
	settings settings
	now      func() time.Time
}

var _ fax.Provider = (*Provider)(nil)

// Name is srfax.
func (p *Provider) Name() string { return providerName }

// Limits are ours: the service publishes none.
func (p *Provider) Limits() fax.Limits { return fax.Limits{Pages: mostPages, Bytes: mostBytes} }

// Test asks for the day's usage, which needs the account and sends nothing.
func (p *Provider) Test(ctx context.Context) error {
	const op = "srfax.test"
	today := p.now().In(p.settings.zone).Format(dayOnly)
	reply, err := p.ask(ctx, op, "Get_Fax_Usage", fields{"sPeriod": "RANGE", "sStartDate": today, "sEndDate": today})
	if err == nil && !reply.success {
		err = reply.refusal(op)
	}
	if err != nil {
		return webfax.Unsent(op, err)
	}
	return nil
}

// fields are what an action needs beside the account.
type fields map[string]string

// signed is f with the action and the account.
func (p *Provider) signed(action string, f fields) fields {
	all := fields{"action": action, "access_id": p.account, "access_pwd": p.password, "sResponseFormat": "JSON"}
	for name, value := range f {
		all[name] = value
	}
	return all
}

// ask makes one small request. Its errors say whether the service answered at all; a reply may still be
// "Failed".
func (p *Provider) ask(ctx context.Context, op, action string, f fields) (reply, error) {
	body, err := json.Marshal(p.signed(action, f))
	if err != nil {
		return reply{}, webfax.Garbled(op)
	}
	content, err := p.service.Exchange(ctx, op, webservice.Request{
		Body: webservice.Text(jsonType, string(body)), Limit: largestListing,
	})
	if err != nil {
		return reply{}, err
	}
	answer, err := parseReply(content)
	if err != nil {
		return reply{}, webfax.Garbled(op)
	}
	return answer, nil
}

func (p *Provider) receipt(reference string) dispatch.Receipt {
	return dispatch.Receipt{Provider: providerName, Reference: reference, At: p.now()}
}
