package webfax

import (
	"encoding/json"
	"strconv"
	"strings"
)

// Text is a word in JSON that may come as a number or a boolean, or not at all.
type Text string

// UnmarshalJSON takes anything; what is no single value is empty.
func (t *Text) UnmarshalJSON(b []byte) error {
	var value any
	if json.Unmarshal(b, &value) != nil {
		return nil
	}
	switch value := value.(type) {
	case string:
		*t = Text(value)
	case bool, float64:
		*t = Text(b) // as it stands
	}
	return nil
}

// Count is a number of pages or faxes in JSON that may come as a word, or not at all.
type Count struct {
	N     int
	Known bool
}

// mostCounted bounds what can be a number of pages, or of faxes in a week.
const mostCounted = 1_000_000

// UnmarshalJSON takes anything; what is no count is not known.
func (c *Count) UnmarshalJSON(b []byte) error {
	n, err := strconv.Atoi(strings.Trim(string(b), `"`))
	if err == nil && n >= 0 && n <= mostCounted {
		*c = Count{n, true}
	}
	return nil
}

// ReadOne reads a value that stands alone, or as the only one of a list. The error is ErrGarbled.
func ReadOne(body []byte, value any) error {
	var list []json.RawMessage
	if json.Unmarshal(body, &list) == nil {
		if len(list) != 1 {
			return ErrGarbled
		}
		body = list[0]
	}
	if json.Unmarshal(body, value) != nil {
		return ErrGarbled
	}
	return nil
}
