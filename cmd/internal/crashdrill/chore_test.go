package crashdrill_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/cmd/internal/drilltest"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// chore is something that is done to a home on this computer alone. After a death it is done again, and then it must be
// as if nothing had happened.
type chore struct {
	stage string
	args  []string // HOME stands for the home's path
	ahead time.Duration
	fresh bool // there is no home yet
	older bool // the home is one of an earlier version
	check func(t *testing.T, p program, home string)
}

const (
	copies  = ".copies" // beside a home: the folder of its copies
	people  = 40
	decades = 12 * 365 * 24 * time.Hour // everything is over by then
)

var chores = []chore{
	{stage: "init", fresh: true, args: []string{"init", "--vault", "passphrase", "--passphrase-file", "HOME.passphrase", "--recovery", "HOME.recovery"}, check: opens},
	{stage: "checkpoint", args: []string{"log", "checkpoint"}, check: opens},
	{stage: "migration", older: true, args: []string{"log", "list"}, check: holds(1)},
	{stage: "backup", args: []string{"backup", "--to", "HOME" + copies}, check: restores},
	{stage: "restore", fresh: true, args: []string{"restore", "HOME" + copies + "/copy.souspli"}, check: holds(1)},
	{stage: "import", args: []string{"recipient", "import", "HOME.csv"}, check: knows},
	{stage: "renewal", args: []string{"key", "renew"}, check: ownsKey},
	{stage: "retention", ahead: decades, args: []string{"retention", "run"}, check: destroyed},
}

// opens is what every check begins with: the home opens, and its log proves itself.
func opens(t *testing.T, p program, home string) {
	t.Helper()
	p.proven(t, home)
}

// holds wants so many dispatches in the log, none of which leaves by itself.
func holds(n int) func(*testing.T, program, string) {
	return func(t *testing.T, p program, home string) {
		t.Helper()
		all := p.logged(t, home)
		if len(all) != n {
			t.Errorf("the log knows of %d dispatches, want %d", len(all), n)
		}
		for _, d := range all {
			if !d.State.Final() && !d.AwaitsPerson {
				t.Errorf("%s would leave by itself", d.State)
			}
		}
	}
}

// restores wants every file that is called a copy to become a home again.
func restores(t *testing.T, p program, home string) {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(home+copies, "*.souspli"))
	if err != nil || len(found) == 0 {
		t.Errorf("no copy: %v", err)
	}
	for i, file := range found {
		restored := fmt.Sprintf("%s.restored%d", home, i)
		copyFile(t, home+".recovery", restored+".recovery")
		p.must(t, restored, call{args: []string{"restore", file}})
		holds(1)(t, p, restored)
	}
}

// knows wants every person of the list once.
func knows(t *testing.T, p program, home string) {
	t.Helper()
	listed := p.must(t, home, call{args: []string{"--json", "recipient", "list"}})
	if n := strings.Count(listed, "Personne "); n != people {
		t.Errorf("%d people, want %d", n, people)
	}
}

// ownsKey wants a key of the clinic's own that can be shown.
func ownsKey(t *testing.T, p program, home string) {
	t.Helper()
	p.must(t, home, call{args: []string{"key", "own", "-o", home + ".key"}})
}

// destroyed wants nothing left of the dispatch, neither row nor file.
func destroyed(t *testing.T, p program, home string) {
	t.Helper()
	holds(0)(t, p, home)
	files, err := filepath.Glob(filepath.Join(home, "documents", "*"))
	pending, _ := filepath.Glob(filepath.Join(home, "documents", "pending", "*"))
	if err != nil || len(files) > 1 || len(pending) > 0 {
		t.Errorf("left: %q %q", files, pending)
	}
}

// furnished is a home with a cancelled dispatch, a key, a copy and a list of people.
func furnished(t *testing.T, p program) string {
	t.Helper()
	b := newBase(t)
	ctx := t.Context()
	_, err := b.Desk.OwnKey(ctx)
	b.must(err)
	_, err = b.Desk.AddAccount(ctx, dispatch.Account{
		Name: "a", Channel: dispatch.CloudFax, Provider: "hylafax", URL: "hylafax://127.0.0.1:9", User: "u",
	}, []byte("secret"), true)
	b.must(err)
	_, err = b.Desk.SaveRecipient(ctx, dispatch.Recipient{
		Name: recipientName, Class: dispatch.ExternalPartner, Routes: []dispatch.Route{{
			Channel: dispatch.CloudFax, Address: "+15145550142",
			Verification: &dispatch.Verification{By: "essai", How: desk.TypedTwice, At: time.Now()},
		}},
	})
	b.must(err)
	b.queue(service{Service: drilltest.Service{
		Account: dispatch.Account{Channel: dispatch.CloudFax}, Kind: dispatch.Prescription, Signature: dispatch.SignedByHand,
	}})
	home := b.close()
	p.must(t, home, call{args: []string{"outbox", "cancel", string(p.logged(t, home)[0].ID)}})
	b.must(os.Mkdir(home+copies, 0o700))
	p.must(t, home, call{args: []string{"backup", "--to", home + copies + "/copy.souspli"}})
	b.must(os.WriteFile(home+".csv", list(), 0o600))
	b.must(os.WriteFile(home+".passphrase", []byte("correct horse battery"), 0o600))
	return home
}

// list is a list of people as a spreadsheet writes it.
func list() []byte {
	var b strings.Builder
	b.WriteString("name,class,email\n")
	for n := range people {
		fmt.Fprintf(&b, "Personne %02d,external_partner,personne%02d@example.org\n", n, n)
	}
	return []byte(b.String())
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	content, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, content, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// earlier takes back what the last two migrations brought.
const earlier = `DROP INDEX dispatches_queue;
DROP TABLE recipient_events; DROP INDEX dispatches_by_recipient; ALTER TABLE recipient_uses DROP COLUMN last;
DELETE FROM goose_db_version WHERE version_id >= 11;`

// age makes a home one of an earlier version.
func age(t *testing.T, home string) {
	t.Helper()
	command := exec.CommandContext(t.Context(), "sqlite3", filepath.Join(home, "souspli.db"), earlier)
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

// toil does a chore on a copy of a home, dies, does it again, and looks.
func (p program) toil(t *testing.T, c chore, from string, die death, trace string) {
	t.Helper()
	home := filepath.Join(t.TempDir(), "home")
	if !c.fresh {
		home = copyHome(t, from)
	} else if c.stage != "init" {
		copyFile(t, from+".recovery", home+".recovery")
	}
	for _, beside := range []string{".csv", ".passphrase"} {
		copyFile(t, from+beside, home+beside)
	}
	if err := os.Mkdir(home+copies, 0o700); err != nil {
		t.Fatal(err)
	}
	if c.stage == "restore" {
		copyFile(t, from+copies+"/copy.souspli", home+copies+"/copy.souspli")
	}
	if c.older {
		age(t, home)
	}
	doing := call{ahead: c.ahead, die: die, trace: trace}
	for _, arg := range c.args {
		doing.args = append(doing.args, strings.Replace(arg, "HOME", home, 1))
	}
	o := p.run(t, home, doing)
	if !o.killed && die.n == 1 || die.n == 0 && o.code != 0 {
		t.Errorf("%s %s: %+v", c.stage, die, o)
	}
	if o.killed {
		doing.die, doing.ahead = death{}, c.ahead+soon
		o = p.run(t, home, doing)
		if o.code != 0 && !c.fresh {
			t.Errorf("%s %s, once more: %+v", c.stage, die, o)
		}
	}
	c.check(t, p, home)
}

// drillChores kills the program everywhere while it does each chore.
func (p program) drillChores(t *testing.T, results *table) {
	t.Helper()
	from := furnished(t, p)
	for _, c := range chores {
		t.Run(c.stage, func(t *testing.T) {
			t.Parallel()
			trace := filepath.Join(t.TempDir(), "trace")
			p.toil(t, c, from, death{}, trace)
			for _, die := range deaths(passings(t, trace)) {
				t.Run(strings.ReplaceAll(die.String(), " ", "_"), func(t *testing.T) {
					t.Parallel()
					p.toil(t, c, from, die, "")
					results.add(cell{service: computer, stage: c.stage, die: die}, done)
				})
			}
		})
	}
}
