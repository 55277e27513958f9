package srfax

import (
	"strings"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax"
)

// meaning is what words of a refusal say for an order.
type meaning struct {
	kind  dispatch.Kind
	code  string
	retry bool
}

// refusals are words that say why an order was not taken, the most telling first.
var refusals = []struct {
	words   []string
	meaning meaning
}{
	{
		[]string{"access code", "access_id", "access_pwd", "password", "authenticat", "login"},
		meaning{dispatch.KindCredentials, "fax_login_refused", false},
	},
	{
		[]string{"insufficient", "balance", "credit", "funds", "payment", "past due", "suspend"},
		meaning{dispatch.KindRejected, "fax_account_unpaid", false},
	},
	{[]string{"too many requests", "rate limit", "maintenance"}, meaning{dispatch.KindUnreachable, "fax_server_busy", true}},
	{[]string{"too large", "file size", "maximum size"}, meaning{dispatch.KindRejected, "fax_too_large", false}},
	{[]string{"file type", "unsupported"}, meaning{dispatch.KindRejected, "fax_unprepared", false}},
	{
		[]string{
			"invalid", "missing", "required", "must be", "not allowed", "not permitted", "not authorized",
			"blocked", "denied", "disabled", "exceed",
		},
		meaning{dispatch.KindRejected, "fax_job_refused", false},
	},
}

// refusal is the error of a reply "Failed". It is believed only in words that refuse: other trouble may have
// come after the order.
func (r reply) refusal(op string) *dispatch.Error {
	e := &dispatch.Error{
		Op: op, Kind: dispatch.KindUnreachable, Code: "fax_server_answer", Certainty: dispatch.Maybe, Retry: true,
		Detail: fax.CleanDetail(r.words()),
	}
	words := strings.ToLower(r.words())
	for _, known := range refusals {
		if containsAny(words, known.words) {
			e.Kind, e.Code, e.Retry = known.meaning.kind, known.meaning.code, known.meaning.retry
			e.Certainty = dispatch.Unsent
			break
		}
	}
	return e
}

func containsAny(text string, words []string) bool {
	for _, word := range words {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}
