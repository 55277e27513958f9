package portaltest

import (
	"regexp"
	"strings"
	"testing"
)

// meaningless are the parts that a name may be made of: an ID of ours or a UUID, the fixed names of a
// deposit's files, and numbers of chunks.
var meaningless = regexp.MustCompile(
	`^([a-z2-7]{26}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?` +
		`(\.part|\.void|document-[0-9]{1,4}\.[a-z]{1,8}|message\.txt|SHA256SUMS|[0-9]{1,5}|\.file)?$`)

// RequireMeaningless fails for a name on a server that says anything: every part of a path must be an ID or
// one of the names that every deposit has, and none may hold a private word.
func RequireMeaningless(t testing.TB, names, private []string) {
	t.Helper()
	if len(names) == 0 {
		t.Errorf("the service knows no name: there was nothing to look at")
	}
	for _, name := range names {
		for part := range strings.SplitSeq(strings.Trim(name, "/"), "/") {
			if !meaningless.MatchString(part) {
				t.Errorf("%q on the server could mean something", part)
			}
		}
		requireNoPrivate(t, name, private)
	}
}

func requireNoPrivate(t testing.TB, name string, private []string) {
	t.Helper()
	for _, word := range private {
		if word != "" && strings.Contains(strings.ToLower(name), strings.ToLower(word)) {
			t.Errorf("a name on the server holds a private word")
		}
	}
}
