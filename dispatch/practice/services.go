package practice

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// User is the account of every practice service.
const User = "exercice"

// Config says how the services run.
type Config struct {
	Dir    string // holds mail, fax and portal; made if missing, kept afterwards
	Random io.Reader
	Now    func() time.Time
	// After lets faxes arrive by themselves; nil: they arrive when they are asked about.
	After    func(time.Duration) <-chan time.Time
	FaxDelay time.Duration // from the order to the end of a fax
	Print    Print         // draws the pages of received faxes; nil: they stay PDF files alone
	// What goes wrong, service by service; nil: nothing.
	MailScript   MailScript
	FaxScript    FaxScript
	PortalScript PortalScript
}

// Services are the whole other side, on loopback.
type Services struct {
	Mail   *Mail
	Fax    *Fax
	Portal *Portal

	// CA is the certificate in PEM of the authority that vouches for Mail and Portal. It is another at
	// each start, as is Password.
	CA       []byte
	User     string
	Password string

	// The folders in which what was received stands.
	MailDir, FaxDir, PortalDir string
}

// Start starts the three services. They run until ctx ends or Close is called. It fails with
// KindStorage when the folder cannot be used, otherwise with KindInternal; nothing then keeps running.
func Start(ctx context.Context, c Config) (*Services, error) {
	s := &Services{
		User: User, Password: string(dispatch.NewID(c.Random)),
		MailDir: filepath.Join(c.Dir, "mail"), FaxDir: filepath.Join(c.Dir, "fax"), PortalDir: filepath.Join(c.Dir, "portal"),
	}
	certificate, server, err := issue(c.Random, c.Now())
	if err != nil {
		return nil, startError(err)
	}
	s.CA = certificate
	if err := s.start(ctx, c, server); err != nil {
		return nil, startError(errors.Join(err, s.Close()))
	}
	return s, nil
}

func (s *Services) start(ctx context.Context, c Config, server *tls.Config) (err error) {
	s.Mail, err = StartMail(ctx, MailConfig{
		Dir: s.MailDir, TLS: server, User: s.User, Password: []byte(s.Password), Script: c.MailScript,
	})
	if err != nil {
		return err
	}
	s.Fax, err = StartFax(ctx, FaxConfig{
		Dir: s.FaxDir, Random: c.Random, Now: c.Now, After: c.After, Delay: c.FaxDelay,
		User: s.User, Password: s.Password, Print: c.Print, Script: c.FaxScript,
	})
	if err != nil {
		return err
	}
	s.Portal, err = StartPortal(ctx, PortalConfig{
		Dir: s.PortalDir, TLS: server, User: s.User, Password: []byte(s.Password), Random: c.Random, Now: c.Now,
		Script: c.PortalScript,
	})
	return err
}

// startError keeps what went wrong, without the path it went wrong at.
func startError(err error) error {
	e := &dispatch.Error{Op: "practice.start", Kind: dispatch.KindInternal, Code: "practice_not_started", Err: err}
	if path, ok := errors.AsType[*os.PathError](err); ok {
		e.Kind, e.Err = dispatch.KindStorage, path.Err
	}
	return e
}

// Close stops what runs. What was received stays.
func (s *Services) Close() error {
	var failures []error
	if s.Mail != nil {
		failures = append(failures, s.Mail.Close())
	}
	if s.Fax != nil {
		failures = append(failures, s.Fax.Close())
	}
	if s.Portal != nil {
		failures = append(failures, s.Portal.Close())
	}
	return errors.Join(failures...)
}
