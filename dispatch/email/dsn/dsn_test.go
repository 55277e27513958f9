package dsn_test

import (
	"encoding/base64"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/email/dsn"
	"github.com/souspli/souspli/dispatch/wording"
)

const (
	attempt = "abcdefghijklmnopqrstuvwxya"
	to      = "officine@pharmacie.example"
)

// status is a delivery-status part with one recipient.
func status(action, code, more string) string {
	return "Reporting-MTA: dns; mail.example\r\nOriginal-Envelope-Id: " + attempt + "\r\n\r\n" +
		"Original-Recipient: rfc822;" + to + "\r\nFinal-Recipient: rfc822; <Boite@pharmacie.example>\r\n" +
		"Action: " + action + "\r\nStatus: " + code + "\r\n" + more + "\r\n"
}

const returned = "Content-Type: text/rfc822-headers\r\n\r\nFrom: a@clinique.example\r\nMessage-ID:\r\n <" + attempt + "@clinique.example>\r\n"

func report(parts ...string) string {
	head := "From: MAILER-DAEMON@mail.example\r\nMIME-Version: 1.0\r\n" +
		"Content-Type: multipart/report; report-type=delivery-status;\r\n\tboundary=\"b/1\"\r\n\r\nprose\r\n"
	return head + "--b/1\r\n" + strings.Join(parts, "\r\n--b/1\r\n") + "\r\n--b/1--\r\n"
}

func usual(action, code, more string) string {
	prose := "Content-Type: text/plain; charset=iso-8859-1\r\n\r\nNon remis \xe0 l'adresse. Status: 5.7.1 Action: delivered\r\n"
	return report(prose, "Content-Type: message/delivery-status\r\n\r\n"+status(action, code, more), returned)
}

func wrapped(kind, encoding, inner string) string {
	return "Content-Type: multipart/mixed; boundary=out\r\n\r\n--out\r\nContent-Type: text/plain\r\n\r\nvoir\r\n--out\r\nContent-Type: " + kind +
		"\r\nContent-Transfer-Encoding: " + encoding + "\r\n\r\n" + inner + "\r\n--out--\r\n"
}

func TestParse(t *testing.T) {
	t.Parallel()
	unknown := dispatch.DeliveryReport{
		Envelope: attempt, MessageID: attempt + "@clinique.example", Original: to, Final: "Boite@pharmacie.example",
		Action: dispatch.DeliveryFailed, Status: "5.1.1", Code: "mail_bounced_mailbox_unknown",
	}
	told := func(change func(*dispatch.DeliveryReport)) []dispatch.DeliveryReport {
		report := unknown
		change(&report)
		return []dispatch.DeliveryReport{report}
	}
	same := told(func(*dispatch.DeliveryReport) {})
	failed := usual("failed", "5.1.1", "")
	encoded := base64.StdEncoding.EncodeToString([]byte(status("failed", "5.1.1", "")))
	tests := map[string]struct {
		message string
		want    []dispatch.DeliveryReport
	}{
		"as it came":              {failed, same},
		"of an mbox file":         {"From MAILER-DAEMON Thu Jan  1 00:00:00 1970\r\n" + failed, same},
		"with bare line feeds":    {strings.ReplaceAll(failed, "\r\n", "\n"), same},
		"forwarded":               {wrapped("message/rfc822", "7bit", failed), same},
		"forwarded in base64":     {wrapped("message/rfc822", "base64", base64.StdEncoding.EncodeToString([]byte(failed))), same},
		"a status in base64":      {report("Content-Type: message/delivery-status\r\nContent-Transfer-Encoding: base64\r\n\r\n"+encoded, returned), same},
		"a status in UTF-8":       {report("Content-Type: message/global-delivery-status\r\n\r\n"+status("failed", "5.1.1", ""), returned), same},
		"the type of report left": {strings.Replace(failed, "report-type=delivery-status;", "", 1), same},
		"capitals and a comment":  {usual("FAILED (permanently)", "5.1.1 (bad mailbox)", ""), same},
		"a line that is no field": {strings.Replace(failed, "Action:", "nonsense\r\nAction:", 1), same},
		"the end missing":         {strings.TrimSuffix(failed, "--b/1--\r\n") + "--b/1\r\n", same},
		"a field twice":           {usual("failed", "5.1.1", "Action: delivered\r\n"), same},
		"words of another server": {usual("failed", "5.0.0", "Diagnostic-Code: smtp; 550-5.1.1 no such user\r\n"), same},
		"without what came back":  {report("Content-Type: message/delivery-status\r\n\r\n" + status("failed", "5.1.1", "")), told(func(r *dispatch.DeliveryReport) { r.MessageID = "" })},
		"delayed": {usual("delayed", "4.4.1", "Will-Retry-Until: tomorrow\r\n"), told(func(r *dispatch.DeliveryReport) {
			r.Action, r.Status, r.Code = dispatch.DeliveryDelayed, "4.4.1", "mail_bounced_unreachable"
		})},
		"delivered":                {usual("delivered", "2.1.5", ""), told(func(r *dispatch.DeliveryReport) { r.Action, r.Status, r.Code = dispatch.DeliveryDone, "2.1.5", "" })},
		"relayed":                  {usual("relayed", "2.0.0", ""), told(func(r *dispatch.DeliveryReport) { r.Action, r.Status, r.Code = dispatch.DeliveryRelayed, "2.0.0", "" })},
		"two recipients, one ours": {usual("failed", "5.1.1", "\r\nFinal-Recipient: rfc822;b@c.example\r\nAction: expanded\r\nStatus: 2.0.0\r\n"), append(slices.Clone(same), dispatch.DeliveryReport{Envelope: attempt, MessageID: attempt + "@clinique.example", Final: "b@c.example", Action: dispatch.DeliveryExpanded, Status: "2.0.0"})},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := dsn.Parse(strings.NewReader(test.message))
			if err != nil || !reflect.DeepEqual(got, test.want) {
				t.Errorf("got  %+v, %v\nwant %+v", got, err, test.want)
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	nested := usual("failed", "5.1.1", "")
	for range 6 {
		nested = wrapped("message/rfc822", "base64", base64.StdEncoding.EncodeToString([]byte(nested)))
	}
	crowd := report(strings.Repeat("Content-Type: text/plain\r\n\r\n\r\n--b/1\r\n", 120), "Content-Type: message/delivery-status\r\n\r\n"+status("failed", "5.1.1", ""))
	tests := map[string]struct{ message, code string }{
		"nothing":                      {"", "bounce_not_a_report"},
		"a letter that quotes one":     {"Content-Type: text/plain\r\n\r\n" + usual("failed", "5.1.1", ""), "bounce_not_a_report"},
		"a receipt of reading":         {strings.Replace(usual("failed", "5.1.1", ""), "delivery-status;", "disposition-notification;", 1), "bounce_not_a_report"},
		"an action that is none":       {usual("sent", "2.0.0", ""), "bounce_not_a_report"},
		"one inside the mail it is of": {report(returned, "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n"+base64.StdEncoding.EncodeToString([]byte(usual("failed", "5.1.1", "")))), "bounce_not_a_report"},
		"too deep":                     {nested, "bounce_not_a_report"},
		"too many parts":               {crowd, "bounce_not_a_report"},
		"a file of Outlook":            {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "bounce_is_msg"},
		"too large":                    {strings.Repeat("x", dsn.MaxSize+1), "bounce_too_large"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := dsn.Parse(strings.NewReader(test.message))
			if dispatch.CodeOf(err) != test.code || dispatch.KindOf(err) != dispatch.KindInvalid || got != nil {
				t.Errorf("%+v, %v; want %s", got, err, test.code)
			}
		})
	}
}

// slow are messages, as large as a server lets pass, of one field in as many folds as fit.
func slow(lines int) map[string]string {
	folds := "Reporting-MTA: dns; mail.example\r\n" + strings.Repeat(" a\r\n", lines)
	return map[string]string{
		"in the status":         usual("failed", "5.1.1", folds),
		"in the head":           folds + usual("failed", "5.1.1", ""),
		"in what came back":     strings.Replace(usual("failed", "5.1.1", ""), "From: a@", folds+"From: a@", 1),
		"in the head of a part": wrapped("message/rfc822", "7bit", folds+usual("failed", "5.1.1", "")),
	}
}

// A notice takes a time that grows with its size and no faster: one that folded a field a quarter of a million times held
// the program for minutes.
func TestFoldsTakeNoTime(t *testing.T) {
	t.Parallel()
	for name, message := range slow(250_000) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			began := time.Now()
			got, err := dsn.Parse(strings.NewReader(message))
			if took := time.Since(began); took > 5*time.Second {
				t.Errorf("%d bytes took %v", len(message), took)
			}
			if err != nil || len(got) != 1 || got[0].Status != "5.1.1" {
				t.Errorf("%+v, %v", got, err)
			}
		})
	}
}

// The codes of RFC 3463 as its registry lists them, with what each means to people.
func TestStatus(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"5.1.1": "mail_bounced_mailbox_unknown", "5.1.10": "mail_bounced_mailbox_unknown", "5.2.1": "mail_bounced_closed",
		"4.2.2": "mail_bounced_full", "5.2.3": "mail_bounced_too_large", "5.3.4": "mail_bounced_too_large",
		"5.4.6": "mail_bounced_loop", "4.4.7": "mail_bounced_unreachable", "5.6.1": "mail_bounced_content",
		"5.7.1": "mail_bounced_refused", "5.7.26": "mail_bounced_policy", "5.0.0": "mail_bounced_unknown",
		"5.99.999": "mail_bounced_unknown", "": "mail_bounced_unknown", "none": "mail_bounced_unknown",
	}
	for said, code := range tests {
		t.Run(said, func(t *testing.T) {
			t.Parallel()
			got, err := dsn.Parse(strings.NewReader(usual("failed", said, "")))
			if err != nil || got[0].Code != code || !slices.Contains(dsn.Codes(), code) {
				t.Errorf("%+v, %v; want %s", got, err, code)
			}
		})
	}
}

func TestEveryCodeHasItsSentence(t *testing.T) {
	t.Parallel()
	for _, language := range wording.Languages() {
		for _, code := range append(dsn.Codes(), "bounce_too_large", "bounce_is_msg", "bounce_not_a_report", "bounce_unreadable") {
			if !wording.For(language).Has("error_" + code) {
				t.Errorf("%s: no sentence for %s", language, code)
			}
		}
	}
}

func TestLooksLikeReport(t *testing.T) {
	t.Parallel()
	for head, want := range map[string]bool{
		"Content-Type: multipart/report;\r\n report-type=\"delivery-status\"; boundary=b\r\n\r\n": true,
		"Content-Type: multipart/report; report-type=disposition-notification\r\n\r\n":            false,
		"Content-Type: text/plain\r\nSubject: multipart/report\r\n\r\n":                           false,
	} {
		if dsn.LooksLikeReport([]byte(head)) != want {
			t.Errorf("%q: want %t", head, want)
		}
	}
}

// Whatever arrives, reading it ends, and what it tells is bounded and known.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		usual("failed", "5.1.1", ""), usual("delivered", "2.0.0", "Diagnostic-Code: smtp; 250 ok\r\n"),
		wrapped("message/rfc822", "base64", "AAAA"), wrapped("message/rfc822", "quoted-printable", "=\r\n=3D=ZZ"),
		"From x\n\n", "Content-Type: multipart/report; boundary=\"\"\n\n--\n", fmt.Sprintf("%s: x\n", strings.Repeat("a", 5000)),
	} {
		f.Add([]byte(seed))
	}
	for _, seed := range slow(200) {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, message []byte) {
		reports, err := dsn.Parse(strings.NewReader(string(message)))
		if (err == nil) != (len(reports) > 0) || len(reports) > 100 {
			t.Fatalf("%d reports and %v", len(reports), err)
		}
		for _, r := range reports {
			needsCode := r.Action == dispatch.DeliveryFailed || r.Action == dispatch.DeliveryDelayed
			if slices.Contains(dsn.Codes(), r.Code) != needsCode {
				t.Errorf("%+v", r)
			}
		}
	})
}
