package fhir

import (
	"context"
	"crypto/sha1" //nolint:gosec // FHIR R4 wants it of an attachment; what protects is the SHA-256 of the log
	"encoding/base64"
	"hash"
	"io"
	"strings"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal"
	"github.com/souspli/souspli/dispatch/webservice"
)

// publication is a parcel as the server will know it.
type publication struct {
	identity identity
	parcel   dispatch.Parcel
	patient  patient
	source   string // the clinic's own number, as a URN
	titles   func(language string, kind dispatch.DocumentKind) string
}

// title calls a document by its kind; it holds nothing of a person.
func (pub *publication) title(kind dispatch.DocumentKind) string {
	if pub.titles == nil {
		return ""
	}
	return pub.titles(pub.parcel.Language, kind)
}

// simplified is the request of ITI-105: the first document, within its own entry.
func (pub *publication) simplified() webservice.Request {
	document := &document{content: pub.parcel.Documents[0]}
	body := webservice.Compose(mediaType,
		webservice.Literal(unfinished(pub.describe(1, document.content))+`,"content":[{"attachment":`+
			unfinished(pub.attach(document.content, ""))+`,"data":"`),
		document.data(), webservice.Literal(`","hash":"`), document.hash(), webservice.Literal(`"}}]}`),
	)
	return webservice.Request{
		Path: typeOfReference, Body: body,
		Header: map[string][]string{"If-None-Exist": {condition(pub.identity.document(1))}},
	}
}

// bundle is the request of ITI-65: every document, its entry, and the set of them, in one transaction.
func (pub *publication) bundle() webservice.Request {
	head := map[string]any{
		"resourceType": "Bundle", "type": "transaction", "timestamp": instant(pub.parcel.At),
		"meta": map[string]any{"profile": []string{bundleProfile}},
	}
	pieces := []webservice.Piece{webservice.Literal(unfinished(head) + `,"entry":[`)}
	for i, content := range pub.parcel.Documents {
		pieces = append(pieces, pub.entries(i+1, &document{content: content})...)
	}
	set := begin(pub.identity.entry("set", 0)) + object(pub.set()) + end(typeOfList, string(pub.identity))
	return webservice.Request{Body: webservice.Compose(mediaType, append(pieces, webservice.Literal(set+"]}"))...)}
}

// entries are the n-th document and its description. The document comes first: its hash is known once it was
// read.
func (pub *publication) entries(n int, d *document) []webservice.Piece {
	url := pub.identity.entry("document", n)
	binary := begin(url) + unfinished(map[string]string{"resourceType": typeOfBinary, "contentType": d.content.MediaType}) + `,"data":"`
	described := begin(pub.identity.entry("reference", n)) + unfinished(pub.describe(n, d.content)) +
		`,"content":[{"attachment":` + unfinished(pub.attach(d.content, url)) + `,"hash":"`
	return []webservice.Piece{
		webservice.Literal(binary), d.data(), webservice.Literal(`"}` + end(typeOfBinary, "") + "," + described),
		d.hash(), webservice.Literal(`"}}]}` + end(typeOfReference, pub.identity.document(n)) + ","),
	}
}

// begin opens an entry; its resource follows.
func begin(url string) string { return `{"fullUrl":` + object(url) + `,"resource":` }

// end closes an entry, which is created where nothing has its number. A Binary has none: it cannot be
// searched.
func end(kind, number string) string {
	request := entryRequest{Method: "POST", URL: kind}
	if number != "" {
		request.IfNoneExist = condition(number)
	}
	return `,"request":` + object(request) + `}`
}

// document streams a document, proves on the way that it is the one that was queued, and sums it up.
type document struct {
	content dispatch.Content
	sum     hash.Hash
}

func (d *document) data() webservice.Piece { return webservice.Base64(d.content.Size, d.open) }

func (d *document) open(ctx context.Context) (io.ReadCloser, error) {
	source, err := d.content.Open(ctx)
	if err != nil {
		return nil, err
	}
	d.sum = sha1.New() //nolint:gosec // as above
	verified := portal.NewVerifier(source, d.content.Size, d.content.SHA256)
	return struct {
		io.Reader
		io.Closer
	}{io.TeeReader(verified, d.sum), source}, nil
}

// hashLength is that of a SHA-1 in base64.
const hashLength = 28

// hash is known once data was read.
func (d *document) hash() webservice.Piece {
	return webservice.Stream(hashLength, func(context.Context) (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(base64.StdEncoding.EncodeToString(d.sum.Sum(nil)))), nil
	})
}
