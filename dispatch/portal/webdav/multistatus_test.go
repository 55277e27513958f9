package webdav

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

const file = "/dav/folder.part/document-1.pdf"

func ok(prop string) string {
	return `<D:propstat><D:prop>` + prop + `</D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat>`
}

func answerOf(responses ...string) string {
	return `<?xml version="1.0" encoding="utf-8"?>` +
		`<D:multistatus xmlns:D="DAV:">` + strings.Join(responses, "") + `</D:multistatus>`
}

func responseFor(href, content string) string {
	return `<D:response><D:href>` + href + `</D:href>` + content + `</D:response>`
}

func TestMultistatus(t *testing.T) {
	t.Parallel()
	length := ok(`<D:resourcetype/><D:getcontentlength>1024</D:getcontentlength>`)
	for _, test := range []struct {
		name, answer string
		want         resource
	}{
		{"a file", answerOf(responseFor(file, length)), resource{exists: true, length: 1024}},
		{
			"a folder: its length is apart, with a 404 of its own",
			answerOf(responseFor("/dav/folder.part/", ok(`<D:resourcetype><D:collection/></D:resourcetype>`)+
				`<D:propstat><D:prop><D:getcontentlength/></D:prop><D:status>HTTP/1.1 404 Not Found</D:status></D:propstat>`)),
			resource{exists: true, folder: true, length: -1},
		},
		{
			"the default namespace, no prefix",
			`<multistatus xmlns="DAV:"><response><href>` + file + `</href><propstat><prop><resourcetype/>` +
				`<getcontentlength>7</getcontentlength></prop><status>HTTP/1.1 200 OK</status></propstat></response></multistatus>`,
			resource{exists: true, length: 7},
		},
		{
			"prefixes that change on the way, and other people's properties",
			`<a:multistatus xmlns:a="DAV:" xmlns:oc="http://owncloud.org/ns"><b:response xmlns:b="DAV:"><b:href>` + file +
				`</b:href><a:propstat><a:prop><lp1:resourcetype xmlns:lp1="DAV:"/><lp1:getcontentlength xmlns:lp1="DAV:"> 9 ` +
				`</lp1:getcontentlength><oc:getcontentlength>5</oc:getcontentlength></a:prop>` +
				`<a:status>HTTP/1.1 200 OK</a:status></a:propstat></b:response></a:multistatus>`,
			resource{exists: true, length: 9},
		},
		{
			"another path, behind a proxy: the only response counts",
			answerOf(responseFor("https://inside.example/x/document-1.pdf", length)),
			resource{exists: true, length: 1024},
		},
		{
			"more than was asked: the right one counts",
			answerOf(responseFor("/dav/", ok(`<D:getcontentlength>1</D:getcontentlength>`)), responseFor(file, length)),
			resource{exists: true, length: 1024},
		},
		{
			"a 404 inside the 207",
			answerOf(responseFor(file, `<D:status>HTTP/1.1 404 Not Found</D:status>`)),
			resource{},
		},
		{"HTTP/2 without a reason", strings.ReplaceAll(answerOf(responseFor(file, length)), "HTTP/1.1 200 OK", "HTTP/2 200"), resource{exists: true, length: 1024}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := parseMultistatus([]byte(test.answer), file)
			if err != nil || got != test.want {
				t.Errorf("got %+v and %v, want %+v", got, err, test.want)
			}
		})
	}
}

func TestMultistatusRefused(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, answer string }{
		{"nothing", ""},
		{"a web page", "<!doctype html><html><body>Bonjour</body></html>"},
		{"another namespace", `<multistatus xmlns="urn:other"><response/></multistatus>`},
		{"no response", answerOf()},
		{"a response that says nothing", answerOf(responseFor(file, ""))},
		{"only properties that are not there", answerOf(responseFor(file, `<D:propstat><D:prop><D:resourcetype/></D:prop><D:status>HTTP/1.1 404 Not Found</D:status></D:propstat>`))},
		{"two responses, none for the path", answerOf(responseFor("/a", ok("")), responseFor("/b", ok("")))},
		{"cut off", answerOf(responseFor(file, ok("")))[:120]},
		{"a length below zero", answerOf(responseFor(file, ok(`<D:getcontentlength>-1</D:getcontentlength>`)))},
		{"a length that is no number", answerOf(responseFor(file, ok(`<D:getcontentlength>lots</D:getcontentlength>`)))},
		{"a length beyond measure", answerOf(responseFor(file, ok(`<D:getcontentlength>99999999999999999999</D:getcontentlength>`)))},
		{"a status without a number", answerOf(responseFor(file, `<D:status>fine</D:status>`))},
		{"a refusal of the properties", answerOf(responseFor(file, `<D:status>HTTP/1.1 403 Forbidden</D:status>`))},
		{"an entity of its own", `<!DOCTYPE x [<!ENTITY e "1">]>` + strings.Replace(answerOf(responseFor(file, ok(`<D:getcontentlength>&e;</D:getcontentlength>`))), `<?xml version="1.0" encoding="utf-8"?>`, "", 1)},
		{"another character set", strings.Replace(answerOf(responseFor(file, ok(""))), "utf-8", "ebcdic", 1)},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got, err := parseMultistatus([]byte(test.answer), file); err == nil {
				t.Errorf("was understood as %+v", got)
			}
		})
	}
}

// The answer about a file does not depend on where in the list it stands.
func TestMultistatusOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var responses []string
		for n := range rapid.IntRange(1, 20).Draw(t, "others") {
			responses = append(responses, responseFor(fmt.Sprintf("/dav/other-%d", n), ok(`<D:getcontentlength>1</D:getcontentlength>`)))
		}
		want := rapid.Int64Range(0, 1<<40).Draw(t, "length")
		responses = append(responses, responseFor(file, ok(fmt.Sprintf(`<D:getcontentlength>%d</D:getcontentlength>`, want))))
		got, err := parseMultistatus([]byte(answerOf(rapid.Permutation(responses).Draw(t, "order")...)), file)
		if err != nil || got.length != want {
			t.Fatalf("got %+v and %v, want length %d", got, err, want)
		}
	})
}

func FuzzParseMultistatus(f *testing.F) {
	f.Add([]byte(answerOf(responseFor(file, ok(`<D:resourcetype/><D:getcontentlength>1024</D:getcontentlength>`)))), file)
	f.Add([]byte(answerOf(responseFor("%zz", `<D:status>HTTP/1.1 404 Not Found</D:status>`))), "/")
	f.Add([]byte(`<multistatus xmlns="DAV:"><response><propstat/></response></multistatus>`), "")
	f.Fuzz(func(t *testing.T, b []byte, path string) {
		got, err := parseMultistatus(b, path)
		switch {
		case err != nil && got != resource{}:
			t.Errorf("an error and yet %+v", got)
		case err == nil && got.length < -1:
			t.Errorf("length %d", got.length)
		case err == nil && !got.exists && got != resource{}:
			t.Errorf("what is not there is %+v", got)
		}
	})
}
