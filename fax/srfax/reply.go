package srfax

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/souspli/souspli/fax/webfax"
)

// reply is what every action answers: a word, and a result whose shape depends on both.
type reply struct {
	success bool
	result  json.RawMessage
}

// parseReply believes only the two words that the service has for its status.
func parseReply(body []byte) (reply, error) {
	var answer struct {
		Status text
		Result json.RawMessage
	}
	body = bytes.TrimPrefix(bytes.TrimSpace(body), []byte("\ufeff"))
	if err := json.Unmarshal(body, &answer); err != nil {
		return reply{}, webfax.ErrGarbled // the cause would quote the answer
	}
	switch strings.ToLower(strings.TrimSpace(string(answer.Status))) {
	case "success":
		return reply{success: true, result: answer.Result}, nil
	case "failed":
		return reply{result: answer.Result}, nil
	}
	return reply{}, webfax.ErrGarbled
}

// words is the result as a sentence; empty when it is none.
func (r reply) words() string {
	var words text
	if json.Unmarshal(r.result, &words) != nil {
		return ""
	}
	return strings.TrimSpace(string(words))
}

// number is the result as a fax's number, which comes as a string or as a number.
func (r reply) number() (string, bool) {
	id := r.words()
	return id, isNumber(id)
}

// records is the result as faxes: a list, a single one, or nothing.
func (r reply) records() ([]record, error) {
	switch result := bytes.TrimSpace(r.result); {
	case len(result) == 0 || string(result) == "null" || string(result) == `""`:
		return nil, nil
	case result[0] == '{':
		var one record
		if err := json.Unmarshal(result, &one); err != nil {
			return nil, webfax.ErrGarbled
		}
		return []record{one}, nil
	}
	var list []record
	if err := json.Unmarshal(r.result, &list); err != nil {
		return nil, webfax.ErrGarbled
	}
	return list, nil
}

// text reads a string, and also a number, a truth or nothing, which some actions write without quotes.
type text string

// UnmarshalJSON refuses only lists and objects.
func (t *text) UnmarshalJSON(b []byte) error {
	var value any
	decoder := json.NewDecoder(bytes.NewReader(b))
	decoder.UseNumber()
	if err := decoder.Decode(&value); err != nil {
		return err
	}
	switch v := value.(type) {
	case string:
		*t = text(v)
	case json.Number:
		*t = text(v.String())
	case bool:
		*t = text(strconv.FormatBool(v))
	case nil:
		*t = ""
	default:
		return webfax.ErrGarbled
	}
	return nil
}
