package oauth

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch/webservice"
)

// FuzzAnswers holds what is made of any answer of a token service: a token that cannot break out of a header or
// a line, for a while that ends, or an error with a code.
func FuzzAnswers(f *testing.F) {
	for _, seed := range []string{
		"", "{}", "<html>", `{"access_token":"a","token_type":"Bearer","refresh_token":"r","expires_in":"3600"}`,
		`{"access_token":"a","token_type":"BEARER","refresh_token":"r"}`,
		`{"access_token":"a b","token_type":"bearer","refresh_token":"r","expires_in":1e400}`,
		`{"access_token":"a","token_type":"bearer","expires_in":-1,"id_token":"a.eyJwcmVmZXJyZWRfdXNlcm5hbWUiOiJhXG5iIn0.c"}`,
		`{"error":"invalid_grant","error_codes":[65001],"error_description":"AADSTS99999999999999"}`,
	} {
		f.Add([]byte(seed), 200)
		f.Add([]byte(seed), 400)
	}
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, body []byte, status int) {
		var read tokens
		if json.Unmarshal(body, &read) == nil {
			if token, err := read.token(now); err == nil {
				if !visible(token.access) || token.access == "" || !token.expires.After(now) || token.expires.After(now.Add(maxLife)) {
					t.Errorf("%q until %v", token.access, token.expires)
				}
			}
			if !visible(signedInAs(read.Identity)) {
				t.Error("a name on lines")
			}
		}
		if _, failure := refused(opRefresh, webservice.Answer{Status: status, Body: body}); failure.Code == "" || !visible(failure.Detail) || len(failure.Detail) > 40 {
			t.Errorf("%v", failure)
		}
	})
}
