package sftp

import (
	"bytes"
	"context"
	"path"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal"
)

const opFind = "portal.find"

// Find looks for the deposit of an attempt and proves it against its manifest.
//
// Where only staging stands, it is renamed away first, so that a rename still under way finds nothing: then
// the answer False stays true, and can be given again. What it holds is kept for the next attempt. Where nothing stands, the answer is Unknown: the attempt may never have begun,
// or its recipient may have taken the deposit away already. A deposit that does not match its manifest is
// Unknown with an error of KindIntegrity: a person must look.
func (c *Channel) Find(ctx context.Context, attempt dispatch.Attempt) (dispatch.Truth, dispatch.Receipt, error) {
	if !attempt.ID.Valid() {
		return dispatch.Unknown, dispatch.Receipt{}, portal.Invalid(opFind, "attempt", "portal_attempt_invalid")
	}
	s, err := c.connect(ctx)
	if err != nil {
		return portal.NotTold(opFind, err)
	}
	defer s.close()
	found, err := s.find(ctx, c.place, attempt.ID)
	if err != nil {
		return portal.NotTold(opFind, err)
	}
	if found != dispatch.True {
		return found, dispatch.Receipt{}, nil
	}
	total, err := s.prove(ctx, c.place.final(attempt.ID))
	if err != nil {
		return portal.NotTold(opFind, err)
	}
	return dispatch.True, c.receipt(attempt.ID, total), nil
}

// Unasked reports whether an attempt was never remembered: nothing of it left before.
func (c *Channel) Unasked(attempt dispatch.ID, upload []byte) bool {
	return portal.Unremembered(attempt, upload)
}

// find says whether a deposit stands, or can certainly never stand.
func (s *session) find(ctx context.Context, at place, attempt dispatch.ID) (dispatch.Truth, error) {
	// A server whose folder is away has no deposit either, which proves nothing.
	if err := s.reach(ctx, at.folder); err != nil {
		return dispatch.Unknown, err
	}
	there, err := s.stands(ctx, at.final(attempt))
	if err != nil || there {
		return dispatch.TruthOf(there), err
	}
	fenced, err := s.fence(ctx, at, attempt)
	if err != nil || !fenced {
		return dispatch.Unknown, err
	}
	there, err = s.stands(ctx, at.final(attempt))
	if err != nil {
		return dispatch.Unknown, err
	}
	return dispatch.TruthOf(there), nil
}

// fence renames staging away, and reports true when from now on no rename can give it its name.
func (s *session) fence(ctx context.Context, at place, attempt dispatch.ID) (bool, error) {
	fenced, err := s.stands(ctx, at.void(attempt))
	if err != nil || fenced {
		return fenced, err // an earlier enquiry was cut off here
	}
	there, err := s.stands(ctx, at.staging(attempt))
	if err != nil || !there {
		return false, err
	}
	if err := s.give(at.staging(attempt), at.void(attempt)); err != nil {
		return false, s.failed(ctx, "sftp.rename", err)
	}
	return true, nil
}

// manifest reads and checks the manifest in a folder.
func (s *session) manifest(ctx context.Context, folder string) (portal.Manifest, error) {
	var b bytes.Buffer
	if err := s.fetch(ctx, path.Join(folder, portal.ManifestName), &b, portal.MaxManifest); err != nil {
		return nil, err
	}
	return portal.ParseManifest(b.Bytes())
}

// answered reports whether err is about what the server has, not about reaching it.
func answered(err error) bool { return dispatch.KindOf(err) != dispatch.KindUnreachable }

// prove reads the deposit back whole, and returns how many bytes its files hold.
func (s *session) prove(ctx context.Context, folder string) (total int64, err error) {
	manifest, err := s.manifest(ctx, folder)
	if err != nil {
		return 0, err
	}
	for _, entry := range manifest {
		name := path.Join(folder, entry.Name)
		info, err := s.Lstat(name)
		if err != nil {
			return 0, s.failed(ctx, "sftp.stat", err)
		}
		if !info.Mode().IsRegular() || info.Size() > portal.MaxDocument {
			return 0, portal.Damaged("sftp.stat")
		}
		sum, err := s.sum(ctx, name, info.Size())
		if err != nil {
			return 0, err
		}
		if sum != entry.SHA256 {
			return 0, portal.Damaged("sftp.read")
		}
		total += info.Size()
	}
	return total, nil
}
