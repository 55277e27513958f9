package webdav

import (
	"bytes"
	"context"
	"io"
	"maps"
	"net/http"
	"net/url"
	"path"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal"
)

// Tree is a WebDAV server for portals that build on one. Every exchange is bounded, verified and stays where
// it was sent, as the channel's own are; errors are [dispatch.Error], and leave the certainty open.
type Tree struct{ client *client }

// NewTree is the server at an address, which it does not contact. It refuses what [New] refuses.
func NewTree(c Config) (*Tree, error) {
	client, err := newClient(c)
	if err != nil {
		return nil, err
	}
	return &Tree{client}, nil
}

// At is the address of a path below the server's own. Its parts are names, not escaped.
func (t *Tree) At(names ...string) *url.URL {
	u := *t.client.base
	for _, name := range names {
		u.Path += name + "/"
	}
	u.Path, u.RawPath = path.Clean(u.Path), ""
	return &u
}

// Close closes the connections that are kept for more.
func (t *Tree) Close() { t.client.http.CloseIdleConnections() }

// Resource is what a server tells of a path.
type Resource struct {
	Name   string // last part of the path
	Exists bool
	Folder bool
	Length int64  // of a file, in bytes; -1 when not told
	FileID string // as ownCloud's family numbers files; empty elsewhere
}

// numbered asks for the number of a file besides.
const numbered = `<?xml version="1.0" encoding="utf-8"?><propfind xmlns="DAV:" xmlns:oc="http://owncloud.org/ns">` +
	`<prop><resourcetype/><getcontentlength/><oc:fileid/></prop></propfind>`

// Stat asks what stands at u. What is not there is no error.
func (t *Tree) Stat(ctx context.Context, u *url.URL) (Resource, error) {
	found, err := t.find(ctx, u, "0")
	if err != nil || len(found) == 0 {
		return Resource{Length: -1}, err
	}
	return found[0], nil
}

// List asks what a folder holds, itself left out. Of a folder that is not there, nothing.
func (t *Tree) List(ctx context.Context, folder *url.URL) ([]Resource, error) {
	found, err := t.find(ctx, folder, "1")
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[1:], nil
}

// find returns u itself first.
func (t *Tree) find(ctx context.Context, u *url.URL, depth string) (found []Resource, err error) {
	r := request{method: "PROPFIND", url: u, text: numbered, repeatable: true, header: map[string]string{
		"Depth": depth, "Content-Type": "application/xml; charset=utf-8",
	}}
	err = t.client.exchange(ctx, r, func(a answer) error {
		if a.StatusCode == http.StatusNotFound || a.StatusCode == http.StatusGone {
			return nil
		}
		if err := a.expect(http.StatusMultiStatus); err != nil {
			return err
		}
		var body bytes.Buffer
		if _, err := a.copyTo(&body, maxListing); err != nil {
			return err
		}
		var err error
		if found, err = parseListing(body.Bytes(), u.Path); err != nil {
			return malformed(a.op, err)
		}
		return nil
	})
	return found, err
}

// MakeFolder makes a folder that must not exist.
func (t *Tree) MakeFolder(ctx context.Context, folder *url.URL, header map[string]string) error {
	return t.client.exchange(ctx, request{method: "MKCOL", url: folder, header: header}, func(a answer) error {
		return a.expect(http.StatusCreated)
	})
}

// Body is what is stored. Read may come from another goroutine, and after Put has returned; Close then.
type Body struct {
	Source   io.ReadCloser
	Size     int64 // bytes
	Progress func(n int)
}

// Put stores a body at u, and returns the SHA-256 of what the server says it received, or an empty string. A
// header replaces the ones that are sent of themselves: without one, what exists is not overwritten where
// the server heeds preconditions.
func (t *Tree) Put(ctx context.Context, u *url.URL, b Body, header map[string]string) (sum string, err error) {
	up := &upload{source: b.Source, size: b.Size, progress: b.Progress}
	with := map[string]string{"Content-Type": "application/octet-stream", "Expect": "100-continue", "X-Hash": "sha256"}
	if header == nil {
		with["If-None-Match"] = "*"
	}
	maps.Copy(with, header)
	err = t.client.exchange(ctx, request{method: http.MethodPut, url: u, upload: up, header: with}, func(a answer) error {
		sum = serverSum(a.Header)
		return a.expect(http.StatusCreated, http.StatusNoContent, http.StatusOK)
	})
	if cause := up.failure(); cause != nil {
		return "", portal.Unreadable("webdav.put", cause)
	}
	return sum, err
}

// Move renames what stands at from, to a name that must not exist. It returns the status of the answer, zero
// when there was none.
func (t *Tree) Move(ctx context.Context, from, to *url.URL, header map[string]string) (status int, err error) {
	with := map[string]string{"Destination": to.String(), "Overwrite": "F"}
	maps.Copy(with, header)
	err = t.client.exchange(ctx, request{method: "MOVE", url: from, header: with}, func(a answer) error {
		status = a.StatusCode
		return a.expect(http.StatusCreated, http.StatusNoContent)
	})
	return status, err
}

// Remove deletes what stands at u with all that it holds, and makes sure that it is gone. What was not there
// is no error.
func (t *Tree) Remove(ctx context.Context, u *url.URL) error {
	if _, err := t.client.remove(ctx, u); err != nil {
		return err
	}
	return t.client.vacant(ctx, u)
}

// Fetch reads the file at u, of at most limit bytes.
func (t *Tree) Fetch(ctx context.Context, u *url.URL, limit int64) ([]byte, error) {
	var b bytes.Buffer
	_, err := t.client.fetch(ctx, u, &b, limit)
	return b.Bytes(), err
}

// Sum reads back the file at u, of at most size bytes, and returns its SHA-256 in lower-case hexadecimal.
func (t *Tree) Sum(ctx context.Context, u *url.URL, size int64) (string, error) {
	return t.client.sum(ctx, u, size)
}

// StatusError is the error of an HTTP answer whose status was not the one hoped for.
func StatusError(op string, status int) error { return statusError(op, status) }

// Damaged is the error of a file that is not on the portal as it was sent.
func Damaged(op string) error { return portal.Damaged(op) }

// During gives err the operation it happened in and its certainty.
func During(op string, certainty dispatch.Certainty, err error) *dispatch.Error {
	return portal.During(op, certainty, err)
}

// Unsettled is err, Maybe, with a code of its own: that of err would promise too much about the document.
func Unsettled(op string, kind dispatch.Kind, code string, err error) *dispatch.Error {
	return portal.Unsettled(op, kind, code, err)
}

// Unreadable is the error of a document that could not be read, without what may name a file.
func Unreadable(op string, err error) error { return portal.Unreadable(op, err) }
