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
	until  atomic.Int64 // nanoseconds since 1970; 0: nothing to take away
}

// lend puts a secret on the clipboard for a while.
func (u *UI) lend(secret string) {
	u.config.App.Clipboard().SetContent(secret)
	u.clipboard.secret = secret
	u.clipboard.until.Store(u.now().Add(clipped).UnixNano())
	u.frame.say(u.t("call_copied"))
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
		u.frame.say(u.t("call_copied_gone"))
	}
	c.secret = ""
}
