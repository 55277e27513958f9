package nextcloud

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
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
	if err := s.reach(ctx); err != nil {
		return status, err
	}
	shares, err := s.shares(ctx, attempt.ID)
	if err != nil {
		return status, err
	}
	if err := s.addFetches(ctx, attempt.ID, shares, &status.Receipt); err != nil {
		return status, err
	}
	if len(shares) > 0 {
		status.Receipt = s.told(shares[0], status.Receipt)
	}
	return ended(status, len(shares) > 0), nil
}

// ended says how a deposit stands. What was fetched arrived, whatever came after.
func ended(status dispatch.Status, shared bool) dispatch.Status {
	r := &status.Receipt
	over := !r.Expires.IsZero() && !r.At.Before(r.Expires)
	if !shared && !over && r.Revoked.IsZero() {
		r.Revoked = r.At.UTC().Truncate(time.Second)
	}
	switch {
	case !r.Fetched.IsZero():
		status.State = dispatch.Delivered
	case over:
		status.State, status.Failure = dispatch.Failed, lost("portal_expired")
	case !shared:
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

// addFetches counts the downloads of the deposit as a whole and of its files. Those by another address than
// the share's are somebody else's.
func (s *session) addFetches(ctx context.Context, attempt dispatch.ID, shares []share, r *dispatch.Receipt) error {
	numbers, err := s.numbers(ctx, attempt)
	if err != nil {
		return err
	}
	fetches := 0
	for _, number := range numbers {
		activities, err := s.activities(ctx, number)
		if err != nil {
			return err
		}
		for _, a := range activities {
			if by, ok := a.downloaded(); ok && ours(by, shares) {
				fetches++
				if at := a.At.UTC().Truncate(time.Second); r.Fetched.IsZero() || at.Before(r.Fetched) {
					r.Fetched = at
				}
			}
		}
	}
	r.Fetches = max(r.Fetches, fetches) // the server forgets activities after a time
	return nil
}

func ours(by string, shares []share) bool {
	for _, one := range shares {
		if one.Type == mailShare && !strings.EqualFold(by, one.With) {
			return false
		}
	}
	return true
}

// numbers are those of a deposit's folder and documents. The message and the manifest are not the document.
func (s *session) numbers(ctx context.Context, attempt dispatch.ID) ([]string, error) {
	folder, err := s.dav.Stat(ctx, s.final(attempt))
	if err != nil || !folder.Exists {
		return nil, err
	}
	files, err := s.dav.List(ctx, s.final(attempt))
	if err != nil {
		return nil, err
	}
	var numbers []string
	for _, f := range append(files, folder) {
		if f.FileID != "" && (f.Folder || strings.HasPrefix(f.Name, "document-")) {
			numbers = append(numbers, f.FileID)
		}
	}
	return numbers, nil
}

// activities are those of one file; none when the server keeps none.
func (s *session) activities(ctx context.Context, number string) ([]activity, error) {
	var told []activity
	status, err := s.ocs.do(ctx, request{
		path: activityPath, query: url.Values{"object_type": {"files"}, "object_id": {number}, "limit": {"200"}},
	}, &told)
	if status == http.StatusNotFound || status == http.StatusForbidden {
		return nil, nil
	}
	return told, err
}
