package hylafax

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax"
)

// errIncomplete is an upload of which the server holds more or fewer bytes than were sent.
var errIncomplete = errors.New("the server holds another number of bytes")

// Submit gives the job to the server. The order to dial is the last thing said, after the server has
// confirmed the size of every document.
func (p *Provider) Submit(ctx context.Context, job fax.Job) (dispatch.Receipt, error) {
	const op = "hylafax.submit"
	s, err := p.login(ctx)
	if err != nil {
		return dispatch.Receipt{}, failure(ctx, op, err)
	}
	defer s.close()
	id, err := s.newJob(p.config, job)
	if err != nil {
		return dispatch.Receipt{}, failure(ctx, op, err)
	}
	if err := s.attachAll(ctx, job); err != nil {
		s.discard()
		return dispatch.Receipt{}, failure(ctx, op, err)
	}
	if err := p.order(ctx, s, job.Attempt); err != nil {
		return dispatch.Receipt{}, err
	}
	s.quit()
	receipt := p.receipt(id)
	receipt.Bytes = job.Bytes()
	return receipt, nil
}

// newJob makes a job and sets all its parameters: the scheduler refuses a job that lacks some. It comes
// before the uploads, so that a number that the server refuses costs no document.
func (s *session) newJob(c Config, job fax.Job) (id string, err error) {
	answer, err := s.command(200, "JNEW")
	if err != nil {
		return "", err
	}
	if id, err = newJobID(answer.text); err != nil {
		return "", err
	}
	for _, parameter := range parameters(c, job) {
		if _, err := s.command(213, "JPARM", parameter.name, parameter.value); err != nil {
			s.discard()
			return "", err
		}
	}
	return id, nil
}

type parameter struct{ name, value string }

// parameters are those of a letter-size fax in fine resolution. The sizes are in millimetres.
func parameters(c Config, job fax.Job) []parameter {
	number := strconv.Quote(job.Number.Digits())
	return []parameter{
		{"DIALSTRING", number},
		{"EXTERNAL", number},
		{"FROMUSER", `"` + strings.ReplaceAll(c.User, `"`, "") + `"`},
		{"JOBINFO", strconv.Quote(jobInfo(job))},
		{"NOTIFY", "none"},
		{"MAXDIALS", "6"},
		{"MAXTRIES", "3"},
		{"LASTTIME", lastTime(c.KillTime)},
		{"SENDTIME", "NOW"},
		{"VRES", "196"},
		{"PAGEWIDTH", "216"},
		{"PAGELENGTH", "279"},
		{"PAGECHOP", "none"},
	}
}

// jobInfo is how a job is recognised, and how many pages it must confirm.
func jobInfo(job fax.Job) string { return string(job.Attempt) + "/" + strconv.Itoa(job.Pages) }

// lastTime writes a duration as days, hours and minutes: DDHHMM.
func lastTime(d time.Duration) string {
	minutes := int(d / time.Minute)
	return fmt.Sprintf("%02d%02d%02d", minutes/(24*60), minutes/60%24, minutes%60)
}

// newJobID reads the id in 200 New job created: jobid: 3 groupid: 3.
func newJobID(text string) (string, error) {
	_, rest, _ := strings.Cut(text, "jobid: ")
	id, _, _ := strings.Cut(rest, " ")
	if _, err := strconv.ParseUint(id, 10, 32); err != nil {
		return "", errAnswer
	}
	return id, nil
}

func (s *session) attachAll(ctx context.Context, job fax.Job) error {
	told := &telling{tell: job.Progress, total: job.Bytes()}
	for _, part := range job.Parts {
		if err := s.attach(ctx, part, told); err != nil {
			return err
		}
	}
	return nil
}

// attach uploads a part, compares sizes, and adds it to the job.
func (s *session) attach(ctx context.Context, part fax.Part, told *telling) error {
	source, err := part.Open(ctx)
	if err != nil {
		return err
	}
	defer source.Close()
	name, err := s.store(ctx, io.TeeReader(source, told))
	if err != nil {
		return err
	}
	answer, err := s.command(213, "SIZE", name)
	if err != nil {
		return err
	}
	if answer.text != strconv.FormatInt(part.Size, 10) {
		return errIncomplete
	}
	_, err = s.command(200, "JPARM", "DOCUMENT", name)
	return err
}

// discard deletes the current job with its documents, if the server still listens. Otherwise hfaxd
// forgets the job by itself.
func (s *session) discard() { _, _ = s.command(200, "JDELE") }

// order submits the current job. From here on an answer that does not come leaves the outcome unknown.
func (p *Provider) order(ctx context.Context, s *session, attempt dispatch.ID) error {
	if ctx.Err() != nil {
		return failure(ctx, "hylafax.submit", ctx.Err())
	}
	_, err := s.command(200, "JSUBM")
	r, declined := errors.AsType[*refused](err)
	switch {
	case err == nil:
		return nil
	case declined && r.reply.code >= 500:
		s.discard()
		return failure(ctx, "hylafax.submit", err)
	case declined:
		return p.withdraw(ctx, s, attempt, err)
	}
	return outcomeUnknown(ctx, err)
}

// telling passes on how many bytes of all parts have been read.
type telling struct {
	tell        func(dispatch.Progress)
	done, total int64
}

// Write implements io.Writer.
func (t *telling) Write(b []byte) (int, error) {
	t.done = min(t.done+int64(len(b)), t.total)
	if t.tell != nil {
		t.tell(dispatch.Progress{Done: t.done, Total: t.total, Unit: dispatch.ProgressBytes})
	}
	return len(b), nil
}
