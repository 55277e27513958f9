package desk

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// ownProviders are the fax services on the clinic's own machines: nobody else holds what they carry.
var ownProviders = []string{PracticeProvider, "hylafax"}

// hostedPortals are always somebody else's; the other portals are servers that a clinic or its partner runs.
var hostedPortals = []string{"sendsecure", "sharepoint"}

const (
	quebec         = "CA-QC"
	passportMonths = 12 // after which it is to be gone over again: the yearly review of rules 2.2
)

// whereabouts is a province or a country by ISO 3166: CA-QC, US.
var whereabouts = regexp.MustCompile(`^[A-Z]{2}(-[A-Z0-9]{1,3})?$`)

// SavePassport records what the clinic knows of the service behind an account, as reviewed now. An unknown
// place counts as outside Québec.
func (d *Desk) SavePassport(ctx context.Context, name string, p dispatch.Passport) (dispatch.Account, error) {
	account, err := d.account(ctx, name)
	if err != nil {
		return account, err
	}
	if !d.TakesPassport(account) {
		return account, refused("passport_own_service")
	}
	p.StoredIn = strings.ToUpper(strings.TrimSpace(p.StoredIn))
	if err := checkPassport(p, d.config.Now()); err != nil {
		return account, err
	}
	p.Reviewed = d.config.Now()
	account.Passport = &p
	return account, d.config.Store.SaveAccount(ctx, account, nil, d.event(dispatch.EventAccountSaved, map[string]string{
		"account": string(account.ID), "what": "passport", "stored_in": p.StoredIn,
	}))
}

func checkPassport(p dispatch.Passport, now time.Time) error {
	switch {
	case p.StoredIn != "" && !whereabouts.MatchString(p.StoredIn):
		return invalid("unknown_value", "stored-in")
	case p.Contract.After(now):
		return invalid("passport_date", "contract")
	case p.Assessment.After(now):
		return invalid("passport_date", "assessment")
	case p.Retention < -1:
		return invalid("unknown_value", "retention")
	default:
		return nil
	}
}

// passportNeeds asks once, before a service that may hold personal information outside Québec carries any:
// for its written contract (LRSSS, R-22.1, s. 77) and the privacy impact assessment that comes before it
// (s. 78).
func passportNeeds(a dispatch.Account) []Need {
	p := a.Passport
	switch {
	case !takesPassport(a):
		return nil
	case p == nil, p.StoredIn != quebec && (p.Contract.IsZero() || p.Assessment.IsZero()):
		return []Need{NeedPassport}
	default:
		return nil
	}
}

// passportNotices tell what does not stop: a passport that nobody has gone over for a year, and a service
// in Québec without a contract.
func passportNotices(a dispatch.Account, now time.Time) []Notice {
	var notices []Notice
	p := a.Passport
	if p == nil || len(passportNeeds(a)) > 0 {
		return nil
	}
	if p.Reviewed.AddDate(0, passportMonths, 0).Before(now) {
		notices = append(notices, NoticePassportOld)
	}
	if p.Contract.IsZero() {
		notices = append(notices, NoticeNoContract)
	}
	return notices
}

// TakesPassport reports whether somebody else's service carries for the account and keeps what it carries.
func (d *Desk) TakesPassport(a dispatch.Account) bool { return takesPassport(a) }

func takesPassport(a dispatch.Account) bool {
	switch a.Channel {
	case dispatch.CloudFax:
		return !slices.Contains(ownProviders, a.Provider)
	case dispatch.Portal:
		return slices.Contains(hostedPortals, a.Provider)
	default:
		return false
	}
}

// PassportOld reports whether nobody has gone over the passport of a service for a year.
func (d *Desk) PassportOld(a dispatch.Account) bool {
	return slices.Contains(passportNotices(a, d.config.Now()), NoticePassportOld)
}
