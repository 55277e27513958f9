package email

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/souspli/souspli/dispatch"
)

// Gateway is what tells a mail gateway to encrypt a message. The zero value tells nothing.
type Gateway struct {
	subject     string
	name, value string // of the header
}

const maxTrigger = 100 // bytes

var headerName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9-]*$`)

// reservedHeaders are those that make a message what it is.
var reservedHeaders = []string{
	"from", "to", "cc", "bcc", "sender", "reply-to", "subject", "date", "message-id", "mime-version",
	"received", "return-path", "autocrypt",
}

// ParseGateway reads the settings of an account. Its errors are KindInvalid and name the setting.
func ParseGateway(settings map[string]string) (Gateway, error) {
	g := Gateway{subject: strings.TrimSpace(settings[dispatch.GatewaySubject])}
	if strings.ContainsFunc(g.subject, unprintable) || len(g.subject) > maxTrigger {
		return Gateway{}, invalid(dispatch.GatewaySubject, "mail_gateway_invalid", nil)
	}
	header := settings[dispatch.GatewayHeader]
	if header == "" {
		return g, nil
	}
	name, value, found := strings.Cut(header, ":")
	g.name, g.value = strings.TrimSpace(name), strings.TrimSpace(value)
	if !found || !headerName.MatchString(g.name) || reserved(g.name) || g.value == "" ||
		strings.ContainsFunc(g.value, unprintable) || len(header) > maxTrigger {
		return Gateway{}, invalid(dispatch.GatewayHeader, "mail_gateway_invalid", nil)
	}
	return g, nil
}

func unprintable(r rune) bool { return r < ' ' || r > '~' }

func reserved(name string) bool {
	lower := strings.ToLower(name)
	return strings.HasPrefix(lower, "content-") || slices.Contains(reservedHeaders, lower)
}

// Set reports whether g tells anything.
func (g Gateway) Set() bool { return g.subject != "" || g.name != "" }

// ByHeader reports whether the gateway looks at a header, which a service that takes messages other than
// by SMTP may drop.
func (g Gateway) ByHeader() bool { return g.name != "" }

// checkGateway lets a message go in clear to the first server only when that was approved and tried.
func (c *Channel) checkGateway(p dispatch.Parcel) *dispatch.Error {
	switch {
	case !c.gateway.Set():
		return unsent(dispatch.KindRefused, "mail_gateway_missing")
	case !c.gatewayApproved:
		return unsent(dispatch.KindRefused, "mail_gateway_not_approved")
	}
	return checkClearWords(p)
}

// writeGateway writes an ordinary message that the gateway encrypts. Should it not, the words say nothing
// and the files have no names.
func (l letter) writeGateway(ctx context.Context, w io.Writer) error {
	subject := l.lockedSubject()
	if l.gateway.subject != "" {
		subject = l.gateway.subject + " " + subject
	}
	head := l.fields(subject)
	if l.gateway.name != "" {
		head = append(head, field{l.gateway.name, l.gateway.value})
	}
	return l.writeMixed(w, head, l.bothLanguages("mail_cover_gateway"), func(parts attachments) error {
		for i, d := range l.parcel.Documents {
			if err := l.attach(ctx, parts, d, neutralName(i, d), neutralName(i, d)); err != nil {
				return err
			}
		}
		return nil
	})
}

// TestGateway sends a message without anything personal through the gateway to an address outside, where a
// person looks whether it arrived encrypted. It needs no approval, but the trigger.
func (c *Channel) TestGateway(ctx context.Context, p dispatch.Parcel) (dispatch.Receipt, error) {
	text := []byte(c.words("fr", "mail_gateway_test") + "\n\n" + c.words("en", "mail_gateway_test") + "\n")
	sum := sha256.Sum256(text)
	p.Form = dispatch.Gateway
	p.Documents = []dispatch.Content{{
		Document: dispatch.Document{MediaType: "text/plain", Size: int64(len(text)), SHA256: hex.EncodeToString(sum[:])},
		Open:     func(context.Context) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(text)), nil },
	}}
	tried := *c
	tried.gatewayApproved = true
	return tried.Send(ctx, p, nil)
}
