package sinch

import (
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch/wording"
	"github.com/souspli/souspli/fax"
	"github.com/souspli/souspli/fax/webfax"
)

// Every known error of the service has a sentence, and only what excludes a page is worth a call again.
func TestEveryReasonIsWorded(t *testing.T) {
	t.Parallel()
	for kind, table := range map[webfax.Text]map[int]reason{callError: callReasons, faxError: faxReasons} {
		for code, why := range table {
			if !wording.For("fr").Has("error_" + string(why.cause)) {
				t.Errorf("%s %d: no sentence for %s", kind, code, why.cause)
			}
			r := record{ErrorType: kind, ErrorCode: webfax.Count{N: code, Known: true}, PagesSent: webfax.Count{N: 0, Known: true}, Retries: webfax.Count{N: 0, Known: true}}
			if r.reason() != why || r.counted() != why.apart {
				t.Errorf("%s %d: %+v", kind, code, r.reason())
			}
		}
	}
}

func TestUnknownReasonPromisesNothing(t *testing.T) {
	t.Parallel()
	for _, r := range []record{
		{}, {ErrorType: "CALL_ERROR"}, {ErrorType: "LINE_ERROR", ErrorCode: webfax.Count{N: 17, Known: true}}, {ErrorCode: webfax.Count{N: 17, Known: true}},
	} {
		if why := r.reason(); why != (reason{fax.NotExplained, false}) {
			t.Errorf("%+v gave %+v", r, why)
		}
	}
}

func FuzzParseRecord(f *testing.F) {
	for _, seed := range []string{
		`{"id":"01HDF5S9P29WC29J578J8EKC1C","status":"IN_PROGRESS","labels":{"souspli":"x","pages":"3"},"hasFile":false}`,
		`[{"id":"01HDF5S9P29WC29J578J8EKC1C","status":"FAILURE","errorType":"CALL_ERROR","errorCode":"17","pagesSentSuccessfully":0}]`,
		`{"id":"12345678","labels":[],"errorCode":-1,"numberOfPages":1e9,"createTime":"hier"}`, `[]`, `null`, `{"id":7}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		r, err := parseRecord(body)
		if err != nil {
			return
		}
		if !webfax.IsIdentifier(r.ID) || r.PagesSent.N < 0 || r.Pages.N < 0 || r.reference().Pages < 0 {
			t.Fatalf("%q gave %+v", body, r)
		}
		if strings.ContainsAny(r.words(), "\r\n") || r.failure().Code == "" {
			t.Fatalf("%q gave %q, %+v", body, r.words(), r.failure())
		}
	})
}

func FuzzParseList(f *testing.F) {
	for _, seed := range []string{
		`{"faxes":[{"id":"12345678"}],"page":1,"totalItems":1}`, `{"faxes":[]}`, `{"faxes":[{}]}`, `{"faxes":null}`, `[]`,
		`{"faxes":[{"id":"12345678"}],"page":-1,"totalItems":"x"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		page, err := parseList(body)
		if err != nil {
			return
		}
		all := list{faxes: map[string]record{}}
		if all.add(page) && all.whole {
			t.Fatalf("%q is whole, and yet there is more", body)
		}
		for id := range all.faxes {
			if !webfax.IsIdentifier(id) {
				t.Fatalf("%q gave %q", body, id)
			}
		}
	})
}
