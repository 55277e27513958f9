//go:build failpoints

package main

import (
	"os"
	"sync"
	"time"
)

// ahead is how far a drill's clock runs ahead: whoever restarts after hours need not wait for them.
var ahead = sync.OnceValue(func() time.Duration {
	by, err := time.ParseDuration(os.Getenv("SOUSPLI_CLOCK_AHEAD"))
	if err != nil {
		return 0
	}
	return by
})

func present() time.Time { return time.Now().Add(ahead()) }
