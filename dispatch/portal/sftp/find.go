package sftp

import (
	"bytes"
	"context"
	"path"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal"
)

const (
	opFind   = "portal.find"
	opRecall = "portal.recall"
)

// maxDocument is the size in bytes above which a deposited file is not read back to prove it.
const maxDocument = 4 << 30

// Find looks for the deposit of an attempt and proves it against its manifest.
//
// Where only staging stands, it is renamed away first, so that a rename still under way finds nothing: then
// the answer False stays true. Where nothing stands, the answer is Unknown: the attempt may never have begun,
// or its recipient may have taken the deposit away already. A deposit that does not match its manifest is
// Unknown with an error of KindIntegrity: a person must look.
func (c *Channel) Find(ctx context.Context, attempt dispatch.Attempt) (dispatch.Truth, dispatch.Receipt, error) {
	if !attempt.ID.Valid() {
		return dispatch.Unknown, dispatch.Receipt{}, invalid(opFind, "attempt", "portal_attempt_invalid")
	}
	s, err := c.connect(ctx)
	if err != nil {
		return notTold(err)
	}
	defer s.close()
	found, err := s.find(ctx, c.place, attempt.ID)
	if err != nil {
		return notTold(err)
	}
	if found != dispatch.True {
		return found, dispatch.Receipt{}, nil
	}
	total, err := s.prove(ctx, c.place.final(attempt.ID))
	if err != nil {
		return notTold(err)
	}
	return dispatch.True, c.receipt(attempt.ID, total), nil
}

// notTold is an enquiry that was not answered, or answered with a deposit that is not whole.
func notTold(err error) (dispatch.Truth, dispatch.Receipt, error) {
	code := "portal_not_told"
	if dispatch.KindOf(err) == dispatch.KindIntegrity {
		code = "portal_deposit_incomplete"
	}
	return dispatch.Unknown, dispatch.Receipt{}, unsettled(opFind, dispatch.KindOf(err), code, err)
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
	return dispatch.TruthOf(there), s.remove(ctx, at.void(attempt))
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
		if !info.Mode().IsRegular() || info.Size() > maxDocument {
			return 0, damaged("sftp.stat")
		}
		sum, err := s.sum(ctx, name, info.Size())
		if err != nil {
			return 0, err
		}
		if sum != entry.SHA256 {
			return 0, damaged("sftp.read")
		}
		total += info.Size()
	}
	return total, nil
}

// Recall takes the deposit of an attempt away, finished or not, and makes sure that it is gone. What was
// already fetched cannot be called back.
func (c *Channel) Recall(ctx context.Context, attempt dispatch.Attempt) error {
	if !attempt.ID.Valid() {
		return invalid(opRecall, "attempt", "portal_attempt_invalid")
	}
	s, err := c.connect(ctx)
	if err == nil {
		defer s.close()
		err = s.withdraw(ctx, c.place, attempt.ID)
	}
	if err != nil {
		return unsettled(opRecall, dispatch.KindOf(err), "portal_not_recalled", err)
	}
	return nil
}

// withdraw fences staging, renames the deposit away in one step, and removes both.
func (s *session) withdraw(ctx context.Context, at place, attempt dispatch.ID) error {
	if err := s.reach(ctx, at.folder); err != nil {
		return err
	}
	if _, err := s.fence(ctx, at, attempt); err != nil {
		return err
	}
	if err := s.remove(ctx, at.void(attempt)); err != nil {
		return err
	}
	there, err := s.stands(ctx, at.final(attempt))
	if err != nil || !there {
		return err
	}
	if err := s.give(at.final(attempt), at.void(attempt)); err != nil {
		return s.failed(ctx, "sftp.rename", err)
	}
	if err := s.remove(ctx, at.void(attempt)); err != nil {
		return err
	}
	return s.vacant(ctx, at.final(attempt))
}
