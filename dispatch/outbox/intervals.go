package outbox

import (
	"encoding/binary"
	"io"
	"time"

	"github.com/souspli/souspli/dispatch"
)

const (
	poll      = 2 * time.Second  // between looks at the store, for what other programs changed
	rest      = 5 * time.Second  // before a dispatch whose start could not be stored is tried again
	leaseTerm = 30 * time.Second // of a turn
	leaseLeft = 20 * time.Second // of a turn when it is extended

	keepFirst = time.Second // between tries to store a result, doubling
	keepMost  = 30 * time.Second

	cancelGrace  = 5 * time.Second // for attempts cancelled by a stop
	enquiryLimit = 2 * time.Minute // of one question to the other side

	followFirst = 15 * time.Second // follow-ups then double their distance
	followMost  = 10 * time.Minute
	askFirst    = 10 * time.Second
	askLeast    = time.Minute // questions then double their distance
	askMost     = time.Hour
	// patience is how long the other side may answer without settling anything, silence how long it may
	// not answer at all, before the dispatch is left to a person.
	patience = 24 * time.Hour
	silence  = 7 * 24 * time.Hour

	tidyMost   = 24 * time.Hour      // between tries to take away what an upload left, after their distance doubled
	tidyGiveUp = 30 * 24 * time.Hour // after which they end

	shortestAgain = 5 * time.Second // what a channel may ask for
	longestAgain  = time.Hour
)

// backOffs is the wait after each unsent attempt worth repeating: eight attempts, and with the jitter
// less than 22 hours from the first to the last.
var backOffs = [...]time.Duration{
	30 * time.Second, 2 * time.Minute, 10 * time.Minute, 30 * time.Minute, time.Hour, 4 * time.Hour, 12 * time.Hour,
}

// backOff is the wait after the n-th attempt, up to a fifth longer or shorter so that dispatches that
// failed together do not return together. ok is false when there were enough attempts.
func backOff(n int, random io.Reader) (wait time.Duration, ok bool) {
	if n < 1 || n > len(backOffs) {
		return 0, false
	}
	return spread(backOffs[n-1], random), true
}

func spread(base time.Duration, random io.Reader) time.Duration {
	var b [2]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return base
	}
	width := int64(base) * 2 / 5
	return base - time.Duration(width/2) + time.Duration(width*int64(binary.BigEndian.Uint16(b[:]))/(1<<16))
}

// redials is the wait before each further attempt at what was taken and then reached nobody: a busy line is
// left in peace, and what fails three times wants a person.
var redials = [...]time.Duration{5 * time.Minute, 20 * time.Minute}

// redial is the wait after so many attempts that reached nobody, spread like a back-off. ok is false when
// there were enough.
func redial(reached int, random io.Reader) (wait time.Duration, ok bool) {
	if reached < 1 || reached > len(redials) {
		return 0, false
	}
	return spread(redials[reached-1], random), true
}

// timeLimit bounds an attempt: generous enough for 17 kB a second.
func timeLimit(d dispatch.Dispatch) time.Duration { return 10*time.Minute + byItsSize(d) }

// findLimit bounds the question whether an attempt arrived: a channel may read back all of a deposit to prove it.
func findLimit(d dispatch.Dispatch) time.Duration { return enquiryLimit + byItsSize(d) }

// byItsSize is a minute for each MiB of documents.
func byItsSize(d dispatch.Dispatch) time.Duration {
	var size int64
	for _, document := range d.Documents {
		size += document.Size
	}
	return time.Duration(size>>20) * time.Minute
}

// growing is the wait before asking again: as long as since the beginning, so that it doubles.
func growing(elapsed, least, most time.Duration) time.Duration {
	return min(max(elapsed, least), most)
}
