package documo

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strconv"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax"
	"github.com/souspli/souspli/fax/webfax"
)

// record is a fax as the service tells it.
type record struct {
	MessageID     string       `json:"messageId"`
	Status        webfax.Text  `json:"status"`
	PagesCount    webfax.Count `json:"pagesCount"`
	PagesComplete webfax.Count `json:"pagesComplete"`
	Attempts      webfax.Count `json:"faxAttempt"`
	ResultCode    webfax.Text  `json:"resultCode"`
	ResultInfo    webfax.Text  `json:"resultInfo"`
	ErrorCode     webfax.Text  `json:"errorCode"`
	ErrorInfo     webfax.Text  `json:"errorInfo"`
}

// parseRecord reads one fax, alone or as the only one of a list.
func parseRecord(body []byte) (record, error) {
	var r record
	if err := webfax.ReadOne(body, &r); err != nil || !webfax.IsIdentifier(r.MessageID) {
		return record{}, webfax.ErrGarbled
	}
	return r, nil
}

// parseHistory reads the entries of the history, as they stand.
func parseHistory(body []byte) ([]json.RawMessage, error) {
	var history struct {
		Rows *[]json.RawMessage `json:"rows"`
	}
	if json.Unmarshal(body, &history) != nil || history.Rows == nil {
		return nil, webfax.ErrGarbled
	}
	return *history.Rows, nil
}

// markOf is what a fax carries to be recognised by.
func markOf(job fax.Job) string { return string(job.Attempt) + "-" + strconv.Itoa(job.Pages) }

// markedPages is what follows the ID in a mark.
var markedPages = regexp.MustCompile(`^-([0-9]{1,4})\b`)

// findMark looks for the attempt's ID anywhere in an entry: which fields it shows is not known.
func findMark(rows []json.RawMessage, attempt dispatch.ID) (webfax.Reference, bool) {
	if !attempt.Valid() {
		return webfax.Reference{}, false
	}
	for _, row := range rows {
		_, rest, marked := bytes.Cut(row, []byte(attempt))
		r, err := parseRecord(row)
		if !marked || err != nil {
			continue
		}
		found := webfax.Reference{ID: r.MessageID}
		if match := markedPages.FindSubmatch(rest); match != nil {
			found.Pages, _ = strconv.Atoi(string(match[1]))
		}
		return found, true
	}
	return webfax.Reference{}, false
}
