package desk

import (
	"context"
	"maps"
	"strconv"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// createdWith is created with the evidence beside it.
func (d *Desk) createdWith(ctx context.Context, made dispatch.Dispatch, draft Draft, s Suggestion) (dispatch.Event, error) {
	event := d.created(made, draft, s)
	beside, err := d.evidence(ctx, made, draft, s)
	maps.Copy(event.Details, beside)
	return event, err
}

// evidence is what rules 2.10 ask of the log beside what was decided: whom it was for and how the address
// was verified, as it was then; what leaves it under; and the documents before and after conversion.
func (d *Desk) evidence(ctx context.Context, made dispatch.Dispatch, draft Draft, s Suggestion) (map[string]string, error) {
	details := map[string]string{
		"alternatives":    strings.Join(channelNames(s.Answer.Allowed), " "),
		"recipient":       string(made.Recipient.ID),
		"recipient_class": string(made.Recipient.Class),
		"layer":           layer(made),
		"pages":           list(made.Documents, func(doc dispatch.Document) string { return strconv.Itoa(doc.Pages) }),
		"original_sha256": list(made.Documents, originalHash),
		"local_time":      made.Created.Format(time.RFC3339),
		"authorised_on":   string(made.AuthorisedOn),
	}
	if class := made.Recipient.Class; class != dispatch.Patient && class != dispatch.Caregiver {
		details["organisation"] = made.Recipient.Organisation
	}
	maps.Copy(details, verification(made.Route))
	details["patient"] = strings.Join(made.PatientMarks(), " ")
	key, err := d.KeyFor(ctx, made)
	if err != nil {
		return nil, err
	}
	maps.Copy(details, keyVerification(key))
	account, err := d.accountByID(ctx, made.Account)
	if err != nil {
		return nil, err
	}
	details["account"], details["account_standing"] = account.Name, string(account.Standing)
	maps.DeleteFunc(details, func(_, value string) bool { return value == "" })
	return details, nil
}

// accountByID is the account that carries a dispatch, empty for one that a person carries.
func (d *Desk) accountByID(ctx context.Context, id dispatch.ID) (found dispatch.Account, err error) {
	if id == "" {
		return found, nil
	}
	all, err := d.config.Store.Accounts(ctx)
	for _, a := range all {
		if a.ID == id {
			found = a
		}
	}
	return found, err
}

// verification tells how, when and by whom the address was made sure of.
func verification(route dispatch.Route) map[string]string {
	if route.Verification == nil {
		return nil
	}
	v := route.Verification
	return map[string]string{"route_how": v.How, "route_by": v.By, "route_verified": v.At.UTC().Format(time.RFC3339)}
}

// keyVerification tells for which certificate it is to be sealed, and how, when and by whom that was made sure of. The
// receipt tells the one that it was sealed for.
func keyVerification(key *dispatch.Key) map[string]string {
	if key == nil {
		return nil
	}
	details := map[string]string{"key": key.Fingerprint}
	if v := key.Verification; v != nil {
		details["key_how"], details["key_by"], details["key_verified"] = v.How, v.By, v.At.UTC().Format(time.RFC3339)
	}
	return details
}

// layer names the protection beside the channel's own, and none of its secrets.
func layer(made dispatch.Dispatch) string {
	switch {
	case made.Form != "":
		return string(made.Form)
	case made.Channel == dispatch.Portal:
		return "portal_access"
	default:
		return ""
	}
}

// originalHash is that of the file that a document was made from; a dash for one that leaves as it is.
func originalHash(doc dispatch.Document) string {
	if doc.Original == nil {
		return "-"
	}
	return doc.Original.SHA256
}

func channelNames(channels []dispatch.ChannelKind) []string {
	names := make([]string, len(channels))
	for i, channel := range channels {
		names[i] = string(channel)
	}
	return names
}
