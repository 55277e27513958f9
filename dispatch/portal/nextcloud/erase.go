package nextcloud

import (
	"context"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal/webdav"
)

// trashedName is what the trash bin calls what had a name: the second of its deletion follows.
var trashedName = regexp.MustCompile(`^(.+)\.d[0-9]+$`)

func (s *session) trash(name ...string) *url.URL {
	return s.dav.At(append([]string{"trashbin", s.id, "trash"}, name...)...)
}

// places are where the deposit of an attempt may stand.
func (s *session) places(attempt dispatch.ID) []*url.URL {
	return []*url.URL{s.final(attempt), s.void(attempt)}
}

// place is where what is shared stands now.
func (s *session) place(one share) *url.URL {
	parts := []string{"files", s.id}
	for part := range strings.SplitSeq(path.Clean("/"+one.Path), "/") {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return s.dav.At(parts...)
}

// erase removes what stands at some places for good, and reports whether anything did. What is deleted goes to the
// account's trash bin where the server keeps one, and is deleted from there.
func (s *session) erase(ctx context.Context, places ...*url.URL) (removed bool, err error) {
	var numbers, names []string
	for _, place := range places {
		there, err := s.dav.Stat(ctx, place)
		if err != nil {
			return removed, err
		}
		if id, _, _ := strings.Cut(path.Base(place.Path), "."); dispatch.ID(id).Valid() {
			names = append(names, path.Base(place.Path)) // nothing else is called so
		}
		if !there.Exists {
			continue
		}
		if err := s.dav.Remove(ctx, place); err != nil {
			return removed, err
		}
		if removed = true; there.FileID != "" {
			numbers = append(numbers, there.FileID)
		}
	}
	return removed, s.purge(ctx, numbers, names)
}

// purge empties the trash bin of what has one of the numbers or names. A server without one has nothing to empty.
func (s *session) purge(ctx context.Context, numbers, names []string) error {
	kept, err := s.dav.List(ctx, s.trash())
	for _, one := range kept {
		match := trashedName.FindStringSubmatch(one.Name)
		if match == nil || !slices.Contains(names, match[1]) && !slices.Contains(numbers, one.FileID) {
			continue
		}
		if err = s.dav.Remove(ctx, s.trash(one.Name)); err != nil {
			break
		}
	}
	if err != nil {
		return webdav.Unsettled("nextcloud.trash", dispatch.KindOf(err), "nextcloud_in_trash", err)
	}
	return nil
}
