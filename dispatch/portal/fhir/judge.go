package fhir

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/souspli/souspli/dispatch/webservice"
)

// judgeSimplified reads the answer to ITI-105: it must name the document that was created, or that stood
// there.
func (pub *publication) judgeSimplified(answer webservice.Answer, whole bool) (string, error) {
	if answer.Status != http.StatusOK && answer.Status != http.StatusCreated {
		return "", refused(answer)
	}
	var r record
	named := location().MatchString(answer.Header.Get("Location")) ||
		json.Unmarshal(answer.Body, &r) == nil && r.answers(briefly(pub.identity.document(1)))
	if !named || !whole {
		return "", open(opPublish, malformed(opPublish))
	}
	if answer.Status == http.StatusOK {
		return stoodHere, nil
	}
	return deposited, nil
}

// location names a document on a server, relative or absolute, with or without its version.
var location = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(^|/)DocumentReference/[A-Za-z0-9.-]{1,64}(/_history/[A-Za-z0-9.-]{1,64})?$`)
})

// entryStatus is what a server says of an entry that stands.
var entryStatus = regexp.MustCompile(`^20[01](\s|$)`)

// judgeBundle reads the answer to ITI-65: every entry must stand.
func (pub *publication) judgeBundle(answer webservice.Answer, whole bool) (string, error) {
	if answer.Status != http.StatusOK {
		return "", refused(answer)
	}
	statuses, ok := readResponse(answer.Body)
	if !ok || !whole || len(statuses) != 2*len(pub.parcel.Documents)+1 {
		return "", open(opPublish, malformed(opPublish))
	}
	if slices.ContainsFunc(statuses, func(status string) bool { return !entryStatus.MatchString(status) }) {
		return "", open(opPublish, malformed(opPublish))
	}
	return detailOf(statuses), nil
}

// detailOf tells whether a bundle stood there already, from the statuses of its entries, which are in its order:
// the bytes of a document, its entry, and after all of them the set. Bytes are created anew every time.
func detailOf(statuses []string) string {
	detail := stoodHere
	for i, status := range statuses {
		bytes := i%2 == 0 && i < len(statuses)-1
		switch {
		case strings.HasPrefix(status, "200"):
		case !bytes:
			return deposited
		default:
			detail = bytesLeft
		}
	}
	return detail
}

// readResponse reads the statuses of a transaction's entries.
func readResponse(body []byte) (statuses []string, ok bool) {
	var bundle struct {
		ResourceType string `json:"resourceType"`
		Type         string `json:"type"`
		Entry        []struct {
			Response struct {
				Status string `json:"status"`
			} `json:"response"`
		} `json:"entry"`
	}
	if json.Unmarshal(body, &bundle) != nil || bundle.ResourceType != "Bundle" || bundle.Type != transactionAnswer {
		return nil, false
	}
	for _, entry := range bundle.Entry {
		statuses = append(statuses, entry.Response.Status)
	}
	return statuses, true
}

// refused is an answer other than the one hoped for, by the table of the package comment.
func refused(answer webservice.Answer) error {
	err := refusal(opPublish, answer.Status, answer.Body)
	switch status := answer.Status; status {
	case http.StatusRequestTimeout, http.StatusConflict, http.StatusPreconditionFailed:
		return open(opPublish, err)
	case http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return unsent(err)
	default:
		if status < 400 || status >= 500 {
			return open(opPublish, err)
		}
	}
	return unsent(err)
}
