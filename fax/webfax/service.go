package webfax

import (
	"context"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/webservice"
)

// Family begins the codes of errors.
const Family = "fax"

// Service is a fax service at one address. It may be used by several goroutines.
type Service struct {
	client *webservice.Client
	now    func() time.Time
	peace  Peace
}

// NewService makes a service without connecting. It refuses an address that could never work, as
// [webservice.New] does.
func NewService(c webservice.Config, now func() time.Time) (*Service, error) {
	c.Family = Family
	client, err := webservice.New(c)
	if err != nil {
		return nil, err
	}
	return &Service{client: client, now: now}, nil
}

// Exchange makes one request, unless the service wants to be left alone, and gives the body of a success. Its
// errors have the certainty of an order.
func (s *Service) Exchange(ctx context.Context, op string, r webservice.Request) ([]byte, error) {
	if s.Left() > 0 {
		return nil, s.peace.Asking(Busy(op), s.now())
	}
	answer, err := s.client.Do(ctx, r)
	switch {
	case err != nil:
		return nil, err
	case answer.OK():
		return answer.Body, nil
	}
	s.peace.Heed(answer, s.now())
	return nil, s.peace.Asking(Refusal(op, HTTPStatus(answer.Status)), s.now())
}

// Order makes a request that orders a fax, tells of its progress, and gives the body of a success that came
// after the whole request. Its errors are [Outcome]s.
func (s *Service) Order(
	ctx context.Context, op string, r webservice.Request, tell func(dispatch.Progress),
) ([]byte, error) {
	upload := Watch(&r.Body, tell)
	answer, err := s.Exchange(ctx, op, r)
	if whole := upload.End(); err == nil && !whole {
		err = errTooEarly
	}
	if err != nil {
		return nil, Outcome(op, err)
	}
	return answer, nil
}

// Left is how long nothing is to be asked.
func (s *Service) Left() time.Duration { return s.peace.Left(s.now()) }
