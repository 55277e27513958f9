package sendsecure

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal"
)

// States of a SafeBox.
const (
	closed         = "closed"
	contentDeleted = "content_deleted"
)

// safebox is one as the service tells of it.
type safebox struct {
	GUID         string        `json:"guid"`
	Subject      string        `json:"subject"`
	Status       string        `json:"status"`
	Expiration   string        `json:"expiration"`
	Created      string        `json:"created_at"`
	Participants []participant `json:"participants"`
	Messages     []struct {
		Documents []document `json:"documents"`
	} `json:"messages"`
	Activity struct {
		Guests []struct {
			Documents []download `json:"documents"`
		} `json:"guests"`
	} `json:"download_activity"`
}

type participant struct {
	ID    string `json:"id"`
	Role  string `json:"role"`
	Read  int    `json:"message_read_count"`
	Guest *struct {
		Bounced bool `json:"bounced_email"`
		Locked  bool `json:"locked"`
	} `json:"guest_options"` // nil: not a guest
}

type document struct {
	ID   string `json:"id"`
	SHA  string `json:"sha"` // SHA-256, hexadecimal
	Size int64  `json:"size"`
}

type download struct {
	ID string `json:"id"`
	At string `json:"download_date"` // empty: not yet
}

// safebox asks for one, or for some sections of it.
func (s *session) safebox(ctx context.Context, guid, sections string) (safebox, int, error) {
	query := url.Values{}
	if sections != "" {
		query.Set("sections", sections)
	}
	var told struct {
		SafeBox safebox `json:"safebox"`
	}
	status, err := s.do(ctx, request{path: "safeboxes/" + guid + ".json", query: query}, &told)
	if err == nil && told.SafeBox.GUID != guid {
		err = malformed()
	}
	return told.SafeBox, status, err
}

const (
	perPage   = 100
	mostPages = 5
)

// byReference looks for the SafeBox of an attempt among the latest; the zero one when none of them is.
func (s *session) byReference(ctx context.Context, attempt dispatch.ID) (safebox, error) {
	for page := 1; page <= mostPages; page++ {
		var told struct {
			SafeBoxes []struct {
				SafeBox safebox `json:"safebox"`
			} `json:"safeboxes"`
		}
		_, err := s.do(ctx, request{path: "safeboxes.json", query: url.Values{
			"user_email": {s.config.User}, "per_page": {strconv.Itoa(perPage)}, "page": {strconv.Itoa(page)},
		}}, &told)
		if err != nil {
			return safebox{}, err
		}
		for _, one := range told.SafeBoxes {
			if strings.HasSuffix(one.SafeBox.Subject, string(attempt)) && isID(one.SafeBox.GUID) {
				return one.SafeBox, nil
			}
		}
		if len(told.SafeBoxes) < perPage {
			break
		}
	}
	return safebox{}, nil
}

// of is the SafeBox of an attempt: by its receipt, or else by its reference. Where there is none, its GUID is empty.
func (s *session) of(ctx context.Context, a dispatch.Attempt, sections string) (safebox, error) {
	guid := ""
	if a.Receipt != nil {
		guid = a.Receipt.Reference
	}
	if !isID(guid) {
		found, err := s.byReference(ctx, a.ID)
		if err != nil || found.GUID == "" {
			return safebox{}, err
		}
		guid = found.GUID
	}
	there, status, err := s.safebox(ctx, guid, sections)
	if status == http.StatusNotFound {
		return safebox{}, nil
	}
	return there, err
}

// change asks something of a SafeBox.
func (s *session) change(ctx context.Context, guid, what string, body, answer any) error {
	_, err := s.do(ctx, request{method: http.MethodPatch, path: "safeboxes/" + guid + "/" + what + ".json", body: body}, answer)
	return err
}

// unsettled is err with a sentence that promises nothing of the document.
func unsettled(op, code string, err error) error {
	return portal.Unsettled(op, dispatch.KindOf(err), code, err)
}
