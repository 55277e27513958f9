package nextcloud

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal"
	"github.com/souspli/souspli/dispatch/portal/webdav"
)

// activityPath is where the activities of one file are told; the filter "filter" is the only one for which
// the server heeds the file.
const activityPath = "apps/activity/api/v2/activity/filter"

// Track tells from the server's shares and activities what became of a deposit: whether it was fetched, and
// whether access goes on.
func (c *Channel) Track(ctx context.Context, attempt dispatch.Attempt) (dispatch.Status, error) {
	const op = "portal.track"
	if !attempt.ID.Valid() || attempt.Receipt == nil {
		return dispatch.Status{}, invalid(op, "attempt", "portal_attempt_invalid")
	}
	defer c.dav.Close()
	status, err := c.track(ctx, attempt)
	if err != nil {
		return status, webdav.Unsettled(op, dispatch.KindOf(err), "portal_not_told", err)
	}
	return status, nil
}

func (c *Channel) track(ctx context.Context, attempt dispatch.Attempt) (dispatch.Status, error) {
	status := dispatch.Status{State: dispatch.Accepted, Receipt: *attempt.Receipt}
	status.Receipt.At = c.config.Now()
	s, err := c.known(ctx)
	if err != nil {
		return status, err
	}
	one, err := s.standing(ctx, attempt)
	if err != nil {
		return status, err
	}
	seen, err := s.fetches(ctx, attempt, one)
	if err != nil {
		return status, err
	}
	seen.tell(&status.Receipt)
	if one.ID != "" {
		status.Receipt = s.told(one, status.Receipt)
	}
	return ended(status, one.ID != "", seen), nil
}

// standing is the share that a receipt names, wherever what it shares was moved to; none when the server says that it
// is gone.
func (s *session) standing(ctx context.Context, attempt dispatch.Attempt) (share, error) {
	number := shareNumber(attempt.Receipt)
	if number == "" {
		return share{}, malformed("nextcloud.share")
	}
	one, err := s.numbered(ctx, number)
	if err != nil || one.ID == "" {
		return share{}, err
	}
	numbers := numbersIn(*attempt.Receipt)
	if !one.of(portal.Deposited(attempt)) && (len(numbers) == 0 || string(one.Folder) != numbers[0]) {
		return share{}, malformed("nextcloud.share") // a server that was set back counts anew
	}
	return one, nil
}

// ended says how a deposit stands. What was fetched whole arrived, whatever came after; when access is over, what was
// fetched in part stays so, and nothing is said of who fetched it where the server cannot tell.
func ended(status dispatch.Status, shared bool, seen fetches) dispatch.Status {
	r := &status.Receipt
	over := !r.Expires.IsZero() && !r.At.Before(r.Expires)
	if !shared && !over && r.Revoked.IsZero() {
		r.Revoked = r.At.UTC().Truncate(time.Second)
	}
	switch {
	case seen.whole:
		status.State = dispatch.Delivered
	case shared && !over:
	case !seen.known:
		status.Settled, status.Failure = true, lost("nextcloud_fetch_unknown")
	case !r.Fetched.IsZero():
		status.State, status.Failure = dispatch.Partial, lost("nextcloud_fetched_partly")
	case over && r.Revoked.IsZero():
		status.State, status.Failure = dispatch.Failed, lost("portal_expired")
	default:
		status.State, status.Failure = dispatch.Failed, lost("portal_revoked")
	}
	return status
}

func lost(code string) *dispatch.Failure {
	return &dispatch.Failure{Kind: dispatch.KindRejected.String(), Code: code}
}

// activity is one as the server tells it. Its subject is a sentence in the account's language; what it is
// about stands in the second half of the rich one, which is a list when it is empty.
type activity struct {
	App     string          `json:"app"`
	Type    string          `json:"type"`
	At      time.Time       `json:"datetime"`
	Subject json.RawMessage `json:"subject_rich"`
}

// downloaded reports whether the activity is a download, and by whose e-mail share; empty: through a link.
// Of the type public_links there is nothing else (nextcloud/server, apps/files_sharing, Activity).
func (a activity) downloaded() (address string, ok bool) {
	if a.App != "files_sharing" || a.Type != "public_links" || a.At.IsZero() {
		return "", false
	}
	var halves []json.RawMessage
	var about struct{ Email struct{ ID string } }
	if json.Unmarshal(a.Subject, &halves) == nil && len(halves) > 1 {
		_ = json.Unmarshal(halves[1], &about)
	}
	return about.Email.ID, true
}

// fetches is what the server's activities tell of a deposit.
type fetches struct {
	known bool // whether they can tell
	whole bool // the folder was fetched in one, or every document
	count int
	first time.Time
}

// tell adds what is known. The server forgets activities after a time.
func (f fetches) tell(r *dispatch.Receipt) {
	if !f.first.IsZero() && (r.Fetched.IsZero() || f.first.Before(r.Fetched)) {
		r.Fetched = f.first
	}
	r.Fetches = max(r.Fetches, f.count)
}

// fetches counts the downloads of the deposit as a whole and of its documents. Those by another address than the
// share's are somebody else's.
func (s *session) fetches(ctx context.Context, attempt dispatch.Attempt, one share) (fetches, error) {
	numbers, err := s.numbers(ctx, attempt, one)
	if err != nil || len(numbers) < 2 {
		return fetches{}, err
	}
	told, documents := fetches{known: true}, 0
	for i, number := range numbers {
		activities, kept, err := s.activities(ctx, number)
		if err != nil || !kept {
			return fetches{}, err
		}
		switch fetched := told.add(activities, one); {
		case fetched && i == 0:
			told.whole = true
		case fetched:
			documents++
		}
	}
	told.whole = told.whole || documents == len(numbers)-1
	return told, nil
}

// add counts the downloads among activities, and reports whether there are any.
func (f *fetches) add(activities []activity, one share) (fetched bool) {
	for _, a := range activities {
		by, ok := a.downloaded()
		if !ok || one.Type == mailShare && !strings.EqualFold(by, one.With) {
			continue
		}
		f.count++
		if at := a.At.UTC().Truncate(time.Second); f.first.IsZero() || at.Before(f.first) {
			f.first = at
		}
		fetched = true
	}
	return fetched
}

// numbers are those of a deposit's folder and documents: as the receipt tells them, or as they stand. The message
// beside documents, and the manifest, are not the document.
func (s *session) numbers(ctx context.Context, attempt dispatch.Attempt, one share) ([]string, error) {
	if told := numbersIn(*attempt.Receipt); told != nil {
		return told, nil
	}
	if one.ID == "" || one.Folder == "" {
		return nil, nil
	}
	documents, err := s.documents(ctx, s.place(one))
	return slices.Insert(documents, 0, string(one.Folder)), err
}

// activities are those of one file; kept is false when the server keeps none.
func (s *session) activities(ctx context.Context, number string) (told []activity, kept bool, err error) {
	status, err := s.ocs.do(ctx, request{
		path: activityPath, query: url.Values{"object_type": {"files"}, "object_id": {number}, "limit": {"200"}},
	}, &told)
	if status == http.StatusNotFound || status == http.StatusForbidden {
		return nil, false, nil
	}
	return told, err == nil, err
}
