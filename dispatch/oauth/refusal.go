package oauth

import (
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strconv"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/webservice"
)

// Operations, as errors name them.
const (
	opConfigure = "oauth.configure"
	opSignIn    = "oauth.sign_in"
	opRefresh   = "oauth.refresh"
)

func failed(op string, kind dispatch.Kind, code string) *dispatch.Error {
	return &dispatch.Error{Op: op, Kind: kind, Code: code, Certainty: dispatch.Unsent}
}

// unmoved is an exchange that got no whole answer: whatever the service did with it, no document moved.
func unmoved(op string, err error) error {
	e, ok := errors.AsType[*dispatch.Error](err)
	if !ok {
		return failed(op, dispatch.KindInternal, "signin_malformed_answer")
	}
	copied := *e
	copied.Op, copied.Certainty = op, dispatch.Unsent
	return &copied
}

// refusal is a service's answer that says no (RFC 6749, 5.2), with what Microsoft adds.
type refusal struct {
	Error       string  `json:"error"`
	Sub         string  `json:"suberror"`
	Codes       []int64 `json:"error_codes"`
	Description string  `json:"error_description"` // may name people: only Microsoft's number is read
}

// microsoftNumber begins Microsoft's descriptions. An answer through the browser has it nowhere else.
var microsoftNumber = regexp.MustCompile(`^AADSTS(\d{4,8})\b`)

// numbers are Microsoft's own of the reason.
func (r refusal) numbers() []int64 {
	if len(r.Codes) > 0 {
		return r.Codes
	}
	found := microsoftNumber.FindStringSubmatch(r.Description)
	if found == nil {
		return nil
	}
	number, err := strconv.ParseInt(found[1], 10, 64)
	if err != nil {
		return nil
	}
	return []int64{number}
}

// microsoftCodes are the reasons that a person can act on. Source: learn.microsoft.com, "Microsoft Entra
// authentication and authorization error codes".
var microsoftCodes = map[int64]string{
	65001: "signin_consent", 65004: "signin_denied", 90094: "signin_consent", 90095: "signin_consent",
	90008: "signin_consent", 65005: "signin_consent", 650052: "signin_consent", 650057: "signin_consent",
	50011: "signin_redirect",
	53000: "signin_device_policy", 53001: "signin_device_policy", 53002: "signin_device_policy",
	50097: "signin_device_policy", 50129: "signin_device_policy", 530002: "signin_device_policy",
	53003: "signin_conditional_access", 50005: "signin_conditional_access", 53004: "signin_conditional_access",
	530032: "signin_conditional_access", 530035: "signin_conditional_access", 70046: "signin_conditional_access",
	50072: "signin_mfa", 50074: "signin_mfa", 50076: "signin_mfa", 50079: "signin_mfa", 50158: "signin_mfa",
	700016: "signin_unknown_app", 700038: "signin_unknown_app",
	90002: "signin_unknown_tenant", 900023: "signin_unknown_tenant",
	7000218: "signin_not_public_client", 7000216: "signin_not_public_client",
	50020: "signin_other_organisation", 50105: "signin_not_assigned", 50057: "signin_person_disabled",
	50058: "signin_again", 50078: "signin_again", 50132: "signin_again", 50133: "signin_again",
	160021: "signin_again", 70044: "signin_again",
	50089: "signin_expired", 50173: "signin_expired", 70008: "signin_expired", 70043: "signin_expired",
	700081: "signin_expired", 700082: "signin_expired", 700084: "signin_expired",
	90033: "signin_later", 90024: "signin_later", 50196: "signin_later", 90012: "signin_later",
}

// standardCodes are the reasons of RFC 6749, RFC 8628 and OpenID Connect.
var standardCodes = map[string]string{ //nolint:gosec // codes of errors, no secrets
	"consent_required": "signin_consent", "access_denied": "signin_denied", "authorization_declined": "signin_denied",
	"interaction_required": "signin_again", "login_required": "signin_again", "account_selection_required": "signin_again",
	"invalid_grant": "signin_expired", "expired_token": "signin_code_expired",
	"invalid_client": "signin_not_public_client", "unauthorized_client": "signin_unknown_app",
	"temporarily_unavailable": "signin_later", "server_error": "signin_later",
}

// subCodes are Microsoft's finer reasons, where error_codes are not known.
var subCodes = map[string]string{
	"consent_required": "signin_consent", "basic_action": "signin_again", "additional_action": "signin_again",
	"token_expired": "signin_expired", "bad_token": "signin_expired", "protection_policy_required": "signin_device_policy",
}

// otherErrors are the reasons of RFC 6749 that mean a fault of ours.
var otherErrors = []string{"invalid_request", "invalid_scope", "unsupported_grant_type", "unsupported_response_type"}

// name is what an administrator can look up: the standard's own word, and nothing that is not.
func (r refusal) name() string {
	if _, known := standardCodes[r.Error]; known || slices.Contains(otherErrors, r.Error) {
		return r.Error
	}
	return "OAuth"
}

// code is the first reason that is known, the finest first, and what an administrator can look up.
func (r refusal) code() (code, detail string) {
	detail = r.name()
	for _, number := range r.numbers() {
		detail = "AADSTS" + strconv.FormatInt(number, 10)
		if code, known := microsoftCodes[number]; known {
			return code, detail
		}
	}
	if known := subCodes[r.Sub]; known != "" {
		return known, detail
	}
	// Microsoft says invalid_grant of nearly everything: with a number that is not known, only the number helps.
	if known := standardCodes[r.Error]; known != "" && (r.Error != "invalid_grant" || detail == r.Error) {
		return known, detail
	}
	return "signin_refused", detail
}

func (r refusal) failure(op string) *dispatch.Error {
	code, detail := r.code()
	e := failed(op, dispatch.KindCredentials, code)
	if code == "signin_later" {
		e.Kind, e.Retry = dispatch.KindUnreachable, true
	}
	e.Detail = detail
	return e
}

// refused reads an answer that is not a success.
func refused(op string, answer webservice.Answer) (refusal, *dispatch.Error) {
	var r refusal
	err := json.Unmarshal(answer.Body, &r)
	switch {
	case err == nil && r.Error != "" && answer.Status/100 == 4 && answer.Status != http.StatusTooManyRequests:
		return r, r.failure(op)
	case answer.Status/100 == 5 || answer.Status == http.StatusTooManyRequests:
		e := failed(op, dispatch.KindUnreachable, "signin_later")
		e.Retry = true
		return refusal{}, e
	}
	return refusal{}, failed(op, dispatch.KindRejected, "signin_malformed_answer")
}
