package nextcloud

import (
	"encoding/json"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/souspli/souspli/dispatch"
)

// capabilities are what a server says of itself, as far as shares go. An application that is not there says
// nothing, or an empty list where another says an object.
type capabilities struct {
	Sharing json.RawMessage `json:"files_sharing"`
	Words   json.RawMessage `json:"password_policy"`
	// Activity is there when the server has the application that tells what was downloaded.
	Activity json.RawMessage `json:"activity"`
}

// sharingCapabilities are those of the applications files_sharing and sharebymail.
type sharingCapabilities struct {
	Enabled bool `json:"api_enabled"`
	Public  struct {
		Enabled bool
		Expire  struct {
			Enforced bool
			Days     int
		} `json:"expire_date"`
	}
	Mail struct {
		Enabled       bool
		MailsPassword bool `json:"send_password_by_mail"`
	} `json:"sharebymail"`
}

// passwordRules are those of the application password_policy.
type passwordRules struct {
	MinLength int
	Numeric   bool `json:"enforceNumericCharacters"`
	Special   bool `json:"enforceSpecialCharacters"`
	Case      bool `json:"enforceUpperLowerCase"`
}

// policy is what a server's administrator allows.
type policy struct {
	sharingCapabilities
	words passwordRules
}

// policy takes what is not there as not allowed, and rules that are not there as none.
func (c capabilities) policy() policy {
	var p policy
	_ = json.Unmarshal(c.Sharing, &p.sharingCapabilities)
	_ = json.Unmarshal(c.Words, &p.words)
	return p
}

// admits refuses what would be refused after the documents are on the server.
func (p policy) admits(byMail bool) error {
	switch {
	case !p.Enabled || !p.Public.Enabled:
		return refused("nextcloud_sharing_off")
	case byMail && !p.Mail.Enabled:
		return refused("nextcloud_mail_off")
	case byMail && p.Mail.MailsPassword:
		return refused("nextcloud_mails_passphrase")
	}
	return nil
}

func refused(code string) error {
	return &dispatch.Error{Op: "nextcloud.policy", Kind: dispatch.KindRejected, Code: code, Certainty: dispatch.Unsent}
}

// accept reports whether the server takes a passphrase.
func (r passwordRules) accept(passphrase string) bool {
	var digit, upper, lower, special bool
	for _, c := range passphrase {
		switch {
		case unicode.IsDigit(c):
			digit = true
		case unicode.IsUpper(c):
			upper = true
		case unicode.IsLower(c):
			lower = true
		default:
			special = true
		}
	}
	return utf8.RuneCountInString(passphrase) >= r.MinLength &&
		(digit || !r.Numeric) && (special || !r.Special) && (upper && lower || !r.Case)
}

// lastDay is the day at whose beginning access ends: the first that gives access until the time wanted, or
// the last that the server allows; never today. Zero: no end was wanted, and none is enforced. The server
// counts days in the account's own time zone, which is taken to be that of now.
func (p policy) lastDay(wanted, now time.Time) time.Time {
	today := startOfDay(now)
	day := time.Time{}
	if !wanted.IsZero() {
		day = startOfDay(wanted.In(now.Location()))
		if day.Before(wanted) {
			day = day.AddDate(0, 0, 1)
		}
		if !day.After(today) {
			day = today.AddDate(0, 0, 1)
		}
	}
	if latest := today.AddDate(0, 0, p.Public.Expire.Days); p.Public.Expire.Enforced && (day.IsZero() || day.After(latest)) {
		day = latest
	}
	return day
}

func startOfDay(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
}
