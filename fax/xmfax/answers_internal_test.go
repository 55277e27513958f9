package xmfax

import (
	"bytes"
	"context"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax"
	"github.com/souspli/souspli/fax/webfax"
)

func sample(t testing.TB) *Provider {
	t.Helper()
	p, err := New(fax.ServiceConfig{
		User: "clinique", Secret: []byte("jeton"), Settings: map[string]string{"user_id": "envoi & cie"},
		Now: func() time.Time { return time.Unix(0, 0) },
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// What leaves, letter by letter. Nobody is named in it.
func TestSendFax(t *testing.T) {
	t.Parallel()
	number, err := fax.ParseNumber("514 555-0123")
	if err != nil {
		t.Fatal(err)
	}
	job := fax.Job{Attempt: "abcdefghijklmnopqrstuvwxyz", Number: number, Pages: 3, Parts: []fax.Part{
		{Size: 5, Open: func(context.Context) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("%PDF-")), nil }},
	}}
	body := sample(t).sendFax(job)
	source, err := body.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	if n, err := text.ReadFrom(source); err != nil || n != body.Size {
		t.Fatalf("%d of %d bytes: %v", n, body.Size, err)
	}
	want := `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:ws="http://ws.xm.faxserver.com/">` +
		`<soapenv:Header/><soapenv:Body><ws:sendFax><userId>envoi &amp; cie</userId><subject>ABCD-EFGH</subject><comment></comment>` +
		`<recipient><number>+1-514-555-0123</number></recipient>` +
		`<attachment><name>document1.pdf</name><contents>JVBERi0=</contents></attachment>` +
		`<faxOptions><priority>Normal</priority><noOfRetries>2</noOfRetries><resolution>High</resolution>` +
		`<notifyOnSuccess>false</notifyOnSuccess><notifyOnFailure>false</notifyOnFailure><notifyOnBroadcast>false</notifyOnBroadcast></faxOptions>` +
		`<additionalData><custom1>abcdefghijklmnopqrstuvwxyz</custom1><custom2>3</custom2></additionalData>` +
		`</ws:sendFax></soapenv:Body></soapenv:Envelope>`
	if text.String() != want {
		t.Errorf("%s", text.String())
	}
}

func envelope(content string) string {
	return `<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Header/><S:Body>` + content + `</S:Body></S:Envelope>`
}

func TestSubmittedID(t *testing.T) {
	t.Parallel()
	for content, want := range map[string]string{
		"<r><response><fax><id>A-1</id></fax></response></r>": "A-1",
		"<r><return><faxId>17</faxId></return></r>":           "17",
		"<r><response>17</response></r>":                      "17",
		"<r><broadcastId>D7E0-620-BR</broadcastId></r>":       "D7E0-620-BR",
		"<r><response>false</response></r>":                   "",
		"<r><response>an error 12 came up</response></r>":     "",
		"<r><id>" + strings.Repeat("1", 101) + "</id></r>":    "",
		"<r><id/></r>": "",
		"<r/>":         "",
		"<r><response><fax><id>1</id><id>2</id></fax></response></r>": "1",
	} {
		root, err := parse([]byte(content))
		if err != nil {
			t.Fatal(err)
		}
		if got := submittedID(root); got != want {
			t.Errorf("%s: %q, want %q", content, got, want)
		}
	}
}

func TestRecords(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, content string
		want          int
		bad           bool
	}{
		{"none", "<r><response/></r>", 0, false},
		{"none, and a count", "<r><response><totalCount>0</totalCount></response></r>", 0, false},
		{"one", "<r><response><fax><id>1</id></fax></response></r>", 1, false},
		{"other names", "<r><return><outboundFax><faxId>1</faxId></outboundFax></return></r>", 1, false},
		{"in a list", "<r><response><faxes><fax><id>1</id></fax><fax><id>2</id></fax></faxes></response></r>", 2, false},
		{"a fax inside a fax", "<r><fax><id>1</id><recipient><fax>5145550123</fax></recipient></fax></r>", 1, false},
		{"records of an unknown name", "<r><response><item><id>1</id></item></response></r>", 0, true},
		{"a fax without an identifier", "<r><response><fax><status>Sent</status></fax></response></r>", 0, true},
		{"an identifier of two words", "<r><response><fax><id>1 2</id></fax></response></r>", 0, true},
	}
	for _, test := range tests {
		root, err := parse([]byte(test.content))
		if err != nil {
			t.Fatal(err)
		}
		if found, err := records(root); len(found) != test.want || (err != nil) != test.bad {
			t.Errorf("%s: %+v, %v", test.name, found, err)
		}
	}
}

// A fax is done only when every word says so.
func TestPhase(t *testing.T) {
	t.Parallel()
	tests := []struct {
		status, reasons []string
		want            fax.Phase
	}{
		{[]string{"Sent"}, nil, fax.Done},
		{[]string{"Completed", "SUCCESS"}, nil, fax.Done},
		{[]string{"Sent", "3"}, nil, fax.Done},
		{[]string{"Sent", "Archived"}, nil, fax.Waiting},
		{[]string{"Archived", "Sent"}, nil, fax.Waiting},
		{[]string{"Completed", "Failed"}, nil, fax.Broken},
		{[]string{"Completed"}, []string{"Busy"}, fax.Broken},
		{[]string{"Sent"}, []string{"Remote ID received"}, fax.Done},
		{[]string{"Unsent"}, nil, fax.Waiting},
		{[]string{"Sent to the converter"}, nil, fax.Waiting},
		{[]string{"3"}, nil, fax.Waiting},
		{nil, []string{"Busy"}, fax.Waiting},
	}
	for _, test := range tests {
		if got := (record{status: test.status, reasons: test.reasons}).phase(); got != test.want {
			t.Errorf("%q, %q: %d, want %d", test.status, test.reasons, got, test.want)
		}
	}
}

func TestPagesOf(t *testing.T) {
	t.Parallel()
	for content, want := range map[string][2]int{
		"<f><pages>3</pages></f>":                                 {uncounted, 3},
		"<f><pages>2/3</pages></f>":                               {2, 3},
		"<f><pages>2 / 3</pages></f>":                             {2, 3},
		"<f><pagesSent>0</pagesSent><pageCount>3</pageCount></f>": {0, 3},
		"<f><PagesSent>3</PagesSent></f>":                         {3, 0},
		"<f><pagesSent>-1</pagesSent><pages>many</pages></f>":     {uncounted, 0},
		"<f><pagesSent>1</pagesSent><pages>2/3</pages></f>":       {1, 3},
		"<f><r><transmittedPages>3</transmittedPages></r></f>":    {3, 0},
		"<f><pagesSent>99999999999999999999</pagesSent></f>":      {uncounted, 0},
	} {
		root, err := parse([]byte(content))
		if err != nil {
			t.Fatal(err)
		}
		if sent, total := pagesOf(root); sent != want[0] || total != want[1] {
			t.Errorf("%s: %d of %d", content, sent, total)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{
		"nothing":              "",
		"no element":           "<?xml version=\"1.0\"?>",
		"an end too few":       "<a><b></b>",
		"a document type":      "<!DOCTYPE a><a/>",
		"an entity of its own": "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>",
		"an undefined entity":  "<a>&b;</a>",
		"two roots":            "<a/><b/>",
		"words after the end":  "<a/>b",
		"too deep":             strings.Repeat("<a>", deepest+1) + strings.Repeat("</a>", deepest+1),
		"too many":             "<a>" + strings.Repeat("<b/>", mostElements) + "</a>",
		"another encoding":     "<?xml version=\"1.0\" encoding=\"UTF-16\"?><a/>",
		"HTML":                 "<html><br></html>",
	} {
		if root, err := parse([]byte(content)); err == nil {
			t.Errorf("%s: %+v", name, root)
		}
	}
}

// Faults are read in the words of both versions of SOAP.
func TestFaults(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, content string
		kind          dispatch.Kind
		certainty     dispatch.Certainty
	}{
		{"1.1, client", "<S:Fault><faultcode>S:Client</faultcode><faultstring>no</faultstring></S:Fault>", dispatch.KindRejected, dispatch.Unsent},
		{"1.1, client and login", "<S:Fault><faultcode>ns0:Client.Authentication</faultcode></S:Fault>", dispatch.KindCredentials, dispatch.Unsent},
		{"1.1, server", "<S:Fault><faultcode>S:Server</faultcode><faultstring>access denied</faultstring></S:Fault>", dispatch.KindUnreachable, dispatch.Maybe},
		{"1.2, sender", "<S:Fault><S:Code><S:Value>S:Sender</S:Value></S:Code><S:Reason><S:Text>no</S:Text></S:Reason></S:Fault>", dispatch.KindRejected, dispatch.Unsent},
		{"1.2, receiver", "<S:Fault><S:Code><S:Value>S:Receiver</S:Value></S:Code></S:Fault>", dispatch.KindUnreachable, dispatch.Maybe},
		{"no code", "<S:Fault><detail><e><message>no</message></e></detail></S:Fault>", dispatch.KindUnreachable, dispatch.Maybe},
		{"a code that only begins alike", "<S:Fault><faultcode>S:ClientGone</faultcode></S:Fault>", dispatch.KindUnreachable, dispatch.Maybe},
	}
	for _, test := range tests {
		content, err := open([]byte(envelope(test.content)))
		if err != nil {
			t.Fatal(test.name, err)
		}
		err = sample(t).faultIn(content).err()
		if dispatch.KindOf(err) != test.kind || dispatch.CertaintyOf(err) != test.certainty {
			t.Errorf("%s: %v, %v", test.name, dispatch.CertaintyOf(err), err)
		}
	}
}

func TestOneOwner(t *testing.T) {
	t.Parallel()
	tests := []struct {
		portal, named, domain string
		want                  bool
	}{
		{"portal.xmedius.com", "ws1.xmedius.com", "", true},
		{"portal.xmedius.com", "ws.xmedius.ca", "", true},
		{"portal.xmedius.ca", "WS.XMEDIUS.CA", "", true},
		{"portal.xmedius.com", "xmedius.com.example", "", false},
		{"portal.xmedius.com", "notxmedius.com", "", false},
		{"portal.xmedius.com", "fax.opentext.com", "", false},
		{"portal.xmedius.com", "fax.opentext.com", "opentext.com", true},
		{"portal.xmedius.com", "evil.com", "com", false},
		{"fax.gouv.qc.ca", "autre.gouv.qc.ca", "", true},
		{"fax.example", "ws.xmedius.ca", "", false},
		{"clinique-a.github.io", "clinique-b.github.io", "", false},
		{"127.0.0.1", "127.0.0.1", "", true},
		{"127.0.0.1", "10.0.0.1", "", false},
		{"localhost", "localhost", "", true},
		{"localhost", "elsewhere", "", false},
	}
	for _, test := range tests {
		if got := oneOwner(test.portal, test.named, test.domain); got != test.want {
			t.Errorf("%s, %s: %t", test.portal, test.named, got)
		}
	}
}

func TestClean(t *testing.T) {
	t.Parallel()
	p := sample(t)
	for words, want := range map[string]string{
		"Busy (12)": "Busy (12)", "to +1-514-555-0123 failed": "to … failed", "user ENVOI & CIE, token jeton": "user …, token …",
		"tell admin@clinique.example now": "tell … now",
	} {
		if got := p.clean(words); got != want {
			t.Errorf("%s: %s", words, got)
		}
	}
	if got := p.clean(strings.Repeat("jeton ", 100_000)); strings.Contains(got, "jeton") || len(got) > 1000 {
		t.Errorf("%d bytes: %s", len(got), got)
	}
}

// FuzzAnswer: whatever a service answers, a fax is delivered only where a count of pages that were sent says
// so, and details hold no numbers.
func FuzzAnswer(f *testing.F) {
	for _, seed := range []string{
		envelope(`<n:r xmlns:n="http://ws.xm.faxserver.com/"><response><fax><id>1</id><status>Sent</status><pagesSent>3</pagesSent><additionalData><custom1>a</custom1><custom2>3</custom2></additionalData></fax></response></n:r>`),
		envelope(`<r><fax><faxId>9</faxId><state>Failed</state><reason>No answer at 514 555-0123</reason><pages>1/3</pages></fax></r>`),
		envelope(`<S:Fault><faultcode>S:Server</faultcode><faultstring>5145550123</faultstring></S:Fault>`),
		`<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`, `<html>`, ``,
	} {
		f.Add([]byte(seed))
	}
	p := sample(f)
	digits := regexp.MustCompile(`[0-9]{7}`)
	f.Fuzz(func(t *testing.T, body []byte) {
		content, err := open(body)
		if err != nil {
			return
		}
		if fault := p.faultIn(content); fault != nil && digits.MatchString(fault.words) {
			t.Errorf("quotes a number: %s", fault.words)
		}
		_ = submittedID(content)
		found, _ := records(content)
		for _, r := range found {
			receipt := dispatch.Receipt{Reference: webfax.Reference{ID: r.id, Pages: 3}.String()}
			s := p.report(dispatch.Attempt{Receipt: &receipt}, lookUp{record: &r}).Status()
			if s.State == dispatch.Delivered && r.sent < 3 {
				t.Errorf("delivered with %d pages", r.sent)
			}
			if digits.MatchString(s.Receipt.Detail) {
				t.Errorf("quotes a number: %s", s.Receipt.Detail)
			}
		}
	})
}
