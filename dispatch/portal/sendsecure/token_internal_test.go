package sendsecure

import (
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/webservice"
)

// FuzzParseToken: a token fits a header and came with a success, or there is an error of a known code.
func FuzzParseToken(f *testing.F) {
	for _, seed := range []string{`{"result":true,"token":"USER|a"}`, `{"result":true,"token":"a\r\nX: b"}`, `{"result":"false","code":103}`, `{"code":"102"}`, `{`, ``} {
		f.Add([]byte(seed), 200)
		f.Add([]byte(seed), 500)
	}
	f.Fuzz(func(t *testing.T, body []byte, status int) {
		token, err := parseToken(webservice.Answer{Status: status, Body: body})
		switch {
		case err != nil && (token != "" || dispatch.CodeOf(err) == ""):
			t.Errorf("%q, %v", token, err)
		case err == nil && (token == "" || len(token) > maxToken || status < 200 || status > 299):
			t.Errorf("%q with %d", token, status)
		}
		for _, r := range token {
			if unprintable(r) {
				t.Errorf("%q is no token", token)
			}
		}
	})
}
