package sharepoint

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal"
)

// permission is an access to an item (learn.microsoft.com, "permission resource type").
type permission struct {
	ID        string          `json:"id"`
	Roles     []string        `json:"roles"`
	Expires   string          `json:"expirationDateTime"`
	Inherited json.RawMessage `json:"inheritedFrom"` // of the folder above; absent: the item's own
	Failure   json.RawMessage `json:"error"`         // of an invitation that came to nothing
	// What tells an invitation from what a library gives its own people, as far as the service says.
	Invitation json.RawMessage `json:"invitation"`
	Link       json.RawMessage `json:"link"`
	Granted    struct {
		User json.RawMessage `json:"user"`
	} `json:"grantedToV2"`
}

// given reports whether p is an access that somebody may have been given to the item itself. The owner's is none.
func (p permission) given() bool {
	return !told(p.Inherited) && !slices.Contains(p.Roles, "owner")
}

// invited reports whether p is certainly what an invitation of ours gives.
func (p permission) invited() bool {
	return p.given() && slices.Equal(p.Roles, []string{"read"}) && (told(p.Invitation) || told(p.Link) || told(p.Granted.User))
}

func told(raw json.RawMessage) bool { return len(raw) > 0 && string(raw) != "null" }

// expires is when the access ends, as the service says; zero when it says nothing.
func (p permission) expires() time.Time {
	end, err := time.Parse(time.RFC3339, p.Expires)
	if err != nil || end.Year() < 2000 { // the service writes the year 1 for never
		return time.Time{}
	}
	return end.UTC().Truncate(time.Second)
}

// accesses are those that somebody was given to an item; none when it is gone.
func (g *graph) accesses(ctx context.Context, id string) ([]permission, error) {
	var list struct {
		Value []permission `json:"value"`
		Next  string       `json:"@odata.nextLink"`
	}
	status, err := g.do(ctx, request{path: at(id) + "/permissions"}, &list)
	if status == http.StatusNotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if list.Value == nil || list.Next != "" {
		return nil, malformed() // a part of the list proves nothing
	}
	given := slices.DeleteFunc(list.Value, func(p permission) bool { return !p.given() })
	for _, p := range given {
		if !isID(p.ID) {
			return nil, malformed()
		}
	}
	return given, nil
}

// invitation is what is asked for. Its message is the same for everybody: it stands in an e-mail.
func (c *Channel) invitation(p dispatch.Parcel) map[string]any {
	asked := map[string]any{
		"recipients":    []map[string]string{{"email": p.Route.Address}},
		"message":       c.config.Words(p.Language, "sharepoint_invitation"),
		"requireSignIn": true, "sendInvitation": true, "roles": []string{"read"},
	}
	if !p.Expires.IsZero() {
		asked["expirationDateTime"] = p.Expires.UTC().Format(time.RFC3339)
	}
	return asked
}

// invite makes the deposit the recipient's. It asks once.
func (d *deposit) invite(ctx context.Context, p dispatch.Parcel) (permission, error) {
	var list struct {
		Value []permission `json:"value"`
	}
	status, err := d.graph.do(ctx, request{
		method: http.MethodPost, path: at(d.staging.ID) + "/invite", body: d.invitation(p), once: true,
	}, &list)
	if err == nil && len(list.Value) > 0 && told(list.Value[0].Failure) {
		status, err = http.StatusForbidden, portal.StatusError("sharepoint.invite", http.StatusForbidden, "")
	}
	switch {
	case err == nil && len(list.Value) > 0:
		return list.Value[0], nil
	case status == 0 && err != nil && dispatch.CertaintyOf(err) == dispatch.Unsent:
		return permission{}, d.abandon(ctx, err)
	case err != nil && status >= 300 && status <= 499 && d.uninvited(ctx):
		return permission{}, d.abandon(ctx, inviteRefused(status, err))
	}
	return permission{}, portal.Unsettled(opSend, dispatch.KindUncertain, "portal_outcome_unknown", err)
}

// uninvited makes sure that a refusal was one: a proxy may have repeated the request, and told the second.
func (d *deposit) uninvited(ctx context.Context) bool {
	ctx, cancel := tidying(ctx)
	defer cancel()
	given, err := d.graph.accesses(ctx, d.staging.ID)
	return err == nil && len(given) == 0
}

// inviteRefused gives a refusal the sentence of an invitation: the organisation's rules are the usual cause.
func inviteRefused(status int, err error) error {
	if status != http.StatusBadRequest && status != http.StatusForbidden {
		return err
	}
	e := portal.During("sharepoint.invite", dispatch.Unsent, err)
	e.Code = "sharepoint_invite_refused"
	return e
}

// revoke ends an access. It may have ended already.
func (g *graph) revoke(ctx context.Context, deposit, access string) error {
	status, err := g.do(ctx, request{method: http.MethodDelete, path: at(deposit) + "/permissions/" + url.PathEscape(access)}, nil)
	if status == http.StatusNotFound {
		return nil
	}
	return err
}

// prolong moves the end of an access, which the service may refuse for those of its kind.
func (g *graph) prolong(ctx context.Context, deposit, access string, until time.Time) (after permission, err error) {
	_, err = g.do(ctx, request{
		method: http.MethodPatch, path: at(deposit) + "/permissions/" + url.PathEscape(access),
		body: map[string]any{"expirationDateTime": until.UTC().Format(time.RFC3339)},
	}, &after)
	return after, err
}
