package webdav

import (
	"encoding/xml"
	"errors"
	"net/url"
	"path"
	"strings"
)

// maxListing is the size in bytes above which the listing of a folder is not read: ten thousand chunks fit.
const maxListing = 8 << 20

// parseListing reads an answer of Depth 0 or 1 about a path, which is not escaped: itself first, then what it
// holds. Names of a path are compared, since a proxy may know the folder under another.
func parseListing(b []byte, at string) ([]Resource, error) {
	var answer multistatus
	if err := xml.Unmarshal(b, &answer); err != nil {
		return nil, errors.New("not a multistatus document") // the cause quotes the answer
	}
	self, err := about(answer.Responses, at)
	if err != nil {
		return nil, err
	}
	first, err := self.listed()
	if err != nil || !first.Exists {
		return nil, err
	}
	found := []Resource{first}
	for _, r := range answer.Responses {
		if r.Href == self.Href {
			continue
		}
		one, err := r.listed()
		if err != nil {
			return nil, err
		}
		if one.Exists {
			found = append(found, one)
		}
	}
	return found, nil
}

func (r response) listed() (Resource, error) {
	told, err := r.resource()
	if err != nil {
		return Resource{}, err
	}
	href, err := url.Parse(strings.TrimSpace(r.Href))
	if err != nil {
		return Resource{}, errors.New("an address is not one")
	}
	one := Resource{Name: path.Base(href.Path), Exists: told.exists, Folder: told.folder, Length: told.length}
	for _, stat := range r.Propstats {
		if id := strings.TrimSpace(stat.Prop.FileID); id != "" && strings.Trim(id, "0123456789") == "" {
			one.FileID = id
		}
	}
	return one, nil
}
