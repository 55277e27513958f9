package fhir

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/oauth"
	"github.com/souspli/souspli/dispatch/webservice"
)

const (
	maxConfiguration = 256 << 10 // bytes of the server's sign-in addresses
	configuration    = ".well-known/smart-configuration"
)

// session is the server for one operation: signed in, and known for what it offers.
type session struct {
	client *webservice.Client
	token  oauth.Token
	offer  offer
}

// open signs in and reads what the server offers. Its errors are Unsent.
func (c *Channel) open(ctx context.Context) (*session, error) {
	address, err := c.tokenURL(ctx)
	if err != nil {
		return nil, unsent(err)
	}
	config := c.backend
	config.TokenURL, config.Reach = address, c.reach(address)
	backend, err := oauth.NewBackend(config)
	if err != nil {
		return nil, unsent(err)
	}
	s := &session{client: c.client}
	if s.token, err = backend.Token(ctx); err != nil {
		return nil, unsent(err)
	}
	answer, err := s.ask(ctx, opStatement, webservice.Request{Path: "metadata", Limit: maxStatement})
	if err != nil {
		return nil, unsent(err)
	}
	if s.offer, err = readStatement(answer.Body); err != nil {
		return nil, unsent(err)
	}
	return s, nil
}

// reach is where the address of tokens may lead: anywhere when the account says it, which a person typed.
func (c *Channel) reach(address string) webservice.Reach {
	if c.backend.TokenURL != "" {
		return webservice.Anywhere
	}
	return webservice.ToldBy(c.base, address)
}

// tokenURL is where tokens come from: the account's setting, or what the server says of itself (SMART App
// Launch 2.2, "Conformance").
func (c *Channel) tokenURL(ctx context.Context) (string, error) {
	if c.backend.TokenURL != "" {
		return c.backend.TokenURL, nil
	}
	answer, err := c.client.Do(ctx, webservice.Request{
		Path: configuration, Limit: maxConfiguration, Header: http.Header{"Accept": {"application/json"}},
	})
	if err != nil {
		return "", ours(err)
	}
	if answer.Status != http.StatusOK {
		if answer.Status == http.StatusNotFound {
			return "", rejected(opDiscover, "fhir_no_sign_in")
		}
		return "", refusal(opDiscover, answer.Status, answer.Body)
	}
	var told struct {
		TokenEndpoint string `json:"token_endpoint"`
	}
	if json.Unmarshal(answer.Body, &told) != nil || told.TokenEndpoint == "" {
		return "", rejected(opDiscover, "fhir_no_sign_in")
	}
	return told.TokenEndpoint, nil
}

// do makes a request as the account.
func (s *session) do(ctx context.Context, r webservice.Request) (webservice.Answer, error) {
	header := http.Header{"Accept": {mediaType}, "Authorization": {"Bearer " + s.token.Bearer()}}
	maps.Copy(header, r.Header)
	r.Header = header
	answer, err := s.client.Do(ctx, r)
	return answer, ours(err)
}

// ask makes a request whose answer must be 200.
func (s *session) ask(ctx context.Context, op string, r webservice.Request) (webservice.Answer, error) {
	answer, err := s.do(ctx, r)
	if err == nil && answer.Status != http.StatusOK {
		err = refusal(op, answer.Status, answer.Body)
	}
	return answer, err
}

// during gives an error its operation.
func during(op string, err error) error {
	e, ok := err.(*dispatch.Error) //nolint:errorlint // only the outermost is told anew
	if !ok {
		return err
	}
	told := *e
	told.Op = op + ": " + e.Op
	return &told
}
