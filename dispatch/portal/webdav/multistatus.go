package webdav

import (
	"encoding/xml"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// maxMultistatus is the size in bytes above which an answer about one resource is not read.
const maxMultistatus = 256 << 10

// propfind asks for what a deposit is proven with.
const propfind = `<?xml version="1.0" encoding="utf-8"?>` +
	`<propfind xmlns="DAV:"><prop><resourcetype/><getcontentlength/></prop></propfind>`

// multistatus is the answer to a PROPFIND (RFC 4918, 14.16). Elements of other namespaces are skipped.
type multistatus struct {
	XMLName   xml.Name   `xml:"DAV: multistatus"`
	Responses []response `xml:"DAV: response"`
}

type response struct {
	Href      string     `xml:"DAV: href"`
	Status    string     `xml:"DAV: status"`
	Propstats []propstat `xml:"DAV: propstat"`
}

type propstat struct {
	Status string `xml:"DAV: status"`
	Prop   struct {
		Length     string    `xml:"DAV: getcontentlength"`
		Collection *struct{} `xml:"DAV: resourcetype>collection"`
		FileID     string    `xml:"http://owncloud.org/ns fileid"`
	} `xml:"DAV: prop"`
}

// resource is what a server tells of a path.
type resource struct {
	exists bool
	folder bool
	length int64 // of a file; -1 when not told
}

// parseMultistatus finds in an answer of Depth 0 what it says of path, which is not escaped.
func parseMultistatus(b []byte, path string) (resource, error) {
	var answer multistatus
	if err := xml.Unmarshal(b, &answer); err != nil {
		return resource{}, errors.New("not a multistatus document") // the cause quotes the answer
	}
	found, err := about(answer.Responses, path)
	if err != nil {
		return resource{}, err
	}
	return found.resource()
}

// about is the response for path. A server behind a proxy may know it under another path; the only
// response there is stands for what was asked.
func about(responses []response, path string) (response, error) {
	if len(responses) == 1 {
		return responses[0], nil
	}
	for _, r := range responses {
		if href, err := url.Parse(strings.TrimSpace(r.Href)); err == nil && samePath(href.Path, path) {
			return r, nil
		}
	}
	return response{}, errAmbiguous
}

func samePath(a, b string) bool { return strings.TrimSuffix(a, "/") == strings.TrimSuffix(b, "/") }

func (r response) resource() (resource, error) {
	if r.Status != "" {
		switch status, err := parseStatus(r.Status); {
		case err != nil:
			return resource{}, err
		case status == http.StatusNotFound || status == http.StatusGone:
			return resource{}, nil
		case status != http.StatusOK:
			return resource{}, errAmbiguous
		}
	}
	return r.properties()
}

// properties reads those that were found. A property apart with a 404 of its own is one that this kind
// of resource does not have.
func (r response) properties() (resource, error) {
	told := resource{length: -1}
	for _, stat := range r.Propstats {
		status, err := parseStatus(stat.Status)
		if err != nil {
			return resource{}, err
		}
		if status != http.StatusOK {
			continue
		}
		told.exists = true
		told.folder = told.folder || stat.Prop.Collection != nil
		if length := strings.TrimSpace(stat.Prop.Length); length != "" {
			n, err := strconv.ParseInt(length, 10, 64)
			if err != nil || n < 0 {
				return resource{}, errors.New("a length is not a number")
			}
			told.length = n
		}
	}
	if !told.exists {
		return resource{}, errAmbiguous
	}
	return told, nil
}

// parseStatus reads a line such as "HTTP/1.1 200 OK".
func parseStatus(line string) (int, error) {
	fields := strings.Fields(line)
	if len(fields) < 2 || !strings.HasPrefix(fields[0], "HTTP/") {
		return 0, errors.New("a status line has another form")
	}
	status, err := strconv.Atoi(fields[1])
	if err != nil || status < 100 || status > 599 {
		return 0, errors.New("a status is not a number")
	}
	return status, nil
}
