package oauth

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// Keeper keeps the grant of an account, sealed.
type Keeper interface {
	// Load reads the grant as it is kept now.
	Load(ctx context.Context) (Grant, error)
	// Save replaces it.
	Save(ctx context.Context, g Grant) error
	// Hold keeps other programs from using the grant until release.
	Hold(ctx context.Context) (release func(), err error)
}

// refreshLimit bounds a refresh, waiting for other programs included.
const refreshLimit = 2 * time.Minute

// Source gives the tokens of one account. Refreshes go one at a time; whoever asks meanwhile for the same
// scopes gets the same answer. It is safe for concurrent use.
type Source struct {
	client *Client
	keeper Keeper
	turn   chan struct{} // held by the refresh under way

	mu      sync.Mutex
	tokens  map[string]Token
	flights map[string]*flight
}

// flight is a refresh that somebody waits for.
type flight struct {
	landed chan struct{}
	token  Token
	err    error
}

// NewSource makes the source of an account's tokens.
func NewSource(c *Client, k Keeper) *Source {
	return &Source{
		client: c, keeper: k, turn: make(chan struct{}, 1), tokens: map[string]Token{}, flights: map[string]*flight{},
	}
}

// Token is a token for scopes that is still good for a while.
func (s *Source) Token(ctx context.Context, scopes ...string) (Token, error) {
	token, f := s.ready(ctx, strings.Join(scopes, " "))
	if f == nil {
		return token, nil
	}
	select {
	case <-f.landed:
		return f.token, f.err
	case <-ctx.Done():
		e := failed(opRefresh, dispatch.KindUnreachable, "signin_interrupted")
		e.Retry, e.Err = true, ctx.Err()
		return Token{}, e
	}
}

// Forget drops a token that a service refused, so that the next one is new.
func (s *Source) Forget(t Token) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for scope, known := range s.tokens {
		if known.access == t.access {
			delete(s.tokens, scope)
		}
	}
}

// ready returns a token that is fresh, or else the flight that will bring one.
func (s *Source) ready(ctx context.Context, scope string) (Token, *flight) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if token := s.tokens[scope]; token.fresh(s.client.config.Clock.Now()) {
		return token, nil
	}
	f := s.flights[scope]
	if f == nil {
		f = &flight{landed: make(chan struct{})}
		s.flights[scope] = f
		go s.fly(context.WithoutCancel(ctx), scope, f) // its answer may replace the grant: nobody may cut it short
	}
	return Token{}, f
}

func (s *Source) fly(ctx context.Context, scope string, f *flight) {
	ctx, cancel := context.WithTimeout(ctx, refreshLimit)
	defer cancel()
	s.turn <- struct{}{}
	token, err := s.refresh(ctx, strings.Fields(scope))
	<-s.turn
	if err != nil {
		token = Token{} // a token whose grant was not kept is not used
	}
	f.token, f.err = token, err
	s.mu.Lock()
	defer s.mu.Unlock()
	if f.err == nil {
		s.tokens[scope] = f.token
	}
	delete(s.flights, scope)
	close(f.landed)
}

// refresh uses the grant while nobody else does, and keeps the one that follows before its token is used.
func (s *Source) refresh(ctx context.Context, scopes []string) (Token, error) {
	release, err := s.keeper.Hold(ctx)
	if err != nil {
		return Token{}, err
	}
	defer release()
	grant, err := s.keeper.Load(ctx)
	if err != nil {
		return Token{}, err
	}
	token, after, err := s.client.Refresh(ctx, grant, scopes)
	if err != nil {
		return Token{}, err
	}
	if after.Refresh == grant.Refresh {
		return token, nil
	}
	return token, s.replace(ctx, grant, after)
}

// replace keeps the grant that follows, unless somebody signed in anew meanwhile.
func (s *Source) replace(ctx context.Context, before, after Grant) error {
	kept, err := s.keeper.Load(ctx)
	if err != nil {
		return err
	}
	if kept.Refresh != before.Refresh {
		return nil
	}
	return s.keeper.Save(ctx, after)
}

// Close waits for the refresh under way, so that what the service replaced is kept before the keeper is gone.
func (s *Source) Close() {
	for {
		s.mu.Lock()
		var waiting *flight
		for _, f := range s.flights {
			waiting = f
		}
		s.mu.Unlock()
		if waiting == nil {
			return
		}
		<-waiting.landed
	}
}
