package email

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/webservice"
)

// forwardsOutside fails with mail_forwards_outside when the mailbox has a rule in force that sends mail out of
// its domain: replies, and what bounces, would leave too. Where the rules may not be read, or not all of them can be,
// it tells only that.
func (c *Channel) forwardsOutside(ctx context.Context) (read bool, err error) {
	if c.graph == nil || c.graph.Read == "" || c.graph.Other {
		return false, nil
	}
	answer, err := c.graph.withToken(ctx, c.graph.Read, webservice.Request{Path: "me/mailFolders/inbox/messageRules"})
	if err != nil || !answer.OK() {
		return false, nil //nolint:nilerr // the mailbox's rules are not the account's
	}
	outside, all := forwards(answer.Body, c.from[strings.LastIndexByte(c.from, '@')+1:])
	if outside {
		return true, unsent(dispatch.KindRefused, "mail_forwards_outside")
	}
	return all, nil
}

// messageRule is a rule of a mailbox (learn.microsoft.com, "messageRule resource type").
type messageRule struct {
	Enabled bool `json:"isEnabled"`
	Actions struct {
		Forward    []ruleRecipient `json:"forwardTo"`
		Attachment []ruleRecipient `json:"forwardAsAttachmentTo"`
		Redirect   []ruleRecipient `json:"redirectTo"`
	} `json:"actions"`
}

type ruleRecipient struct {
	Email struct {
		Address string `json:"address"`
	} `json:"emailAddress"`
}

// forwards reports whether a list of rules sends mail to another domain, and whether the list is whole. Addresses
// without a domain are Exchange's own, of the same organisation.
func forwards(list []byte, domain string) (outward, whole bool) {
	var rules struct {
		Value []messageRule `json:"value"`
		Next  string        `json:"@odata.nextLink"`
	}
	if json.Unmarshal(list, &rules) != nil {
		return false, false
	}
	for _, rule := range rules.Value {
		if !rule.Enabled {
			continue
		}
		for _, recipients := range [][]ruleRecipient{rule.Actions.Forward, rule.Actions.Attachment, rule.Actions.Redirect} {
			for _, recipient := range recipients {
				if outside(recipient.Email.Address, domain) {
					return true, true
				}
			}
		}
	}
	return false, rules.Value != nil && rules.Next == ""
}

func outside(address, domain string) bool {
	at := strings.LastIndexByte(address, '@')
	if at < 0 {
		return false
	}
	theirs, ours := strings.ToLower(address[at+1:]), strings.ToLower(domain)
	return theirs != ours && !strings.HasSuffix(theirs, "."+ours) && !strings.HasSuffix(ours, "."+theirs)
}
