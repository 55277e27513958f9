package hylafax

import (
	"bytes"
	"context"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax"
)

const (
	providerName = "hylafax"

	// A job may be as long as a call on one line can sensibly be: 200 pages are about three hours.
	mostPages = 200
	mostBytes = 100 << 20

	largestListing = 4 << 20 // bytes: about forty thousand jobs
)

// Provider is a HylaFAX server. It implements fax.Provider and may be used by several goroutines.
type Provider struct {
	config  Config
	address string
}

var _ fax.Provider = (*Provider)(nil)

// Name is hylafax.
func (p *Provider) Name() string { return providerName }

// Limits are ours; hfaxd itself has none but its disk.
func (p *Provider) Limits() fax.Limits { return fax.Limits{Pages: mostPages, Bytes: mostBytes} }

// Test logs in and asks whether the scheduler runs.
func (p *Provider) Test(ctx context.Context) error {
	return p.within(ctx, "hylafax.test", func(s *session) error {
		status, err := s.list(ctx, "/status", largestListing)
		if err != nil {
			return err
		}
		if !bytes.Contains(status, []byte(": Running")) {
			return schedulerDown("hylafax.test")
		}
		return nil
	})
}

// within runs f in a new session.
func (p *Provider) within(ctx context.Context, op string, f func(*session) error) error {
	s, err := p.login(ctx)
	if err != nil {
		return failure(ctx, op, err)
	}
	defer s.close()
	if err := f(s); err != nil {
		return failure(ctx, op, err)
	}
	s.quit()
	return nil
}

func (p *Provider) login(ctx context.Context) (*session, error) {
	s, err := open(ctx, p.address, p.config.Timeout)
	if err != nil {
		return nil, err
	}
	if err := s.login(p.config.User, p.config.Password); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (p *Provider) receipt(job string) dispatch.Receipt {
	return dispatch.Receipt{Provider: providerName, Reference: job, At: p.config.Clock.Now()}
}
