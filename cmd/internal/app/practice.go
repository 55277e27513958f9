package app

import (
	"context"
	"crypto/x509"
	"errors"
	"image"
	"iter"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/practice"
	"github.com/souspli/souspli/fax/facsimile"
)

// practiceFaxDelay is how long a practice fax is under way: long enough to be seen, short enough to wait.
const practiceFaxDelay = 2 * time.Second

func (c Config) practiceServices(ctx context.Context, documents *Documents) (*practice.Services, error) {
	return practice.Start(ctx, practice.Config{
		Dir: practiceFolder(c.Home), Random: c.Random, Now: c.Now, After: time.After, FaxDelay: practiceFaxDelay,
		Print: documents.print,
	})
}

// print draws pages as a fax machine that got them unprepared.
func (d *Documents) print(ctx context.Context, pdf []byte) iter.Seq2[image.Image, error] {
	return func(yield func(image.Image, error) bool) {
		for page, err := range d.FaxPages(ctx, pdf) {
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(facsimile.Rasterise(page, facsimile.Plain), nil) {
				return
			}
		}
	}
}

// practiceAccount points a practice account at this program's own practice services, which start when
// they are first needed and stop with the home.
func (c *channels) practiceAccount(ctx context.Context, account dispatch.Account) (dispatch.Account, []byte, *x509.CertPool, error) {
	services, err := c.practice(ctx)
	if err != nil {
		return account, nil, nil, err
	}
	account.User = services.User
	switch account.Channel {
	case dispatch.EmailEncrypted:
		account.URL = services.Mail.URL()
	case dispatch.CloudFax:
		account.URL = services.Fax.URL()
	case dispatch.Portal:
		account.URL = services.Portal.URL()
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(services.CA)
	return account, []byte(services.Password), roots, nil
}

func (c *channels) practice(ctx context.Context) (*practice.Services, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.services != nil {
		return c.services, nil
	}
	services, err := c.app.config.practiceServices(context.WithoutCancel(ctx), c.app.documents)
	if err != nil {
		return nil, err
	}
	c.services = services
	return services, nil
}

// PracticeAddresses tells other programs where the practice services of a home are. The password is
// another at each start.
type PracticeAddresses struct {
	Mail     string `json:"mail"`
	Fax      string `json:"fax"`
	Portal   string `json:"portal"`
	Links    string `json:"links"` // what the portal's links begin with, for a recipient's browser
	User     string `json:"user"`
	Password string `json:"password"`
	CA       string `json:"ca"` // PEM

	MailFolder   string `json:"mail_folder"`
	FaxFolder    string `json:"fax_folder"`
	PortalFolder string `json:"portal_folder"`
}

// ServePractice starts the practice services of a practice home. They run until stop is called.
func ServePractice(ctx context.Context, c Config) (addresses PracticeAddresses, stop func() error, err error) {
	c, err = c.withDefaults()
	if err != nil {
		return addresses, nil, err
	}
	home, err := readHome(c.Home)
	if err != nil {
		return addresses, nil, err
	}
	if !home.Practice {
		return addresses, nil, &dispatch.Error{Op: "practice", Kind: dispatch.KindRefused, Code: "real_home"}
	}
	documents := OpenDocuments(c.Now)
	s, err := c.practiceServices(ctx, documents)
	if err != nil {
		return addresses, nil, errors.Join(err, documents.Close())
	}
	stop = func() error { return errors.Join(s.Close(), documents.Close()) }
	return PracticeAddresses{
		Mail: s.Mail.URL(), Fax: s.Fax.URL(), Portal: s.Portal.URL(), Links: s.Portal.LinksURL(),
		User: s.User, Password: s.Password, CA: string(s.CA),
		MailFolder: s.MailDir, FaxFolder: s.FaxDir, PortalFolder: s.PortalDir,
	}, stop, nil
}
