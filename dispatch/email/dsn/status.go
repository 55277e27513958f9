package dsn

import (
	"regexp"
	"strings"
)

// enhanced is a status of RFC 3463.
var enhanced = regexp.MustCompile(`\b([245])\.([0-9]{1,3})\.([0-9]{1,3})\b`)

// statusOf is the status that the fields of a recipient give. A server that knows only the class says x.0.0
// there, and what it was told, in the words of the other server.
func statusOf(group fields) string {
	said := enhanced.FindString(group["status"])
	if said != "" && !strings.HasSuffix(said, ".0.0") {
		return said
	}
	if told := enhanced.FindString(group.typed("diagnostic-code")); told != "" {
		return told
	}
	return said
}

// reasons are the codes of what RFC 3463 and its registry (RFC 5248) tell apart, by subject and detail.
var reasons = map[string]string{
	"1.0": unknownMailbox, "1.1": unknownMailbox, "1.2": unknownMailbox, "1.3": unknownMailbox, "1.6": unknownMailbox,
	"1.10": unknownMailbox, "2.1": "mail_bounced_closed",
	"2.2": full, "3.1": full, "2.3": tooLarge, "3.4": tooLarge,
	"4.6": "mail_bounced_loop", "4.1": unreachable, "4.2": unreachable, "4.3": unreachable, "4.4": unreachable, "4.7": unreachable,
	"1.7": refused, "1.8": refused, "7.1": refused, "7.0": refused,
}

const (
	unknownMailbox = "mail_bounced_mailbox_unknown"
	full           = "mail_bounced_full"
	tooLarge       = "mail_bounced_too_large"
	unreachable    = "mail_bounced_unreachable"
	refused        = "mail_bounced_refused"
)

// Codes are the codes of all reasons, each the key of a sentence.
func Codes() []string {
	return []string{
		unknownMailbox, "mail_bounced_closed", full, tooLarge, "mail_bounced_loop", unreachable, refused,
		"mail_bounced_content", "mail_bounced_policy", "mail_bounced_unknown",
	}
}

// code is why a message came back. A subject whose details make no difference to people answers as a whole.
func code(status string) string {
	_, reason, _ := strings.Cut(status, ".")
	if known := reasons[reason]; known != "" {
		return known
	}
	switch subject, _, _ := strings.Cut(reason, "."); subject {
	case "6":
		return "mail_bounced_content"
	case "7":
		return "mail_bounced_policy"
	default:
		return "mail_bounced_unknown"
	}
}
