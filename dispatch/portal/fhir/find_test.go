package fhir_test

import (
	"net/http"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/oauth"
	"github.com/souspli/souspli/dispatch/portal/fhir"
	"github.com/souspli/souspli/dispatch/practice"
)

func TestFind(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		script practice.PortalScript
		change func(*fhir.Config)
		found  dispatch.Truth
		code   string
	}{
		{"published, and the reply lost", only(http.MethodPost, "", practice.PortalLoseReply), nil, dispatch.True, ""},
		{"never published: a server may be at it still", only(http.MethodPost, "", practice.PortalBusy), nil, dispatch.Unknown, ""},
		{"nobody may search", only(http.MethodPost, "", practice.PortalLoseReply), setting(fhir.SettingScope, "system/DocumentReference.c"), dispatch.Unknown, "portal_not_told"},
		{"the search goes elsewhere", only(http.MethodGet, "/DocumentReference", practice.PortalRedirect), nil, dispatch.Unknown, "portal_not_told"},
		{"the search has no end", only(http.MethodGet, "/DocumentReference", practice.PortalFlood), nil, dispatch.Unknown, "portal_not_told"},
		{"the search has no sense", only(http.MethodGet, "/DocumentReference", practice.PortalBabble), nil, dispatch.Unknown, "portal_not_told"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, test.script, func(c *fhir.Config) {
				if test.change != nil {
					test.change(c)
				}
			})
			_, _ = s.send(t)
			found, _, err := s.Find(t.Context(), s.attempt())
			if found != test.found || dispatch.CodeOf(err) != test.code {
				t.Errorf("got %v, %v", found, err)
			}
		})
	}
}

func TestFindWithoutSignIn(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil, func(c *fhir.Config) { c.Secret = newKey(t, oauth.ES384).Marshal() })
	found, _, err := s.Find(t.Context(), s.attempt())
	if found != dispatch.Unknown || dispatch.CodeOf(err) != "portal_not_told" {
		t.Errorf("got %v, %v", found, err)
	}
	if _, _, err := s.Find(t.Context(), dispatch.Attempt{ID: "x"}); dispatch.CodeOf(err) != "portal_attempt_invalid" {
		t.Errorf("got %v", err)
	}
}
