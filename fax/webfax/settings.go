package webfax

import (
	"cmp"
	"encoding/base64"
	"slices"
	"strconv"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax"
)

// Invalid is an account that could never work; field is what is wrong with it.
func Invalid(op, code, field string) error {
	return &dispatch.Error{Op: op, Kind: dispatch.KindInvalid, Code: code, Field: field, Certainty: dispatch.Unsent}
}

// Basic is the header by which user signs in with a password (RFC 7617). The user holds no colon.
func Basic(user, password string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))
}

// Settings are an account's, by their names. An empty one is as if it were not given.
type Settings struct {
	op    string
	given map[string]string
}

// ReadSettings takes the settings that are known. It refuses others, for a name that is misspelt would be one
// that is not heeded.
func ReadSettings(op string, given map[string]string, known ...string) (Settings, error) {
	for name, value := range given {
		if value != "" && !slices.Contains(known, name) {
			return Settings{}, Invalid(op, "fax_account_setting", "settings")
		}
	}
	return Settings{op, given}, nil
}

// Refuse is the error of a setting that could never work.
func (s Settings) Refuse(name string) error { return Invalid(s.op, "fax_account_setting", name) }

// Text is a setting as it was given, or what is usual.
func (s Settings) Text(name, usual string) string { return cmp.Or(s.given[name], usual) }

// Number is a telephone number.
func (s Settings) Number(name string) (fax.Number, error) {
	number, err := fax.ParseNumber(s.given[name])
	if err != nil {
		return fax.Number{}, s.Refuse(name)
	}
	return number, nil
}

// Retries is how often the service redials by itself: 0 to most, or what is usual.
func (s Settings) Retries(name string, usual, most int) (int, error) {
	n, err := strconv.ParseUint(s.Text(name, strconv.Itoa(usual)), 10, 8)
	if err != nil || int(n) > most {
		return 0, s.Refuse(name)
	}
	return int(n), nil
}
