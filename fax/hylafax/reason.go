package hylafax

import (
	"regexp"
	"strconv"
	"strings"
)

// statusCodes are the STATUSCODE values of HylaFAX 6, in ranges.
var statusCodes = []struct {
	from, to int
	code     string
}{
	{1, 1, "fax_busy"},
	{2, 2, "fax_no_carrier"},
	{3, 3, "fax_no_answer"},
	{4, 5, "fax_line"},          // no dial tone, bad dial command
	{7, 11, "fax_no_carrier"},   // no handshake after the answer
	{126, 126, "fax_not_a_fax"}, // nobody spoke the receiver's protocol
	{100, 155, "fax_rejected"},  // the call broke off, or a page was refused
	{280, 288, "fax_rejected"},
	{314, 314, "fax_unprepared"},
	{317, 317, "fax_too_many_pages"},
	{325, 325, "fax_expired"},
	{327, 327, "fax_job_refused"}, // bad dial string
	{334, 334, "fax_unreached"},
	{335, 335, "fax_too_many_pages"},
	{345, 345, "fax_killed"},
	{400, 422, "fax_line"}, // the server's modem
}

// statusWords tell the same where there is no number, as in HylaFAX+ ("Busy signal detected {E001}").
var statusWords = []struct{ words, code string }{
	{"busy", "fax_busy"},
	{"no answer", "fax_no_answer"},
	{"no carrier", "fax_no_carrier"},
	{"no dial", "fax_line"},
	{"no receiver protocol", "fax_not_a_fax"},
	{"kill time expired", "fax_expired"},
	{"aborted by", "fax_killed"},
	{"remote", "fax_rejected"},
	{"too many attempts", "fax_unreached"},
}

// plusCode is a code of HylaFAX+. Only the first four are known to mean the same as in HylaFAX.
var plusCode = regexp.MustCompile(`\bE00([1-4])\b`)

// reasonCode is the sentence for a failed job. What is not known is fax_failed.
func reasonCode(status int, words string) string {
	if match := plusCode.FindStringSubmatch(words); status <= 0 && match != nil {
		status, _ = strconv.Atoi(match[1])
	}
	for _, known := range statusCodes {
		if known.from <= status && status <= known.to {
			return known.code
		}
	}
	words = strings.ToLower(words)
	for _, known := range statusWords {
		if strings.Contains(words, known.words) {
			return known.code
		}
	}
	return "fax_failed"
}
