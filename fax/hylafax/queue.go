package hylafax

import (
	"context"
	"regexp"
	"strconv"
	"strings"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax"
)

// entry is a job as a queue lists it.
type entry struct {
	id       string
	state    string // one letter
	sent     int    // pages confirmed by the other machine
	total    int    // pages that the server counts, 0 before it has prepared them
	dials    int
	attempt  dispatch.ID
	expected int    // pages that we count, 0 when not told
	words    string // of the last failure
}

// entryFormat asks for no more than is needed: numbers and names of others' faxes stay on the server.
// The words come last because they may hold the separator.
const (
	entryFormat = `"%j|%a|%p|%y|%d|%J|%s"`
	entryFields = 7
)

// phase reads the letters of hfaxd's "?TPSBWRDF": suspended, pending, sleeping, blocked, waiting,
// running, done, failed.
func (e entry) phase() fax.Phase {
	switch e.state {
	case "D":
		return fax.Done
	case "F":
		return fax.Broken
	}
	return fax.Waiting
}

// lookUp finds the attempt's job in a new session.
func (p *Provider) lookUp(ctx context.Context, attempt dispatch.ID) (found entry, ok bool, err error) {
	err = p.within(ctx, "hylafax.list", func(s *session) (err error) {
		found, ok, err = s.lookUp(ctx, attempt)
		return err
	})
	return found, ok, err
}

// lookUp reads the send queue before the done queue, so that a job that ends meanwhile is not missed.
func (s *session) lookUp(ctx context.Context, attempt dispatch.ID) (entry, bool, error) {
	if _, err := s.command(200, "JOBFMT", entryFormat); err != nil {
		return entry{}, false, err
	}
	for _, queue := range []string{"/sendq", "/doneq"} {
		listing, err := s.list(ctx, queue, largestListing)
		if err != nil {
			return entry{}, false, err
		}
		entries, err := parseEntries(string(listing))
		if err != nil {
			return entry{}, false, err
		}
		for _, e := range entries {
			if e.attempt == attempt {
				return e, true, nil
			}
		}
	}
	return entry{}, false, nil
}

var beginsEntry = regexp.MustCompile(`^ *[0-9]+ *\|`)

// parseEntries reads a listing. A line that begins no entry goes on with the words of the one before.
// Anything else is an error, for a job must not be thought absent because its line was not understood.
func parseEntries(listing string) ([]entry, error) {
	var entries []entry
	for line := range strings.Lines(listing) {
		line = strings.TrimRight(line, "\r\n")
		if !beginsEntry.MatchString(line) && len(entries) > 0 {
			entries[len(entries)-1].words += " " + line
			continue
		}
		e, err := parseEntry(line)
		if err != nil {
			return nil, err
		}
		entries = append(entries, e)
	}
	return entries, nil
}

func parseEntry(line string) (entry, error) {
	fields := strings.SplitN(line, "|", entryFields)
	if len(fields) != entryFields {
		return entry{}, errAnswer
	}
	for i := range fields {
		fields[i] = strings.TrimSpace(fields[i])
	}
	e := entry{id: fields[0], state: fields[1], words: fields[6]}
	for i, number := range []*int{&e.sent, &e.total, &e.dials} {
		value, err := strconv.ParseUint(fields[2+i], 10, 31)
		if err != nil {
			return entry{}, errAnswer
		}
		*number = int(value)
	}
	e.attempt, e.expected = parseJobInfo(fields[5])
	return e, nil
}

// parseJobInfo reads what jobInfo wrote. Other programs' jobs have other words there.
func parseJobInfo(info string) (dispatch.ID, int) {
	id, pages, _ := strings.Cut(info, "/")
	expected, err := strconv.ParseUint(pages, 10, 16)
	if err != nil {
		return dispatch.ID(id), 0
	}
	return dispatch.ID(id), int(expected)
}

// kill stops a job, in a new session that makes sure that the id is still the attempt's.
func (p *Provider) kill(ctx context.Context, e entry) error {
	return p.within(ctx, "hylafax.cancel", func(s *session) error {
		if err := s.choose(e); err != nil {
			return err
		}
		_, err := s.command(200, "JKILL", e.id)
		return err
	})
}

// choose makes the entry the current job.
func (s *session) choose(e entry) error {
	if _, err := s.command(200, "JOB", e.id); err != nil {
		return err
	}
	answer, err := s.command(213, "JPARM", "JOBINFO")
	if err != nil {
		return err
	}
	if attempt, _ := parseJobInfo(answer.text); attempt != e.attempt {
		return errAnswer
	}
	return nil
}
