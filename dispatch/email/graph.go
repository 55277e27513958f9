package email

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/oauth"
	"github.com/souspli/souspli/dispatch/webservice"
)

// Graph is Microsoft Graph as the second way out of a mailbox that SMTP is closed to. It is given the very
// message that SMTP would have been given, never one rebuilt from its parts: that would break what is sealed.
type Graph struct {
	URL  string // https, version included
	Send string // scope of tokens that send: Mail.Send
	Read string // scope of tokens that read the mailbox's rules: MailboxSettings.Read; empty: they are not read
	// Other says that whoever signed in is not known to be the mailbox that sends. Graph would send as that person, and
	// read their rules: it is used for neither.
	Other bool
}

// graphLimit is the largest message that Graph takes, in bytes: a request may have 4 MiB, and the message is in
// base64 there (learn.microsoft.com, "user: sendMail").
const graphLimit = 3 << 20

// graph sends one account's messages through Microsoft Graph.
type graph struct {
	Graph
	service *webservice.Client
	tokens  Tokens
	limit   int64
}

func (config Config) openGraph() (*graph, error) {
	if config.Graph == nil {
		return nil, nil //nolint:nilnil // nothing was asked for
	}
	if config.SignIn == nil {
		return nil, misconfigured("graph")
	}
	service, err := webservice.New(webservice.Config{
		Base: config.Graph.URL, Roots: config.Roots, Family: "graph", Patience: config.Patience,
		Header: http.Header{"Accept": {"application/json"}},
	})
	if err != nil {
		return nil, err
	}
	return &graph{*config.Graph, service, config.SignIn.Tokens, graphLimit}, nil
}

// fallsBack reports whether err leaves Graph as the way to send.
func (c *Channel) fallsBack(err error) bool {
	return c.graph != nil && c.graph.Send != "" && dispatch.CodeOf(err) == "mail_smtp_auth_off"
}

// sendByGraph makes the message whole, since Graph takes none in pieces, and hands it over. It refuses a form whose
// protection hangs on a header, which Graph may drop (microsoftgraph/microsoft-graph-docs-contrib, issues 424 and
// 1093).
func (c *Channel) sendByGraph(
	ctx context.Context, p dispatch.Parcel, locked []lockedFile, progress func(dispatch.Progress),
) (dispatch.Receipt, error) {
	if c.graph.Other {
		return dispatch.Receipt{}, unsent(dispatch.KindRefused, "graph_other_mailbox")
	}
	if p.Form == dispatch.Gateway && c.gateway.ByHeader() {
		return dispatch.Receipt{}, unsent(dispatch.KindRefused, "graph_form")
	}
	message, err := c.whole(ctx, p, locked)
	if err != nil {
		return dispatch.Receipt{}, err
	}
	answer, err := c.graph.send(ctx, message, progress)
	if err != nil {
		return dispatch.Receipt{}, err
	}
	receipt := c.receipt(p, "", nil)
	receipt.Provider = "graph"
	if id := requestID(answer.Header); id != "" {
		receipt.Reference = id
	}
	return receipt, nil
}

// whole is the message as it would leave over SMTP.
func (c *Channel) whole(ctx context.Context, p dispatch.Parcel, locked []lockedFile) ([]byte, error) {
	l, err := c.letter(p, newMeter(0, nil))
	if err != nil {
		return nil, err
	}
	out := limitedBuffer{left: c.graph.limit}
	err = l.write(ctx, &out, locked)
	switch {
	case out.full:
		return nil, unsent(dispatch.KindRefused, "graph_too_large")
	case ctx.Err() != nil:
		return nil, interrupted(ctx)
	case err == nil:
		return out.Bytes(), nil
	}
	if _, ours := errors.AsType[*dispatch.Error](err); ours {
		return nil, err
	}
	return nil, unsent(dispatch.KindInternal, "mail_seal_failed")
}

// send hands a message over. A token that is refused is replaced once: Graph looks at it before the message.
func (g *graph) send(ctx context.Context, message []byte, progress func(dispatch.Progress)) (webservice.Answer, error) {
	answer, err := g.withToken(ctx, g.Send, webservice.Request{Path: "me/sendMail", Body: sealedBody(message, progress)})
	if err != nil {
		return answer, err
	}
	return answer, verdict(answer)
}

// sealedBody is a message as Graph wants it: base64 on one line.
func sealedBody(message []byte, progress func(dispatch.Progress)) webservice.Body {
	body := webservice.Compose("text/plain", webservice.Base64(int64(len(message)), func(context.Context) (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(message)), nil
	}))
	if progress != nil {
		body.Progress = func(done int64) {
			progress(dispatch.Progress{Done: done, Total: body.Size, Unit: dispatch.ProgressBytes})
		}
	}
	return body
}

// withToken makes a request with a token, and once more with another if that one is refused.
func (g *graph) withToken(ctx context.Context, scope string, r webservice.Request) (webservice.Answer, error) {
	answer, token, err := g.request(ctx, scope, r)
	if err != nil || answer.Status != http.StatusUnauthorized {
		return answer, err
	}
	g.tokens.Forget(token)
	answer, _, err = g.request(ctx, scope, r)
	return answer, err
}

func (g *graph) request(ctx context.Context, scope string, r webservice.Request) (webservice.Answer, oauth.Token, error) {
	token, err := g.tokens.Token(ctx, scope)
	if err != nil {
		return webservice.Answer{}, token, err
	}
	r.Header = http.Header{"Authorization": {"Bearer " + token.Bearer()}}
	answer, err := g.service.Do(ctx, r)
	return answer, token, err
}

// verdict is what an answer to sendMail means; see the package comment.
func verdict(answer webservice.Answer) error {
	switch status := answer.Status; {
	case status == http.StatusAccepted:
		return nil
	case status == http.StatusUnauthorized:
		return unsent(dispatch.KindCredentials, "graph_token_refused")
	case status == http.StatusForbidden:
		return unsent(dispatch.KindCredentials, "graph_forbidden")
	case status == http.StatusTooManyRequests:
		e := later("graph_try_later")
		e.Again = answer.Again(time.Time{}) // Graph names seconds
		return e
	case status == http.StatusRequestEntityTooLarge:
		return unsent(dispatch.KindRejected, "graph_too_large")
	case status/100 == 4:
		return unsent(dispatch.KindRejected, "graph_refused")
	case status/100 == 3:
		return unsent(dispatch.KindRejected, "graph_malformed_answer")
	}
	return &dispatch.Error{
		Op: opSend, Kind: dispatch.KindUncertain, Code: "graph_outcome_unknown", Certainty: dispatch.Maybe,
	}
}

// requestID is Graph's own name of the exchange, which its support asks for.
func requestID(h http.Header) string {
	id := strings.ToLower(h.Get("request-id"))
	odd := func(r rune) bool { return (r < '0' || r > '9') && (r < 'a' || r > 'f') && r != '-' }
	if len(id) != 36 || strings.ContainsFunc(id, odd) {
		return ""
	}
	return id
}

// test makes sure that the account may send, as far as that can be known without sending.
func (g *graph) test(ctx context.Context) error {
	if g.Other {
		return unsent(dispatch.KindRefused, "graph_other_mailbox")
	}
	_, err := g.tokens.Token(ctx, g.Send)
	return err
}
