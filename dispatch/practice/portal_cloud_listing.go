package practice

import (
	"encoding/xml"
	"net/http"
	"net/url"
	"os"
	"path"
	"strconv"
	"strings"
)

// listed is an answer of a PROPFIND.
type listed struct {
	XMLName   xml.Name    `xml:"DAV: multistatus"`
	Responses []listedOne `xml:"DAV: response"`
}

type listedOne struct {
	Href   string          `xml:"DAV: href"`
	Length string          `xml:"DAV: propstat>prop>getcontentlength,omitempty"`
	Number string          `xml:"http://owncloud.org/ns propstat>prop>fileid,omitempty"`
	Folder *listedAsFolder `xml:"DAV: propstat>prop>resourcetype,omitempty"`
	Status string          `xml:"DAV: propstat>status"`
}

type listedAsFolder struct {
	Collection struct{} `xml:"DAV: collection"`
}

// tellListing answers about a folder, and with Depth 1 about what it holds, whose names stand as addresses.
func tellListing(w http.ResponseWriter, r *http.Request, holds []listedOne) {
	self := strings.TrimSuffix(r.URL.Path, "/")
	answer := listed{Responses: []listedOne{{Href: self + "/", Folder: &listedAsFolder{}}}}
	if r.Header.Get("Depth") == "1" {
		for _, one := range holds {
			href := url.URL{Path: path.Join(self, one.Href)}
			one.Href = href.EscapedPath()
			answer.Responses = append(answer.Responses, one)
		}
	}
	for i := range answer.Responses {
		answer.Responses[i].Status = "HTTP/1.1 200 OK"
	}
	w.Header().Set("Content-Type", "application/xml; charset=utf-8")
	w.WriteHeader(http.StatusMultiStatus)
	_ = xml.NewEncoder(w).Encode(answer)
}

// listFolder answers about a hidden folder; number tells the number of what it holds, nil: of nothing.
func (c *Cloud) listFolder(w http.ResponseWriter, r *http.Request, dir string, number func(name string) int64) {
	entries, _ := os.ReadDir(dir)
	var holds []listedOne
	for _, entry := range entries {
		one := listedOne{Href: entry.Name()}
		if entry.IsDir() {
			one.Folder = &listedAsFolder{}
		}
		if number != nil {
			one.Number = strconv.FormatInt(number(entry.Name()), 10)
		}
		holds = append(holds, one)
	}
	tellListing(w, r, holds)
}
