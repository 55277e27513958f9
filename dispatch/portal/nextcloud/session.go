package nextcloud

import (
	"context"
	"net/http"
	"net/url"
	"path"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal"
	"github.com/souspli/souspli/dispatch/portal/webdav"
)

const voidSuffix = ".void"

// session is a channel that knows what the server calls the account, and what its administrator allows.
type session struct {
	*Channel
	id     string
	policy policy
}

// open asks the server. What an account signs in with may differ from its name in paths.
func (c *Channel) open(ctx context.Context) (*session, error) {
	s := &session{Channel: c}
	if err := s.identify(ctx); err != nil {
		return nil, err
	}
	var told struct{ Capabilities capabilities }
	if _, err := c.ocs.do(ctx, request{path: "cloud/capabilities"}, &told); err != nil {
		return nil, err
	}
	s.policy = told.Capabilities.policy()
	c.tellsNothing.Store(len(told.Capabilities.Activity) == 0)
	return s, nil
}

func (s *session) identify(ctx context.Context) error {
	if !s.config.signedIn() {
		return &dispatch.Error{Op: "nextcloud.session", Kind: dispatch.KindCredentials, Code: "nextcloud_not_signed_in", Certainty: dispatch.Unsent}
	}
	var user struct{ ID string }
	if _, err := s.ocs.do(ctx, request{path: "cloud/user"}, &user); err != nil {
		return err
	}
	if user.ID == "" {
		return malformed("nextcloud.user")
	}
	s.id = user.ID
	return nil
}

// known is the session of enquiries, which need no policy.
func (c *Channel) known(ctx context.Context) (*session, error) {
	s := &session{Channel: c}
	return s, s.identify(ctx)
}

// file is the address of something in the account's folder.
func (s *session) file(names ...string) *url.URL {
	parts := append([]string{"files", s.id}, s.folder...)
	return s.dav.At(append(parts, names...)...)
}

// uploads is the address of a folder of chunks.
func (s *session) uploads(name ...string) *url.URL {
	return s.dav.At(append([]string{"uploads", s.id}, name...)...)
}

// shared is what a share calls the deposit of an attempt.
func (s *session) shared(attempt dispatch.ID) string {
	return "/" + path.Join(append(append([]string{}, s.folder...), portal.Folder(attempt))...)
}

// marker says that an attempt has asked for no share yet.
func (s *session) marker(attempt dispatch.ID) *url.URL { return s.file(portal.StagingFolder(attempt)) }

// staging is where the deposit of a dispatch is built.
func (s *session) staging(d dispatch.ID) *url.URL { return s.file(portal.StagingFolder(d)) }

func (s *session) final(attempt dispatch.ID) *url.URL { return s.file(portal.Folder(attempt)) }

// void is where a deposit stands that can be shared no more.
func (s *session) void(attempt dispatch.ID) *url.URL { return s.file(string(attempt) + voidSuffix) }

// makeRoot makes sure that the folder for deposits stands.
func (s *session) makeRoot(ctx context.Context) error {
	there, err := s.dav.Stat(ctx, s.file())
	if err != nil || there.Folder {
		return err
	}
	for n := range s.folder {
		at := s.dav.At(append([]string{"files", s.id}, s.folder[:n+1]...)...)
		there, err := s.dav.Stat(ctx, at)
		if err == nil && !there.Exists {
			err = s.dav.MakeFolder(ctx, at, nil)
		}
		if err != nil {
			return err
		}
	}
	return s.reach(ctx)
}

// reach proves that the folder for deposits stands: without it, that something is not there proves nothing.
func (s *session) reach(ctx context.Context) error {
	there, err := s.dav.Stat(ctx, s.file())
	if err == nil && !there.Folder {
		err = webdav.StatusError("webdav.propfind", http.StatusNotFound)
	}
	return err
}

// vacant proves that nothing stands at u.
func (s *session) vacant(ctx context.Context, u *url.URL) error {
	there, err := s.dav.Stat(ctx, u)
	if err == nil && there.Exists {
		err = webdav.StatusError("webdav.propfind", http.StatusPreconditionFailed)
	}
	return err
}
