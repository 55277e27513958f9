package nextcloud_test

import (
	cryptorand "crypto/rand"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal/portaltest"
	"github.com/souspli/souspli/dispatch/practice"
)

// The answers of the documentation's own warnings, in one attempt.
func TestChunkedUpload(t *testing.T) {
	t.Parallel()
	assembly := func(fault practice.PortalFault) practice.PortalScript {
		return portaltest.OnPath("MOVE", "/.file", fault)
	}
	for _, test := range []struct {
		name   string
		script practice.PortalScript
		policy practice.CloudPolicy
		code   string
		retry  bool
	}{
		{"chunks of the least size", nil, practice.CloudPolicy{MinChunk: chunk}, "", false},
		{"chunks too small for the server", nil, practice.CloudPolicy{MinChunk: chunk + 1}, "portal_refused", false},
		{"the assembly outlasts its request", assembly(practice.PortalLoseReply), practice.CloudPolicy{}, "", false},
		{"the assembly is asked for too early", assembly(practice.PortalBusy), practice.CloudPolicy{}, "portal_busy", true},
		{"the line breaks before the assembly is asked for", assembly(practice.PortalCut), practice.CloudPolicy{}, "portal_cut_off", true},
		{"the assembly is refused", assembly(practice.PortalRefuse), practice.CloudPolicy{}, "portal_refused", false},
		{"no room", nil, practice.CloudPolicy{Quota: 2 * chunk}, "portal_full", true},
		{"a chunk is stored otherwise", once(portaltest.OnPath("PUT", "/uploads/", practice.PortalSpoil)), practice.CloudPolicy{}, "portal_deposit_altered", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, portaltest.NextcloudConfig{Script: test.script, Policy: test.policy})
			p := large(t, 3*chunk+1)
			_, err := s.channel(t).Send(t.Context(), p, nil)
			if dispatch.CodeOf(err) != test.code || dispatch.RetryOf(err) != test.retry {
				t.Fatalf("%q, retry %t, want %q, %t: %v", dispatch.CodeOf(err), dispatch.RetryOf(err), test.code, test.retry, err)
			}
			if arrived := s.Arrived(t, p); arrived != 1 && err == nil || arrived != 0 && err != nil {
				t.Errorf("%d arrived", arrived)
			}
		})
	}
}

// Whatever an earlier attempt left, the next one makes the document of it.
func TestGoesOnAfter(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		policy  practice.CloudPolicy
		script  practice.PortalScript
		between func(s site)
		again   int64 // bytes that may go a second time
	}{
		{"a cut", practice.CloudPolicy{}, nil, func(site) {}, chunk},
		{"a cut, where chunks are not listed", practice.CloudPolicy{ChunksUnlisted: true}, nil, func(site) {}, 3 * chunk},
		{"a day, in which the server threw the chunks away", practice.CloudPolicy{}, nil, func(s site) { s.clock.pass(25 * time.Hour) }, 3 * chunk},
		{"a cut, and a server that forgot the upload", practice.CloudPolicy{}, afterCut("PUT"), func(site) {}, 3 * chunk},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, portaltest.NextcloudConfig{Policy: test.policy, Script: test.script})
			p := large(t, 4*chunk)
			s.CutAfter(2*chunk + 10)
			for n := 0; ; n++ {
				p.Attempt = dispatch.NewID(cryptorand.Reader)
				_, err := s.channel(t).Send(t.Context(), p, nil)
				if err == nil {
					break
				}
				if n == 3 || dispatch.CertaintyOf(err) != dispatch.Unsent || !dispatch.RetryOf(err) {
					t.Fatalf("attempt %d: %v", n, err)
				}
				test.between(s)
			}
			if again := s.Uploaded() - 4*chunk; again > test.again || s.Arrived(t, p) != 1 {
				t.Errorf("%d bytes went again, %d arrived", again, s.Arrived(t, p))
			}
		})
	}
}

// afterCut refuses the first chunk after the two that came before the cut, as a server does that lost what
// it knew of the upload.
func afterCut(method string) practice.PortalScript {
	return refuseNth(4, func(r *http.Request) bool {
		return r.Method == method && strings.Contains(r.URL.Path, "/uploads/")
	})
}

func refuseNth(n int64, match func(*http.Request) bool) practice.PortalScript {
	var seen atomic.Int64
	return func(r *http.Request) practice.PortalFault {
		if !match(r) {
			return ""
		}
		if seen.Add(1) == n {
			return practice.PortalRefuse
		}
		return ""
	}
}

// A document that changed between two attempts never becomes whole of two halves.
func TestChangedDocumentIsNeverAssembled(t *testing.T) {
	t.Parallel()
	s := newSite(t, portaltest.NextcloudConfig{})
	p := large(t, 4*chunk)
	s.CutAfter(2 * chunk)
	if _, err := s.channel(t).Send(t.Context(), p, nil); err == nil {
		t.Fatal("the line was not cut")
	}
	p.Attempt = dispatch.NewID(cryptorand.Reader)
	p.Documents[0].Open = large(t, 5*chunk).Documents[0].Open
	_, err := s.channel(t).Send(t.Context(), p, nil)
	if dispatch.KindOf(err) != dispatch.KindIntegrity || s.Arrived(t, p) != 0 {
		t.Errorf("%d arrived: %v", s.Arrived(t, p), err)
	}
}
