package fhir

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"encoding/json"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/souspli/souspli/dispatch"
)

// uriSystem is the system of identifiers that are themselves URIs.
const uriSystem = "urn:ietf:rfc:3986"

// identity is the number that a publication goes by on the server: an object identifier made of 128 random
// bits (ITU-T X.667), as XDS wants it of a set of documents. Its documents are numbered below it.
type identity string

const arc = "urn:oid:2.25."

// identityForm has at most 39 digits: 128 bits.
var identityForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^urn:oid:2\.25\.(0|[1-9][0-9]{0,38})$`) })

func (i identity) valid() bool { return identityForm().MatchString(string(i)) }

// document is the number of the n-th document, counted from 1.
func (i identity) document(n int) string { return string(i) + "." + strconv.Itoa(n) }

// documents are the numbers of all documents that the publication can have.
func (i identity) documents() []string {
	numbers := make([]string, maxDocuments)
	for n := range numbers {
		numbers[n] = i.document(n + 1)
	}
	return numbers
}

// entry names an entry of the bundle, for references within it.
func (i identity) entry(what string, n int) string {
	sum := sha256.Sum256([]byte(string(i) + " " + what + " " + strconv.Itoa(n)))
	u := uuid(sum[:16])
	h := hex.EncodeToString(u)
	return "urn:uuid:" + strings.Join([]string{h[:8], h[8:12], h[12:16], h[16:20], h[20:]}, "-")
}

// uuid makes 16 bytes a UUID of free form, version 8 (RFC 9562, 5.8).
func uuid(b []byte) []byte {
	b[6], b[8] = b[6]&0x0f|0x80, b[8]&0x3f|0x80
	return b
}

var idEncoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// identityOf is the number of a publication that began with id, which is valid.
func identityOf(id dispatch.ID) identity {
	bits, err := idEncoding.DecodeString(string(id))
	if err != nil {
		panic("fhir: an invalid ID was let through")
	}
	return identity(arc + new(big.Int).SetBytes(uuid(bits)).String())
}

// condition is the search that finds a number, as conditional creation and lookups write it.
func condition(number string) string { return "identifier=" + token(number) }

func token(number string) string { return uriSystem + "|" + number }

// memory is what is kept of a dispatch from one attempt to the next. The number stays, whatever came of an
// attempt: where one that was taken for unsent did arrive, it still keeps the next from being there beside it.
type memory struct {
	Identity identity `json:"identity"`
	// Unsent says that nothing can stand there from earlier attempts; otherwise a repeat asks first.
	Unsent bool `json:"unsent,omitempty"`
}

func (m memory) marshal() []byte {
	content, err := json.Marshal(m)
	if err != nil {
		panic("fhir: json: " + err.Error())
	}
	return content
}

// remembered reads what marshal wrote; nothing, or anything else, is no memory.
func remembered(content []byte) (memory, bool) {
	var m memory
	if json.Unmarshal(content, &m) != nil || !m.Identity.valid() {
		return memory{}, false
	}
	return m, true
}
