package ui

import (
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

func TestTidings(t *testing.T) {
	one, two := dispatch.Dispatch{ID: "1"}, dispatch.Dispatch{ID: "2"}
	under := func(tasks int, moving ...dispatch.Dispatch) live {
		return live{moving: moving, tasks: make([]desk.Task, tasks)}
	}
	for _, c := range []struct {
		name           string
		away           bool
		was, is        live
		ended, waiting int
	}{
		{"one ends", true, under(0, one, two), under(0, two), 1, 0},
		{"both end", true, under(0, one, two), under(0), 2, 0},
		{"one waits for a person", true, under(1), under(2), 0, 1},
		{"a task is settled", true, under(2), under(1), 0, 0},
		{"one begins", true, under(0), under(0, one), 0, 0},
		{"somebody looks", false, under(0, one), under(3), 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			news := tidings{away: c.away}
			news.gather(c.was, noon)
			news.gather(c.is, noon)
			if news.ended != c.ended || news.waiting != c.waiting {
				t.Errorf("%d ended and %d wait, want %d and %d", news.ended, news.waiting, c.ended, c.waiting)
			}
			if due := news.isDue(noon.Add(gathering)); due != (c.ended+c.waiting > 0) {
				t.Errorf("due: %v", due)
			}
		})
	}
}

func TestNotificationsHoldNumbersAlone(t *testing.T) {
	var told []string
	r := newRig(t, func(c *Config) { c.Notify = func(sentence string) { told = append(told, sentence) } })
	r.tidings.away = true
	for _, d := range append(r.live.held, r.live.moving...) {
		r.tidings.moving[d.ID] = true
	}
	gone := live{tasks: make([]desk.Task, len(r.live.tasks)+1)}
	r.tidings.gather(gone, r.now())
	if r.tidings.isDue(r.now()) {
		t.Error("told before news could gather")
	}
	r.advance(gathering)
	r.tell()
	r.tell()
	if len(told) != 2 || !strings.Contains(told[1], "attend") {
		t.Fatalf("told %q", told)
	}
	for _, d := range append(r.live.held, r.live.moving...) {
		if strings.Contains(strings.Join(told, " "), d.Recipient.Name) {
			t.Errorf("told of whom: %q", told)
		}
	}
	r.preferences.Quiet = true
	r.tidings.tasks = 0
	r.tidings.gather(gone, r.now())
	r.advance(time.Minute)
	if r.tell(); len(told) != 2 {
		t.Errorf("told %q though nobody wants to know", told[2:])
	}
}
