package webdav

import (
	"strings"
	"testing"
)

const listing = `<?xml version="1.0"?><d:multistatus xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns">
<d:response><d:href>/dav/a/</d:href><d:propstat><d:prop><d:resourcetype><d:collection/></d:resourcetype><oc:fileid>7</oc:fileid></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>
<d:response><d:href>/dav/a/1%20b</d:href><d:propstat><d:prop><d:getcontentlength>12</d:getcontentlength><oc:fileid>../9</oc:fileid></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>
</d:multistatus>`

func TestParseListing(t *testing.T) {
	t.Parallel()
	found, err := parseListing([]byte(listing), "/dav/a")
	if err != nil || len(found) != 2 {
		t.Fatalf("%d resources: %v", len(found), err)
	}
	if self := found[0]; !self.Folder || self.FileID != "7" {
		t.Errorf("the folder itself: %+v", self)
	}
	if file := found[1]; file.Name != "1 b" || file.Length != 12 || file.Folder || file.FileID != "" {
		t.Errorf("what it holds: %+v", file)
	}
	if _, err := parseListing([]byte(listing), "/another"); err == nil {
		t.Error("a listing of another folder is taken")
	}
}

func FuzzParseListing(f *testing.F) {
	f.Add([]byte(listing), "/dav/a")
	f.Add([]byte(`<multistatus xmlns="DAV:"/>`), "/")
	f.Fuzz(func(t *testing.T, b []byte, at string) {
		found, err := parseListing(b, at)
		if err != nil {
			return
		}
		for _, one := range found {
			if !one.Exists || strings.Trim(one.FileID, "0123456789") != "" {
				t.Errorf("%+v", one)
			}
		}
	})
}
