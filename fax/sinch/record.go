package sinch

import (
	"encoding/json"
	"strconv"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax/webfax"
)

// record is a fax as the service tells it.
type record struct {
	ID           string       `json:"id"`
	Status       webfax.Text  `json:"status"`
	Pages        webfax.Count `json:"numberOfPages"`
	PagesSent    webfax.Count `json:"pagesSentSuccessfully"`
	Retries      webfax.Count `json:"retryCount"`
	ErrorType    webfax.Text  `json:"errorType"`
	ErrorCode    webfax.Count `json:"errorCode"`
	ErrorMessage webfax.Text  `json:"errorMessage"`
	CreateTime   webfax.Text  `json:"createTime"`
	HasFile      webfax.Text  `json:"hasFile"`
	Labels       labels       `json:"labels"`
}

// labels are those of a fax. Whatever has another form is none.
type labels map[string]webfax.Text

// UnmarshalJSON takes anything.
func (l *labels) UnmarshalJSON(b []byte) error {
	var values map[string]webfax.Text
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

func (r record) reference() webfax.Reference {
	n, err := strconv.ParseUint(string(r.Labels[labelPages]), 10, 16)
	if err != nil {
		n = 0
	}
	return webfax.Reference{ID: r.ID, Pages: int(n)}
}

// parseRecord reads one fax, alone or as the only one of a list.
func parseRecord(body []byte) (record, error) {
	var r record
	if err := webfax.ReadOne(body, &r); err != nil || !webfax.IsIdentifier(r.ID) {
		return record{}, webfax.ErrGarbled
	}
	return r, nil
}

// listing is one page of a list.
type listing struct {
	Faxes *[]record    `json:"faxes"`
	Page  webfax.Count `json:"page"`
	Total webfax.Count `json:"totalItems"`
}

// parseList reads a page. A fax without a usable name makes all of it garbled: it could be the one that is
// looked for.
func parseList(body []byte) (listing, error) {
	var page listing
	if json.Unmarshal(body, &page) != nil || page.Faxes == nil {
		return listing{}, webfax.ErrGarbled
	}
	for _, r := range *page.Faxes {
		if !webfax.IsIdentifier(r.ID) {
			return listing{}, webfax.ErrGarbled
		}
	}
	return page, nil
}
