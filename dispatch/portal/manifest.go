package portal

import (
	"bytes"
	"errors"
	"regexp"
	"strings"
	"sync"

	"github.com/souspli/souspli/dispatch"
)

// MaxManifest is the size in bytes above which a manifest is not read.
const MaxManifest = 64 << 10

// Entry is one file of a deposit.
type Entry struct {
	Name   string
	SHA256 string // lower-case hexadecimal
}

// Manifest lists the files of a deposit, itself excepted.
type Manifest []Entry

// Bytes is the manifest as sha256sum(1) writes and checks it.
func (m Manifest) Bytes() []byte {
	var b bytes.Buffer
	for _, entry := range m {
		b.WriteString(entry.SHA256 + "  " + entry.Name + "\n")
	}
	return b.Bytes()
}

// entryForm admits only names that a deposit of ours has: one taken from the other side ends in a URL.
var entryForm = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^([0-9a-f]{64})  (document-[1-9][0-9]{0,3}\.[a-z]{1,8}|message\.txt)$`)
})

// ParseManifest reads what [Manifest.Bytes] wrote, and nothing else; otherwise it fails with
// [dispatch.KindIntegrity].
func ParseManifest(b []byte) (Manifest, error) {
	text, whole := strings.CutSuffix(string(b), "\n")
	if len(b) > MaxManifest || !whole {
		return nil, malformedManifest(errors.New("too long, or its end is missing"))
	}
	var manifest Manifest
	seen := map[string]bool{}
	for line := range strings.SplitSeq(text, "\n") {
		match := entryForm().FindStringSubmatch(line)
		if match == nil || seen[match[2]] {
			return nil, malformedManifest(errors.New("a line has another form, or repeats a name"))
		}
		seen[match[2]] = true
		manifest = append(manifest, Entry{Name: match[2], SHA256: match[1]})
	}
	return manifest, nil
}

func malformedManifest(cause error) error {
	return &dispatch.Error{
		Op: "portal.manifest", Kind: dispatch.KindIntegrity, Code: "portal_deposit_incomplete", Err: cause,
	}
}
