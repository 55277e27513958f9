package faxtest

import (
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/souspli/souspli/fax"
)

// XMFax is a simulator of XM Fax made from documented facts, not from a live service. From the vendor's own
// collection of requests (opentext/XM-Fax, 2024-12-06): the address of the portal and its plain answer, the
// header of the token and Basic for a server in one's own rooms, the envelope, the operations with the names
// and the order of their elements, and response, fax and id in answers. Everything else in its answers is
// invention, which is why [XMFaxDialect] can tell it in other ways.
type XMFax struct {
	webService[xmFax] // its URL is the portal's

	config XMFaxConfig
	ids    int
	asked  map[XMFaxStep]int
}

// The account on the simulator.
const (
	XMFaxAccount = "clinique-modele"
	XMFaxToken   = "0123456789abcdef0123456789abcdef"
	XMFaxUser    = "envoi-telecopies"
)

// XMFaxConfig is how a simulator behaves.
type XMFaxConfig struct {
	Now       func() time.Time
	Script    XMFaxScript // nil: all goes well
	Dialect   XMFaxDialect
	Untrusted bool   // presents a certificate of another authority
	Endpoint  string // what the portal answers; empty: the truth
}

// XMFaxDialect is what nobody knows of the service. The zero value is one guess at it.
type XMFaxDialect struct {
	FromZero    bool   // indexes begin with 0 in searches, too
	PageCap     int    // no page is longer, whatever is asked for; 0: none
	Shifting    bool   // the same page, whatever index is asked for
	NoCustom    bool   // lists do not show additionalData
	NoTime      bool   // lists do not show when a fax was submitted
	OwnIDs      bool   // queue and history count apart
	Counters    bool   // identifiers are small numbers
	BareID      bool   // sendFax answers nothing but an identifier
	SentName    string // of the element that counts pages that went; empty: pagesSent; "-": there is none
	TotalName   string // of the element that counts pages; empty: pageCount
	StatusName  string // empty: status
	ReasonName  string // empty: errorDescription
	CoverPage   bool   // the service puts a page of its own in front
	RefusesZero bool   // index 0 is a fault
}

// XMFaxStep is a moment of an exchange.
type XMFaxStep string

// The steps at which a script may act.
const (
	XMFaxDiscover XMFaxStep = "discover" // the portal is asked
	XMFaxMidway   XMFaxStep = "midway"   // half of sendFax is read
	XMFaxSend     XMFaxStep = "send"     // sendFax is read, and not kept
	XMFaxKept     XMFaxStep = "kept"     // sendFax is kept, and not answered
	XMFaxFind     XMFaxStep = "find"
	XMFaxCancel   XMFaxStep = "cancel"
	XMFaxProfile  XMFaxStep = "profile"
	XMFaxVersion  XMFaxStep = "version"
)

// XMFaxAct is what the service does instead of going on.
type XMFaxAct string

// The acts of a script.
const (
	XMFaxGoOn         XMFaxAct = ""
	XMFaxHangUp       XMFaxAct = "hang_up"
	XMFaxFlood        XMFaxAct = "flood"
	XMFaxBabble       XMFaxAct = "babble"
	XMFaxEntities     XMFaxAct = "entities" // an answer that defines what never ends
	XMFaxRedirect     XMFaxAct = "redirect"
	XMFaxTooMany      XMFaxAct = "too_many" // 429, in two minutes again
	XMFaxUnavailable  XMFaxAct = "unavailable"
	XMFaxUnauthorized XMFaxAct = "unauthorized"
	XMFaxTooLarge     XMFaxAct = "too_large"
	XMFaxNotFound     XMFaxAct = "not_found"
	XMFaxClientFault  XMFaxAct = "client_fault" // with the number, the user and an address in its words
	XMFaxLoginFault   XMFaxAct = "login_fault"
	XMFaxServerFault  XMFaxAct = "server_fault"
	XMFaxNoID         XMFaxAct = "no_id" // the right answer, and nothing in it
	XMFaxOther        XMFaxAct = "other" // the answer to another operation
	XMFaxTaken        XMFaxAct = "taken" // the right answer, whatever came
	XMFaxSayYes       XMFaxAct = "yes"   // to a cancel, and does nothing
)

// XMFaxScript chooses an act for every step.
type XMFaxScript func(step XMFaxStep) XMFaxAct

// XMFaxAlwaysAt acts at one step only.
func XMFaxAlwaysAt(step XMFaxStep, act XMFaxAct) XMFaxScript {
	return func(at XMFaxStep) XMFaxAct {
		if at == step {
			return act
		}
		return XMFaxGoOn
	}
}

// StartXMFax runs a simulator for the test, over TLS on a free port of this machine.
func StartXMFax(t testing.TB, c XMFaxConfig) *XMFax {
	t.Helper()
	s := &XMFax{config: c, asked: map[XMFaxStep]int{}}
	s.start(t, c.Untrusted, s.handler().ServeHTTP)
	return s
}

// Account is the account of a cloud service that asks its portal.
func (s *XMFax) Account() fax.ServiceConfig {
	return fax.ServiceConfig{
		URL: s.URL, User: XMFaxAccount, Secret: []byte(XMFaxToken), Roots: s.CA.Pool, Now: s.config.Now,
		Settings: map[string]string{"user_id": XMFaxUser},
	}
}

// OnPremises is the account on a server in one's own rooms.
func (s *XMFax) OnPremises() fax.ServiceConfig {
	c := s.Account()
	c.URL += xmServicePath
	c.Settings["mode"] = "onprem"
	return c
}

// Received is how many faxes were kept, once whatever is being read has been.
func (s *XMFax) Received() int { return len(s.Faxes()) }

// Asked is how many requests came to a step.
func (s *XMFax) Asked(step XMFaxStep) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked[step]
}

const (
	xmPortalPath  = "GET /services/{account}/fax/faxservice/url"
	xmServicePath = "/ws/fax"
)

func (s *XMFax) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc(xmPortalPath, s.portal)
	mux.HandleFunc("POST "+xmServicePath, s.service)
	return mux
}

func (s *XMFax) portal(w http.ResponseWriter, r *http.Request) {
	if s.acts(w, XMFaxDiscover, "") {
		return
	}
	switch {
	case r.Header.Get("XM-Token-Authorization") != XMFaxToken:
		w.WriteHeader(http.StatusUnauthorized)
	case r.PathValue("account") != XMFaxAccount:
		w.WriteHeader(http.StatusNotFound)
	case s.config.Endpoint != "":
		_, _ = io.WriteString(w, s.config.Endpoint)
	default:
		_, _ = io.WriteString(w, s.server.URL+xmServicePath+"\n")
	}
}

// acts does what the script wants at a step and reports whether that was the end.
func (s *XMFax) acts(w http.ResponseWriter, step XMFaxStep, number string) bool {
	s.mu.Lock()
	s.asked[step]++
	s.mu.Unlock()
	act := s.actAt(step)
	if act != XMFaxGoOn {
		xmPerform(w, act, number)
	}
	return act != XMFaxGoOn
}

func (s *XMFax) actAt(step XMFaxStep) XMFaxAct {
	if s.config.Script == nil {
		return XMFaxGoOn
	}
	return s.config.Script(step)
}
