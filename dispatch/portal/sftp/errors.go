package sftp

import (
	"context"
	"errors"
	"io/fs"
	"strconv"
	"strings"

	"github.com/pkg/sftp"

	"github.com/souspli/souspli/dispatch"
)

var errTooLong = errors.New("more than was asked for")

// The answers of SFTP that a deposit meets (draft-ietf-secsh-filexfer-02, 7).
const (
	statusNoSuchFile       = 2
	statusPermissionDenied = 3
	statusUnsupported      = 8
)

// answer is the status that the server answered with; ok is false when it did not answer.
func answer(err error) (status uint32, ok bool) {
	var told *sftp.StatusError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return statusNoSuchFile, true
	case errors.Is(err, fs.ErrPermission):
		return statusPermissionDenied, true
	case errors.As(err, &told) && told.Code != uint32(sftp.ErrSSHFxConnectionLost) && told.Code != uint32(sftp.ErrSSHFxNoConnection):
		return told.Code, true
	}
	return 0, false
}

// failed is err, which came while op was done, without a word of the server.
func (s *session) failed(ctx context.Context, op string, err error) error {
	if e, ok := errors.AsType[*dispatch.Error](err); ok {
		return e
	}
	status, answered := answer(err)
	if !answered {
		return s.cutOff(ctx, op)
	}
	e := &dispatch.Error{Op: op, Detail: "SFTP " + strconv.FormatUint(uint64(status), 10)}
	switch status {
	case statusNoSuchFile:
		e.Kind, e.Code = dispatch.KindRejected, "portal_no_such_folder"
	case statusPermissionDenied, statusUnsupported:
		e.Kind, e.Code = dispatch.KindRejected, "portal_refused"
	default: // the catch-all of SFTP: a full disk reads like a fault that passes
		e.Kind, e.Code, e.Retry = dispatch.KindUnreachable, "portal_busy", true
	}
	return e
}

// cutOff is the error of a connection that ended.
func (s *session) cutOff(ctx context.Context, op string) error {
	e := &dispatch.Error{Op: op, Kind: dispatch.KindUnreachable, Code: "portal_cut_off", Retry: true}
	switch {
	case ctx.Err() != nil:
		e.Code, e.Err = "portal_interrupted", ctx.Err()
	case s.line.stalled():
		e.Code = "portal_stalled"
	}
	return e
}

// refusedLogin reports whether a handshake failed because the account was refused: the library has no other
// sign of it than its own words.
func refusedLogin(err error) bool { return strings.Contains(err.Error(), "unable to authenticate") }

// noCommonKey reports whether a server has no key of the family that was asked for.
func noCommonKey(err error) bool {
	return strings.Contains(err.Error(), "no common algorithm for host key")
}

func taken(op string) error {
	return &dispatch.Error{Op: op, Kind: dispatch.KindConflict, Code: "portal_name_taken"}
}
