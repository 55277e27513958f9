package sinch

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// record is a fax as the service tells it.
type record struct {
	ID           string `json:"id"`
	Status       text   `json:"status"`
	Pages        count  `json:"numberOfPages"`
	PagesSent    count  `json:"pagesSentSuccessfully"`
	Retries      count  `json:"retryCount"`
	ErrorType    text   `json:"errorType"`
	ErrorCode    count  `json:"errorCode"`
	ErrorMessage text   `json:"errorMessage"`
	CreateTime   text   `json:"createTime"`
	HasFile      text   `json:"hasFile"`
	Labels       labels `json:"labels"`
}

// text is a word that may come as a number or a boolean, or not at all.
type text string

// UnmarshalJSON takes anything; what is no single value is empty.
func (t *text) UnmarshalJSON(b []byte) error {
	var value any
	if json.Unmarshal(b, &value) != nil {
		return nil
	}
	switch value := value.(type) {
	case string:
		*t = text(value)
	case bool:
		*t = text(strconv.FormatBool(value))
	case float64:
		*t = text(string(b))
	}
	return nil
}

// count is a number that may come as a word, or not at all.
type count struct {
	n     int
	known bool
}

// mostCounted bounds what can be a number of pages, or of faxes in a week.
const mostCounted = 1_000_000

// UnmarshalJSON takes anything; what is no count is not known.
func (c *count) UnmarshalJSON(b []byte) error {
	n, err := strconv.Atoi(strings.Trim(string(b), `"`))
	if err == nil && n >= 0 && n <= mostCounted {
		*c = count{n, true}
	}
	return nil
}

// labels are those of a fax. Whatever has another form is none.
type labels map[string]text

// UnmarshalJSON takes anything.
func (l *labels) UnmarshalJSON(b []byte) error {
	var values map[string]text
	if json.Unmarshal(b, &values) == nil {
		*l = values
	}
	return nil
}

// created is when the service took the fax; zero when it does not say.
func (r record) created() time.Time {
	at, err := time.Parse(time.RFC3339, string(r.CreateTime))
	if err != nil {
		return time.Time{}
	}
	return at
}

// attempt is the label that makes a fax one of ours.
func (r record) attempt() dispatch.ID { return dispatch.ID(r.Labels[labelAttempt]) }

func (r record) reference() reference {
	n, err := strconv.ParseUint(string(r.Labels[labelPages]), 10, 16)
	if err != nil {
		n = 0
	}
	return reference{r.ID, int(n)}
}

// identifier is how the service names a fax: it stands in addresses, in receipts and in the log.
var identifier = regexp.MustCompile(`^[0-9A-Za-z-]{8,64}$`)

// parseRecord reads one fax, alone or as the only one of a list.
func parseRecord(body []byte) (record, error) {
	var list []json.RawMessage
	if json.Unmarshal(body, &list) == nil {
		if len(list) != 1 {
			return record{}, errGarbled
		}
		body = list[0]
	}
	var r record
	if json.Unmarshal(body, &r) != nil || !identifier.MatchString(r.ID) {
		return record{}, errGarbled
	}
	return r, nil
}

// listing is one page of a list.
type listing struct {
	Faxes *[]record `json:"faxes"`
	Page  count     `json:"page"`
	Total count     `json:"totalItems"`
}

// parseList reads a page. A fax without a usable name makes all of it garbled: it could be the one that is
// looked for.
func parseList(body []byte) (listing, error) {
	var page listing
	if json.Unmarshal(body, &page) != nil || page.Faxes == nil {
		return listing{}, errGarbled
	}
	for _, r := range *page.Faxes {
		if !identifier.MatchString(r.ID) {
			return listing{}, errGarbled
		}
	}
	return page, nil
}

// reference is what a receipt keeps: the service's name for a fax, and how many pages it was given.
type reference struct {
	id    string
	pages int // 0: not known
}

// String is NAME/PAGES.
func (r reference) String() string { return r.id + "/" + pagesText(r.pages) }

func pagesText(pages int) string { return strconv.Itoa(pages) }

// referenceOf reads the receipt of an attempt.
func referenceOf(attempt dispatch.Attempt) (reference, bool) {
	if attempt.Receipt == nil {
		return reference{}, false
	}
	id, pages, _ := strings.Cut(attempt.Receipt.Reference, "/")
	n, err := strconv.ParseUint(pages, 10, 16)
	if err != nil {
		n = 0
	}
	return reference{id, int(n)}, identifier.MatchString(id)
}
