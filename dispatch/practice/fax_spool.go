package practice

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// ReceivedFax is a fax that the practice machine holds.
type ReceivedFax struct {
	Attempt   string    // as the sender named it
	Number    string    // dialled
	Ordered   time.Time //
	Ended     bool      //
	Delivered bool      // every page
	Documents []string  // paths of the PDF files, in order; the first is the cover page
}

// faxSpool keeps jobs as queue/<id>.json beside their documents. It is read anew for every question, so
// that several machines may share it.
type faxSpool struct {
	dir     string
	now     func() time.Time
	delay   time.Duration
	ordered chan struct{} // told after an order
	arrived chan arrival  // to be printed; nil: nothing is

	mu sync.Mutex
}

const idle = time.Minute // between two looks at a queue that holds nothing

func openFaxSpool(dir string, now func() time.Time, delay time.Duration) (*faxSpool, error) {
	if dir == "" {
		return nil, errors.New("practice: the fax machine needs a folder")
	}
	s := &faxSpool{dir: dir, now: now, delay: delay, ordered: make(chan struct{}, 1)}
	return s, os.MkdirAll(s.queue(), 0o700)
}

func (s *faxSpool) queue() string { return filepath.Join(s.dir, "queue") }

func (s *faxSpool) jobPath(id int) string { return filepath.Join(s.queue(), strconv.Itoa(id)+".json") }

// newID reserves the next free number.
func (s *faxSpool) newID() (int, error) {
	jobs, err := s.jobs()
	if err != nil {
		return 0, err
	}
	next := 1
	for _, job := range jobs {
		next = max(next, job.ID+1)
	}
	for ; ; next++ {
		file, err := os.OpenFile(s.jobPath(next)+".id", os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err == nil {
			return next, file.Close()
		}
		if !errors.Is(err, fs.ErrExist) {
			return 0, err
		}
	}
}

// incoming opens a file for an upload.
func (s *faxSpool) incoming() (*os.File, error) { return os.CreateTemp(s.queue(), "doc*.pdf") }

// order puts a job into the queue.
func (s *faxSpool) order(job *faxJob) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	job.Ordered, job.Outcome.State = s.now(), "R"
	job.Total = job.pages()
	if err := s.save(job); err != nil {
		return err
	}
	select {
	case s.ordered <- struct{}{}:
	default:
	}
	return nil
}

func (s *faxSpool) save(job *faxJob) error {
	text, err := json.Marshal(job)
	if err != nil {
		return err
	}
	part := s.jobPath(job.ID) + ".part"
	if err := os.WriteFile(part, text, 0o600); err != nil {
		return err
	}
	return os.Rename(part, s.jobPath(job.ID))
}

// jobs reads all that were ordered, oldest first.
func (s *faxSpool) jobs() ([]*faxJob, error) {
	paths, err := filepath.Glob(filepath.Join(s.queue(), "*.json"))
	if err != nil {
		return nil, err
	}
	var jobs []*faxJob
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue // forgotten meanwhile
		}
		if err != nil {
			return nil, err
		}
		var job faxJob
		if err := json.Unmarshal(text, &job); err != nil {
			return nil, err
		}
		jobs = append(jobs, &job)
	}
	slices.SortFunc(jobs, func(a, b *faxJob) int { return cmp.Compare(a.ID, b.ID) })
	return jobs, nil
}

// settle ends the jobs whose time has come, and tells when to look again.
func (s *faxSpool) settle() (time.Duration, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	jobs, err := s.jobs()
	if err != nil {
		return 0, err
	}
	wait := idle
	for _, job := range jobs {
		left := job.Ordered.Add(s.delay).Sub(s.now())
		switch {
		case job.ended() || job.Outcome.State != "R":
			continue
		case left > 0:
			wait = min(wait, left)
			continue
		}
		if err := s.end(job, outcomeOf(job.dialled(), job.Total)); err != nil {
			return 0, err
		}
	}
	return wait, nil
}

// current reads the jobs after those whose time has come were ended.
func (s *faxSpool) current() ([]*faxJob, error) {
	if _, err := s.settle(); err != nil {
		return nil, err
	}
	return s.jobs()
}

func (s *faxSpool) end(job *faxJob, outcome FaxOutcome) error {
	job.Outcome = outcome
	if err := s.print(job); err != nil {
		return err
	}
	return s.save(job)
}

// print puts what arrived into a folder of its own: every document, or the cover page alone when the
// call broke off.
func (s *faxSpool) print(job *faxJob) error {
	documents := job.Documents
	switch {
	case job.Outcome.Sent == 0:
		return nil
	case job.Outcome.Sent < job.Total:
		documents = documents[:min(1, len(documents))]
	}
	tray := filepath.Join(s.dir, job.folder())
	if _, err := os.Stat(tray); err == nil {
		return nil
	}
	part, err := os.MkdirTemp(s.queue(), "tray")
	if err != nil {
		return err
	}
	for i, document := range documents {
		if err := copyFile(filepath.Join(part, fmt.Sprintf("%02d.pdf", i+1)), filepath.Join(s.queue(), document)); err != nil {
			return errors.Join(err, os.RemoveAll(part))
		}
	}
	if err := os.Rename(part, tray); err != nil {
		return err
	}
	s.arrive(arrival{tray, job.Outcome.Sent})
	return nil
}

func copyFile(to, from string) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(target, source)
	return errors.Join(err, target.Close())
}

// kill ends a job by request.
func (s *faxSpool) kill(id int) (bool, error) {
	return s.change(func(job *faxJob) bool { return job.ID == id }, func(job *faxJob) error {
		return s.end(job, FaxOutcome{State: "F", Sent: job.Outcome.Sent, Code: 345, Words: "Job aborted by request"})
	})
}

func (s *faxSpool) finish(attempt string, outcome FaxOutcome) error {
	return s.must(attempt, func(job *faxJob) error { return s.end(job, outcome) })
}

func (s *faxSpool) forget(attempt string) error {
	return s.must(attempt, func(job *faxJob) error { return os.Remove(s.jobPath(job.ID)) })
}

func (s *faxSpool) must(attempt string, do func(*faxJob) error) error {
	ok, err := s.change(func(job *faxJob) bool { return job.attempt() == attempt }, do)
	if err == nil && !ok {
		return errors.New("practice: no such fax")
	}
	return err
}

func (s *faxSpool) change(which func(*faxJob) bool, do func(*faxJob) error) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	jobs, err := s.jobs()
	if err != nil {
		return false, err
	}
	i := slices.IndexFunc(jobs, which)
	if i < 0 {
		return false, nil
	}
	return true, do(jobs[i])
}

func (s *faxSpool) received() ([]ReceivedFax, error) {
	jobs, err := s.current()
	if err != nil {
		return nil, err
	}
	var faxes []ReceivedFax
	for _, job := range jobs {
		received := ReceivedFax{
			Attempt: job.attempt(), Number: job.dialled(), Ordered: job.Ordered, Ended: job.ended(),
			Delivered: job.Outcome.State == "D" && job.Outcome.Sent == job.Total,
		}
		for _, document := range job.Documents {
			received.Documents = append(received.Documents, filepath.Join(s.queue(), document))
		}
		faxes = append(faxes, received)
	}
	return faxes, nil
}

// pages counts as the client does, whose tag ends in the number; a job without one has a page for each
// document.
func (j *faxJob) pages() int {
	tag := j.Params["JOBINFO"]
	if n, err := strconv.Atoi(tag[min(len(tag), len(j.attempt())+1):]); err == nil && n > 0 {
		return n
	}
	return len(j.Documents)
}

func (j *faxJob) dialled() string { return j.Params["DIALSTRING"] }

// folder is the attempt's ID, if the client gave one: anything else might lead out of the machine's own
// folder.
func (j *faxJob) folder() string {
	if id := dispatch.ID(j.attempt()); id.Valid() {
		return string(id)
	}
	return "job-" + strconv.Itoa(j.ID)
}

func padded(n, width int) string { return fmt.Sprintf("%0*d", width, n) }
