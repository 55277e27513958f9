package email

import (
	"errors"

	"github.com/emersion/go-sasl"
)

var errChallenges = errors.New("more questions than LOGIN has")

// login is the client of AUTH LOGIN (draft-murchison-sasl-login). It gives no initial response and does
// not read the questions, since servers word them differently: the name is the first answer, the
// password the second.
type login struct{ answers []string }

func newLogin(user, password string) sasl.Client { return &login{[]string{user, password}} }

// Start names the mechanism.
func (l *login) Start() (string, []byte, error) { return sasl.Login, nil, nil }

// Next gives the next answer.
func (l *login) Next([]byte) ([]byte, error) {
	if len(l.answers) == 0 {
		return nil, errChallenges
	}
	answer := l.answers[0]
	l.answers = l.answers[1:]
	return []byte(answer), nil
}
