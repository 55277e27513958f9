package app

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/inspect"
	"github.com/souspli/souspli/dispatch/outbox"
	"github.com/souspli/souspli/dispatch/practice"
)

const (
	dayDispatches = 400
	dayLasts      = 10 * time.Hour
	// oneIn of what is asked of each service goes wrong.
	oneIn = 20
)

// TestADaysWork sends 400 dispatches by three channels over a day whose clock is the test's, to real servers of which
// one answer in twenty goes wrong, and accounts for every one on both sides.
func TestADaysWork(t *testing.T) {
	t.Parallel()
	w := newWorkday(t)
	for i := range dayDispatches {
		w.queue(t, i)
		w.pass(t, dayLasts/dayDispatches)
	}
	w.pass(t, 24*time.Hour) // what was put off, and what is followed
	w.accounted(t)
}

// workday is a practice home with its services, on a clock of the test's.
type workday struct {
	*App
	clock     *dispatchtest.Clock
	services  *practice.Services
	templates []dispatch.Dispatch
	faults    faultsOf
	words     map[dispatch.ID]string // passphrases of portals that nobody has opened yet
}

// faultsOf counts what is asked, and lets one in twenty go wrong, each time in another way.
type faultsOf struct {
	mu         sync.Mutex
	asked      map[string]int // by step
	went       int            // wrong
	unknowable int            // replies lost of which nobody can be asked
}

func newWorkday(t *testing.T) *workday {
	t.Helper()
	w := &workday{clock: dispatchtest.NewClock(time.Now().UTC().Truncate(time.Second)), words: map[dispatch.ID]string{}}
	w.faults = faultsOf{asked: map[string]int{}}
	c := Config{Home: filepath.Join(inMemory(t), "home"), Now: w.clock.Now}
	a, err := OpenPractice(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	w.App = a
	w.services, err = practice.Start(t.Context(), practice.Config{
		Dir: practiceFolder(a.config.Home), Random: a.config.Random, Now: w.clock.Now, FaxDelay: practiceFaxDelay,
		MailScript: w.faults.ofMail, FaxScript: w.faults.ofFax, PortalScript: w.faults.ofPortal,
	})
	if err != nil {
		t.Fatal(err)
	}
	a.channels.services = w.services
	a.outbox = outbox.New(outbox.Config{
		Store: watchedStore{a.store, a}, Carrier: a.channels, Clock: w.clock, Random: a.config.Random,
		Holder: dispatch.NewID(a.config.Random), Reminder: a.channels.reminder,
	})
	w.learnTemplates(t)
	return w
}

// learnTemplates makes one dispatch of each channel by all the rules. The day's are like them.
func (w *workday) learnTemplates(t *testing.T) {
	t.Helper()
	for _, step := range demoSteps() {
		report, err := w.Desk.Inspect(t.Context(), filepath.Join(practiceFolder(w.config.Home), samplesFolder, step.file), "")
		if err != nil {
			t.Fatal(err)
		}
		step.draft.Documents = []inspect.Report{report}
		if step.draft.Recipient, err = w.Desk.FindRecipient(t.Context(), step.to); err != nil {
			t.Fatal(err)
		}
		d, err := w.Desk.Send(t.Context(), step.draft)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Desk.Cancel(t.Context(), d.ID); err != nil {
			t.Fatal(err)
		}
		w.templates = append(w.templates, d)
	}
}

// queue sends the i-th of the day.
func (w *workday) queue(t *testing.T, i int) {
	t.Helper()
	now := w.clock.Now()
	d := w.templates[[]int{0, 1, 0, 2, 1}[i%5]]
	d.ID, d.Created, d.Updated, d.NextAt = dispatch.NewID(w.config.Random), now, now, now.Add(desk.DefaultHold)
	if d.Channel == dispatch.CloudFax && i%oneIn == 1 {
		d.Route.Address = "+15145550199" // a line that is always busy
	}
	words := ""
	if d.Channel == dispatch.Portal {
		words = fmt.Sprintf("mot de passe d'exercice %d", i)
		w.words[d.ID] = words
		d.Expires = now.AddDate(0, 0, 14)
	}
	if err := w.store.Create(t.Context(), d, words, dispatch.Event{Type: dispatch.EventCreated, At: now}); err != nil {
		t.Fatal(err)
	}
}

// pass lets time pass, and everything happen that is due on the way.
func (w *workday) pass(t *testing.T, d time.Duration) {
	t.Helper()
	for until := w.clock.Now().Add(d); ; {
		next, ok, err := w.store.NextDue(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		now := w.clock.Now()
		if !next.After(now) {
			next = now.Add(5 * time.Second) // a service that is left alone
		}
		if !ok || next.After(until) {
			w.clock.Advance(until.Sub(now))
			return
		}
		w.clock.Advance(next.Sub(now))
		if err := w.outbox.Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.fetch(t)
	}
}

// fetch opens the links that were shared.
func (w *workday) fetch(t *testing.T) {
	t.Helper()
	for id, words := range w.words {
		d, err := w.Desk.Show(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if d.State != dispatch.Accepted {
			continue
		}
		if _, err := practice.OpenLink(t.Context(), d.Attempts[len(d.Attempts)-1].Receipt.Link, words); err != nil {
			t.Error(err)
		}
		delete(w.words, id)
	}
}

// turn counts, and says how often it went wrong before when it is the turn of the next to go wrong.
func (f *faultsOf) turn(what string) (n int, wrong bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked[what]++
	if f.asked[what]%oneIn != 0 {
		return 0, false
	}
	f.went++
	return f.asked[what] / oneIn, true
}

func (f *faultsOf) ofMail(step practice.MailStep) practice.MailFault {
	n, wrong := f.turn("mail " + string(step))
	if !wrong {
		return ""
	}
	switch step {
	case practice.MailKept: // only the reply is lost, and nobody can be asked of an e-mail
		f.mu.Lock()
		defer f.mu.Unlock()
		f.unknowable++
		return practice.MailHangUp
	case practice.MailMidway: // a short message has wholly left by then
		return practice.MailBusy
	default:
		return []practice.MailFault{practice.MailBusy, practice.MailHangUp, practice.MailBabble}[n%3]
	}
}

func (f *faultsOf) ofFax(step practice.FaxStep) practice.FaxFault {
	n, wrong := f.turn("fax " + string(step))
	if !wrong {
		return ""
	}
	return []practice.FaxFault{practice.FaxBusy, practice.FaxHangUp, practice.FaxBabble}[n%3]
}

func (f *faultsOf) ofPortal(r *http.Request) practice.PortalFault {
	if strings.HasPrefix(r.URL.Path, "/s/") {
		return "" // the recipient
	}
	n, wrong := f.turn("portal " + r.Method)
	if !wrong {
		return ""
	}
	return []practice.PortalFault{practice.PortalBusy, practice.PortalLoseReply, practice.PortalCut}[n%3]
}

// accounted compares both sides: what each server really holds by our reference, and what the log says.
func (w *workday) accounted(t *testing.T) {
	t.Helper()
	l := &loaded{App: w.App}
	all := l.all(t)[len(w.templates):]
	if len(all) != dayDispatches {
		t.Fatalf("%d dispatches in the log", len(all))
	}
	there, ended := w.there(t), map[dispatch.State]int{}
	for _, d := range all {
		ended[d.State]++
		arrived := 0
		for _, a := range d.Attempts {
			arrived += there[string(a.ID)]
			delete(there, string(a.ID))
		}
		if last := d.Attempts[len(d.Attempts)-1]; d.State == dispatch.Uncertain && d.Channel != dispatch.EmailEncrypted {
			t.Errorf("%s by %s is unknown after %s", d.ID, d.Channel, last.Error.Code)
		}
		if want := wanted(d); arrived > 1 || want >= 0 && arrived != want {
			t.Errorf("%s by %s is %s after %d attempts, and arrived %d times", d.ID, d.Channel, d.State, len(d.Attempts), arrived)
		}
	}
	t.Logf("%d answers went wrong; %v", w.faults.went, ended)
	if len(there) > 0 {
		t.Errorf("%d arrived that the log knows nothing of", len(there))
	}
	if ended[dispatch.Uncertain] != w.faults.unknowable {
		t.Errorf("%d are unknown, want %d: those of which nobody can be asked", ended[dispatch.Uncertain], w.faults.unknowable)
	}
	if open := ended[dispatch.Queued] + ended[dispatch.Sending] + ended[dispatch.Held]; open > 0 {
		t.Errorf("%d still wait", open)
	}
	if _, err := w.Desk.VerifyLog(t.Context()); err != nil {
		t.Error(err)
	}
}

// there counts what the three servers hold, by attempt.
func (w *workday) there(t *testing.T) map[string]int {
	t.Helper()
	there := map[string]int{}
	mails, err := filepath.Glob(filepath.Join(w.services.MailDir, "*.eml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, mail := range mails {
		_, attempt, _ := strings.Cut(strings.TrimSuffix(filepath.Base(mail), ".eml"), "-")
		there[attempt]++
	}
	faxes, err := w.services.Fax.Received()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range faxes {
		if f.Delivered {
			there[f.Attempt]++
			w.same(t, f.Documents[len(f.Documents)-1], w.templates[1])
		}
	}
	deposits, err := w.services.Portal.Deposits()
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range deposits {
		there[string(d.Attempt)]++
		files, _ := os.ReadDir(d.Dir)
		for _, file := range files {
			if filepath.Ext(file.Name()) == ".pdf" {
				w.same(t, filepath.Join(d.Dir, file.Name()), w.templates[2])
			}
		}
	}
	return there
}

// same wants a file that arrived to be the document that was sent.
func (w *workday) same(t *testing.T, path string, sent dispatch.Dispatch) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprintf("%x", sha256.Sum256(content)); got != fmt.Sprint(sent.Documents[0].SHA256) {
		t.Errorf("%s of %d bytes arrived, not the document of %d", filepath.Base(path), len(content), sent.Documents[0].Size)
	}
}
