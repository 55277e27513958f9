package dsn

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"slices"
	"strings"

	"github.com/souspli/souspli/dispatch"
)

// Bounds of what is read: the largest message in bytes, all parts of it together, how deep parts may lie in
// one another, the recipients of one notification, and the bytes of its fields.
const (
	MaxSize        = 10 << 20
	maxParts       = 100
	maxDepth       = 5
	mostRecipients = 100
	largestStatus  = 256 << 10
)

// Parse reads the notifications in a message, one report for each recipient of each. It fails with KindInvalid:
// bounce_too_large, bounce_is_msg for what Outlook saves by itself, and bounce_not_a_report.
func Parse(r io.Reader) ([]dispatch.DeliveryReport, error) {
	message, err := io.ReadAll(io.LimitReader(r, MaxSize+1))
	switch {
	case err != nil:
		return nil, invalid("bounce_unreadable")
	case len(message) > MaxSize:
		return nil, invalid("bounce_too_large")
	case bytes.HasPrefix(message, []byte("\xd0\xcf\x11\xe0")): // an OLE file (MS-CFB, 2.2)
		return nil, invalid("bounce_is_msg")
	}
	var w walk
	w.message(message, 0)
	if len(w.reports) == 0 {
		return nil, invalid("bounce_not_a_report")
	}
	return w.reports, nil
}

func invalid(code string) error {
	return &dispatch.Error{Op: "dsn.parse", Kind: dispatch.KindInvalid, Code: code, Field: "message", Certainty: dispatch.Unsent}
}

// LooksLikeReport reports whether the head of a message is that of a notification.
func LooksLikeReport(head []byte) bool {
	group, _ := take(head)
	kind, params := typeOf(group)
	return kind == "multipart/report" && isDeliveryReport(params)
}

// isDeliveryReport lets pass servers that leave the type of a report out, and no other type.
func isDeliveryReport(params map[string]string) bool {
	kind := params["report-type"]
	return kind == "" || strings.EqualFold(kind, "delivery-status")
}

// walk looks for notifications in the parts of a message.
type walk struct {
	parts   int
	reports []dispatch.DeliveryReport
}

func (w *walk) message(data []byte, depth int) {
	if bytes.HasPrefix(data, []byte("From ")) { // the line that an mbox file puts first
		_, data = nextLine(data)
	}
	head, body := take(data)
	w.part(head, body, depth)
}

// part looks into a part, decoded only when it holds something to look into.
func (w *walk) part(head fields, body []byte, depth int) {
	kind, params := typeOf(head)
	switch {
	case depth >= maxDepth:
	case kind == "multipart/report" && isDeliveryReport(params):
		w.report(w.split(body, params["boundary"]))
	case strings.HasPrefix(kind, "multipart/"):
		for _, p := range w.split(body, params["boundary"]) {
			w.part(p.head, p.body, depth+1)
		}
	case kind == "message/rfc822" || kind == "message/global":
		w.message(decode(head, body), depth+1)
	}
}

func typeOf(head fields) (kind string, params map[string]string) {
	kind, params, err := mime.ParseMediaType(head["content-type"])
	if err != nil {
		return "", nil
	}
	return kind, params
}

type part struct {
	head fields
	body []byte
}

// split takes a body apart. One that ends too early gives what was whole before.
func (w *walk) split(body []byte, boundary string) (parts []part) {
	if boundary == "" {
		return nil
	}
	reader := multipart.NewReader(bytes.NewReader(body), boundary)
	for w.parts < maxParts {
		next, err := reader.NextRawPart()
		if err != nil {
			return parts
		}
		w.parts++
		content, err := io.ReadAll(next)
		if err != nil {
			return parts
		}
		head := fields{}
		for name, values := range next.Header {
			head[strings.ToLower(name)] = values[0][:min(len(values[0]), longestField)]
		}
		parts = append(parts, part{head, content})
	}
	return parts
}

// decode undoes the transfer encoding; what cannot be decoded is looked at as far as it could.
func decode(head fields, body []byte) []byte {
	var r io.Reader
	switch strings.ToLower(head.value("content-transfer-encoding")) {
	case "base64":
		r = base64.NewDecoder(base64.StdEncoding, bytes.NewReader(body))
	case "quoted-printable":
		r = quotedprintable.NewReader(bytes.NewReader(body))
	default:
		return body
	}
	plain, _ := io.ReadAll(r)
	return plain
}

// report reads the parts of a notification: its fields, and the message or its head that came back with it.
func (w *walk) report(parts []part) {
	var status []byte
	returned := fields{}
	for _, p := range parts {
		switch kind, _ := typeOf(p.head); kind {
		case "message/delivery-status", "message/global-delivery-status":
			if status == nil {
				status = decode(p.head, p.body)
			}
		case "message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers":
			returned, _ = take(bytes.TrimLeft(decode(p.head, p.body), "\r\n"))
		}
	}
	w.recipients(status, returned.messageID())
}

// recipients reads the fields of the message, and then those of each recipient.
func (w *walk) recipients(status []byte, messageID string) {
	message, rest := take(bytes.TrimLeft(status[:min(len(status), largestStatus)], "\r\n"))
	for rest = bytes.TrimLeft(rest, "\r\n"); len(rest) > 0 && len(w.reports) < mostRecipients; rest = bytes.TrimLeft(rest, "\r\n") {
		var group fields
		group, rest = take(rest)
		report := dispatch.DeliveryReport{
			Envelope: message.value("original-envelope-id"), MessageID: messageID,
			Original: group.address("original-recipient"), Final: group.address("final-recipient"),
			Action: dispatch.DeliveryAction(strings.ToLower(group.value("action"))), Status: statusOf(group),
		}
		if !slices.Contains(actions, report.Action) {
			continue
		}
		if report.Action == dispatch.DeliveryFailed || report.Action == dispatch.DeliveryDelayed {
			report.Code = code(report.Status)
		}
		w.reports = append(w.reports, report)
	}
}

var actions = []dispatch.DeliveryAction{
	dispatch.DeliveryFailed, dispatch.DeliveryDelayed, dispatch.DeliveryDone, dispatch.DeliveryRelayed, dispatch.DeliveryExpanded,
}
