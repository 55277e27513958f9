package app

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/souspli/souspli/crypto"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/directory"
	"github.com/souspli/souspli/dispatch/email/dsn"
	"github.com/souspli/souspli/dispatch/outbox"
	"github.com/souspli/souspli/store"
)

// App is an open home with its desk. Close it to let go of the home.
type App struct {
	Desk *desk.Desk

	config   Config
	home     homeDescription
	vault    *crypto.Vault
	store    *store.Store
	outbox   *outbox.Outbox
	channels *channels
	progress *progressBoard
	changes  changes

	documents *Documents
}

// Open opens the home of c. It fails with KindNotFound when there is none, KindCredentials when its vault
// stays shut, KindIntegrity when it is damaged, and KindNewer when a newer version wrote it.
func Open(ctx context.Context, c Config) (*App, error) {
	c, err := c.withDefaults()
	if err != nil {
		return nil, err
	}
	home, err := readHome(c.Home)
	if err != nil {
		return nil, err
	}
	return open(ctx, c, home)
}

func open(ctx context.Context, c Config, home homeDescription) (*App, error) {
	vault, err := unlock(ctx, c, home)
	if err != nil {
		return nil, err
	}
	kept, err := store.Open(ctx, store.Options{Dir: c.Home, Sealer: vault, Now: c.Now, Random: c.Random})
	if err != nil {
		vault.Destroy()
		return nil, err
	}
	return assemble(c, home, vault, kept), nil
}

func assemble(c Config, home homeDescription, vault *crypto.Vault, kept *store.Store) *App {
	a := &App{config: c, home: home, vault: vault, store: kept, progress: newProgressBoard(), documents: OpenDocuments(c.Now)}
	a.channels = newChannels(a)
	a.outbox = outbox.New(outbox.Config{
		Store: watchedStore{kept, a}, Carrier: a.channels, Clock: systemClock{c.Now}, Random: c.Random,
		Holder: dispatch.NewID(c.Random), Log: c.Log, Progress: a.progress.put, Follow: followAfter(home),
		Reminder: a.channels.reminder,
	})
	a.Desk = desk.New(desk.Config{
		Store: kept, Addresses: addresses{}, Keyring: keyring{}, Documents: a.documents,
		KeyFinder: keyFinder{a}, PrintRevocation: c.printRevocation, PrintOpeningCard: c.printOpeningCard, PrintFigures: c.printFigures,
		Test: a.channels.test, CheckAccount: a.channels.check, SignIn: a.channels.signIn, SignOut: a.channels.signOut, SignedIn: a.channels.sources.forget, Channel: a.channels.Channel,
		OpenPKCS12: openPKCS12, TestGateway: a.channels.testGateway,
		Capabilities: a.channels.capabilities,
		HostKey:      a.channels.hostKey,
		AccountKeys:  accountKeys{c.Random},
		ReadReports:  dsn.Parse, FetchReports: a.channels.fetchReports,
		Registers:     registerPrinter{c.Now},
		ReadDirectory: directory.ReadFile, WriteDirectory: directory.WriteFile, SearchDirectory: a.channels.searchDirectory,
		NewPassphrase: func(language string) string { return crypto.NewPassphrase(language, c.Random) },
		Random:        c.Random, Now: c.Now, Actor: Actor(), Practice: home.Practice, Wake: a.outbox.Wake,
		PatientToken: func(patient string) string { return vault.Token("patient/" + patient) },
		NoteSigner:   vault.NoteSigner(home.origin()), LogKey: vault.NoteKey(home.origin()),
		PrintProof: c.printProof, PrintCheckpoint: c.printCheckpoint(vault.NoteKey(home.origin())),
		Gate: gate{a}, PrintRecoveryCode: c.printRecoveryCode,
		Copies: homeCopies{a}, Papers: papers{}, Cover: a.documents.FaxCover,
	})
	return a
}

// followAfter is when a fax is first asked about: at once in a practice home, whose faxes take seconds.
func followAfter(home homeDescription) time.Duration {
	if home.Practice {
		return practiceFaxDelay + time.Second
	}
	return 0
}

// Run sends in the background until ctx ends, then waits for the attempts under way. Beside that, it asks once a
// week for news of recipients' keys, and reads the delivery notices that came back every ten minutes.
func (a *App) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	var beside sync.WaitGroup
	beside.Go(func() { a.signLog(ctx) })
	beside.Go(func() { a.keepKeysFresh(ctx) })
	beside.Go(func() { a.forgetPassphrases(ctx) })
	beside.Go(func() { a.keepReading(ctx) })
	beside.Go(func() { a.keepCopying(ctx) })
	defer beside.Wait()
	defer cancel()
	return a.outbox.Run(ctx)
}

// Settle sends all that is due, and returns when nothing is. It tells, even beside an error, the
// dispatches whose state it changed, as they stand afterwards.
func (a *App) Settle(ctx context.Context) ([]dispatch.Dispatch, error) {
	a.changes.begin()
	failure := a.outbox.Settle(ctx)
	var changed []dispatch.Dispatch
	for _, id := range a.changes.end() {
		d, err := a.Desk.Show(context.WithoutCancel(ctx), id)
		if err != nil {
			return changed, errors.Join(failure, err)
		}
		changed = append(changed, d)
	}
	return changed, failure
}

// Progress tells how far the attempts under way are.
func (a *App) Progress() map[dispatch.ID]dispatch.Progress { return a.progress.all() }

// awaitInterval is how often Await looks.
const awaitInterval = 50 * time.Millisecond

// Await runs the outbox until the dispatch needs nothing more for now: until it is final, unknown, waits
// for another try, or is accepted with nothing left to follow. Another program that holds the outbox does
// the same work meanwhile.
func (a *App) Await(ctx context.Context, id dispatch.ID, report func(dispatch.Progress)) (dispatch.Dispatch, error) {
	return a.await(ctx, id, settled, report)
}

func (a *App) await(
	ctx context.Context, id dispatch.ID, enough func(dispatch.Dispatch) bool, report func(dispatch.Progress),
) (dispatch.Dispatch, error) {
	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	running.Go(func() { _ = a.outbox.Run(ctx) }) // fails only when this program runs it already
	defer running.Wait()
	defer cancel()
	ticker := time.NewTicker(awaitInterval)
	defer ticker.Stop()
	var last dispatch.Progress
	for {
		d, err := a.Desk.Show(ctx, id)
		if err != nil || enough(d) {
			return d, err
		}
		if p, ok := a.Progress()[id]; ok && p != last && report != nil {
			report(p)
			last = p
		}
		select {
		case <-ctx.Done():
			return d, ctx.Err()
		case <-ticker.C:
		}
	}
}

// settled reports whether nothing more will happen to d soon and by itself.
func settled(d dispatch.Dispatch) bool {
	switch d.State {
	case dispatch.Uncertain:
		return true
	case dispatch.Accepted:
		return d.NextAt.IsZero() || d.Channel == dispatch.Portal // fetched today or in a week
	case dispatch.Queued:
		return d.Tries > 0 || d.AwaitsPerson()
	default:
		return d.State.Final()
	}
}

// PrepareReading does what the first document would wait for, when this computer has never read one.
func (a *App) PrepareReading(ctx context.Context) error { return a.documents.Prepare(ctx) }

// Close lets go of the home.
func (a *App) Close() error {
	a.channels.close()
	_ = a.documents.Close() // the child holds nothing that could be lost
	err := a.store.Close()
	a.vault.Destroy()
	return err
}

// systemClock is the outbox's clock outside tests.
type systemClock struct{ now func() time.Time }

func (c systemClock) Now() time.Time                         { return c.now() }
func (c systemClock) After(d time.Duration) <-chan time.Time { return time.After(d) }
