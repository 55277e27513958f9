package documo

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strconv"
	"strings"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax"
)

// record is a fax as the service tells it.
type record struct {
	MessageID     string `json:"messageId"`
	Status        text   `json:"status"`
	PagesCount    count  `json:"pagesCount"`
	PagesComplete count  `json:"pagesComplete"`
	Attempts      count  `json:"faxAttempt"`
	ResultCode    text   `json:"resultCode"`
	ResultInfo    text   `json:"resultInfo"`
	ErrorCode     text   `json:"errorCode"`
	ErrorInfo     text   `json:"errorInfo"`
}

// text is a word that may come as a number, or not at all.
type text string

// UnmarshalJSON takes anything; what is neither a word nor a number is empty.
func (t *text) UnmarshalJSON(b []byte) error {
	var word string
	if json.Unmarshal(b, &word) == nil {
		*t = text(word)
		return nil
	}
	var number json.Number
	if json.Unmarshal(b, &number) == nil {
		*t = text(number)
	}
	return nil
}

// count is a number that may come as a word, or not at all.
type count struct {
	n     int
	known bool
}

// mostCounted bounds what can be a number of pages.
const mostCounted = 100_000

// UnmarshalJSON takes anything; what is no number of pages is not known.
func (c *count) UnmarshalJSON(b []byte) error {
	n, err := strconv.Atoi(strings.Trim(string(b), `"`))
	if err == nil && n >= 0 && n <= mostCounted {
		*c = count{n, true}
	}
	return nil
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
	if json.Unmarshal(body, &r) != nil || !identifier.MatchString(r.MessageID) {
		return record{}, errGarbled
	}
	return r, nil
}

// parseHistory reads the entries of the history, as they stand.
func parseHistory(body []byte) ([]json.RawMessage, error) {
	var history struct {
		Rows *[]json.RawMessage `json:"rows"`
	}
	if json.Unmarshal(body, &history) != nil || history.Rows == nil {
		return nil, errGarbled
	}
	return *history.Rows, nil
}

// markOf is what a fax carries to be recognised by.
func markOf(job fax.Job) string { return string(job.Attempt) + "-" + strconv.Itoa(job.Pages) }

// markedPages is what follows the ID in a mark.
var markedPages = regexp.MustCompile(`^-([0-9]{1,4})\b`)

// findMark looks for the attempt's ID anywhere in an entry: which fields it shows is not known.
func findMark(rows []json.RawMessage, attempt dispatch.ID) (reference, bool) {
	if !attempt.Valid() {
		return reference{}, false
	}
	for _, row := range rows {
		_, rest, marked := bytes.Cut(row, []byte(attempt))
		r, err := parseRecord(row)
		if !marked || err != nil {
			continue
		}
		found := reference{id: r.MessageID}
		if match := markedPages.FindSubmatch(rest); match != nil {
			found.pages, _ = strconv.Atoi(string(match[1]))
		}
		return found, true
	}
	return reference{}, false
}

// reference is what a receipt keeps: the service's name for a fax, and how many pages it was given.
type reference struct {
	id    string
	pages int // 0: not known
}

// String is NAME/PAGES.
func (r reference) String() string { return r.id + "/" + strconv.Itoa(r.pages) }

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
