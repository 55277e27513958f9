package fhir

import (
	"context"
	"sync"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/webservice"
)

// What receipts tell of a deposit.
const (
	deposited = "deposited"
	stoodHere = "deposited_before" // by an earlier attempt of the same dispatch
	// bytesLeft is stoodHere, and the server kept the bytes of this attempt beside, which no entry names: it may
	// share them with others, so they are not deleted unasked.
	bytesLeft = "deposited_before_bytes_left"
)

// Send publishes the parcel in one request. Every error says its certainty.
func (c *Channel) Send(ctx context.Context, p dispatch.Parcel, progress func(dispatch.Progress)) (dispatch.Receipt, error) {
	if err := c.Check(ctx, p); err != nil {
		return dispatch.Receipt{}, unsent(err)
	}
	s, err := c.open(ctx)
	if err != nil {
		return dispatch.Receipt{}, err
	}
	transaction, err := s.offer.choose(c.transaction, len(p.Documents))
	if err != nil {
		return dispatch.Receipt{}, unsent(err)
	}
	m, err := recollect(ctx, p)
	if err != nil {
		return dispatch.Receipt{}, unsent(err)
	}
	if !m.Unsent {
		stands, err := s.stands(ctx, m.Identity, transaction)
		if err != nil {
			return dispatch.Receipt{}, err
		}
		if stands {
			return c.receipt(m.Identity, 0, stoodHere), nil
		}
	}
	return c.publish(ctx, s, transaction, m, p, progress)
}

// recollect is the number that the dispatch goes by, and what is known of earlier attempts.
func recollect(ctx context.Context, p dispatch.Parcel) (memory, error) {
	first := memory{Identity: identityOf(p.Attempt), Unsent: true}
	if p.Upload == nil {
		return first, nil
	}
	content, err := p.Upload.Load(ctx)
	if err != nil {
		return memory{}, err
	}
	if m, ok := remembered(content); ok {
		return m, nil
	}
	return first, nil
}

// stands asks whether an earlier attempt arrived after all. A repeat needs conditional creation, for what was
// not found may be on its way. A bundle needs more, since each leaves its bytes, which have no number: a
// server that counted and has none.
func (s *session) stands(ctx context.Context, number identity, t Transaction) (bool, error) {
	risky := unsent(&dispatch.Error{Op: opPublish, Kind: dispatch.KindConflict, Code: "fhir_repeat_unsafe"})
	if !s.offer.document.search {
		if t == Simplified && s.offer.repeatable(t) {
			return false, nil
		}
		return false, risky
	}
	answer, err := s.search(ctx, opPublish, briefly(number.document(1)))
	switch {
	case err != nil:
		return false, unsent(err)
	case len(answer.records) > 0:
		return true, nil
	case !s.offer.repeatable(t), t == Bundle && !s.believes(answer):
		return false, risky
	}
	return false, nil
}

// believes reports whether an answer proves that nothing stands there: the server counted, and lets the account
// see documents, as far as it tells.
func (s *session) believes(answer found) bool {
	granted := s.token.Scopes()
	return answer.nothing && (len(granted) == 0 || grantsAll(granted, typeOfReference, "s"))
}

func (c *Channel) publish(
	ctx context.Context, s *session, transaction Transaction, m memory, p dispatch.Parcel, tell func(dispatch.Progress),
) (dispatch.Receipt, error) {
	who, err := c.patient(p.Route.Address)
	if err != nil {
		return dispatch.Receipt{}, unsent(err)
	}
	number := m.Identity
	if err := remember(ctx, p, memory{Identity: number}); err != nil {
		return dispatch.Receipt{}, unsent(err)
	}
	pub := &publication{identity: number, parcel: p, patient: who, source: string(identityOf(c.source)), titles: c.titles}
	detail, err := s.post(ctx, pub, transaction, tell)
	if err == nil {
		return c.receipt(number, total(p), detail), nil
	}
	if dispatch.CertaintyOf(err) == dispatch.Unsent {
		_ = remember(context.WithoutCancel(ctx), p, m) // else the next attempt asks first, which is safe
		return dispatch.Receipt{}, err
	}
	return c.receipt(number, 0, ""), err // so that Find knows the number
}

// remember keeps what later attempts must know.
func remember(ctx context.Context, p dispatch.Parcel, m memory) error {
	if p.Upload == nil {
		return nil
	}
	return p.Upload.Save(ctx, m.marshal())
}

func total(p dispatch.Parcel) int64 {
	var bytes int64
	for _, document := range p.Documents {
		bytes += document.Size
	}
	return bytes
}

func (c *Channel) receipt(number identity, bytes int64, detail string) dispatch.Receipt {
	return dispatch.Receipt{Provider: Provider, Reference: string(number), At: c.now(), Bytes: bytes, Detail: detail}
}

// post makes the one request, and judges its answer.
func (s *session) post(ctx context.Context, pub *publication, transaction Transaction, tell func(dispatch.Progress)) (string, error) {
	request, judge := pub.simplified, pub.judgeSimplified
	if transaction == Bundle {
		request, judge = pub.bundle, pub.judgeBundle
	}
	r := request()
	// Servers that heed it do not send the documents back.
	r.Header = withMinimal(r.Header)
	r.Limit = maxEcho + 2*r.Body.Size
	r.Keep = maxEcho
	u := watch(&r.Body, tell)
	answer, err := s.do(ctx, r)
	whole := u.end()
	if err != nil {
		if dispatch.CertaintyOf(err) == dispatch.Unsent {
			return "", err
		}
		return "", open(opPublish, err)
	}
	return judge(answer, whole)
}

// maxEcho bounds what is kept of the answer to a publication, in bytes. A server may send all of it back.
const maxEcho = 1 << 20

func withMinimal(header map[string][]string) map[string][]string {
	with := map[string][]string{"Prefer": {"return=minimal"}}
	for name, values := range header {
		with[name] = values
	}
	return with
}

// upload tells progress until the answer is there, and knows whether the request was whole by then: it may be
// read on for a moment after.
type upload struct {
	mu    sync.Mutex
	tell  func(dispatch.Progress)
	total int64
	done  int64
	over  bool
}

func watch(body *webservice.Body, tell func(dispatch.Progress)) *upload {
	u := &upload{tell: tell, total: body.Size}
	body.Progress = u.moved
	return u
}

func (u *upload) moved(done int64) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.over {
		return
	}
	if u.done = done; u.tell != nil {
		u.tell(dispatch.Progress{Done: done, Total: u.total, Unit: dispatch.ProgressBytes})
	}
}

func (u *upload) end() (whole bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.over = true
	return u.done == u.total
}
