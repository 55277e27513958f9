package ui

import (
	"sync/atomic"
	"time"
)

// clipped is how long a passphrase stays on the clipboard.
const clipped = 30 * time.Second

// clipboard remembers the secret that this window put on the clipboard, until it is taken away.
type clipboard struct {
	secret string       // belongs to the goroutine that draws
	gone   string       // the key of what is said when it is taken away
	until  atomic.Int64 // nanoseconds since 1970; 0: nothing to take away
}

// lend puts a secret on the clipboard for a while.
func (u *UI) lend(secret string) { u.lendFor(secret, clipped, "call_copied", "call_copied_gone") }

// lendFor puts words on the clipboard for a time; two keys say so, and that they are gone.
func (u *UI) lendFor(words string, during time.Duration, said, gone string) {
	u.config.App.Clipboard().SetContent(words)
	u.clipboard.secret, u.clipboard.gone = words, gone
	u.clipboard.until.Store(u.now().Add(during).UnixNano())
	u.frame.say(u.t(said))
}

// due reports whether the time of what was lent is over. It may be called from any goroutine.
func (c *clipboard) due(now time.Time) bool {
	until := c.until.Load()
	return until != 0 && now.UnixNano() >= until
}

// takeBack empties the clipboard if it still holds what was lent: what somebody copied since stays.
func (u *UI) takeBack() {
	c := &u.clipboard
	if c.until.Swap(0) == 0 {
		return
	}
	held := u.config.App.Clipboard()
	if held.Content() == c.secret {
		held.SetContent("")
		u.frame.say(u.t(c.gone))
	}
	c.secret = ""
}
