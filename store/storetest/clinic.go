package storetest

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// Clinic is a fictitious clinic and what it sent. Dispatch may be called in any order.
type Clinic struct {
	seed      uint64
	people    []dispatch.Recipient
	documents map[dispatch.DocumentKind]dispatch.Document
	last      time.Time
	size      int
	days      int
}

// Options say how large a clinic is.
type Options struct {
	Seed   uint64
	People int       // that it writes to; zero: 4000
	Size   int       // dispatches in all
	Days   int       // working days that they are spread over; zero: 1560, six years
	Last   time.Time // the day of the last one
	// Documents are stored documents that dispatches hold, by kind; without one of its kind, a dispatch holds none.
	Documents map[dispatch.DocumentKind]dispatch.Document
}

const (
	manyPeople = 4000
	sixYears   = 1560
)

// NewClinic makes a clinic up.
func NewClinic(o Options) *Clinic {
	if o.People == 0 {
		o.People = manyPeople
	}
	if o.Days == 0 {
		o.Days = sixYears
	}
	c := &Clinic{seed: o.Seed, documents: o.Documents, last: o.Last, size: o.Size, days: o.Days}
	for i := range o.People {
		c.people = append(c.people, c.person(i))
	}
	return c
}

// People lists everybody whom the clinic writes to.
func (c *Clinic) People() []dispatch.Recipient { return c.people }

// Kinds lists the kinds of documents that the clinic sends.
func Kinds() []dispatch.DocumentKind {
	var kinds []dispatch.DocumentKind
	for _, p := range papers() {
		kinds = append(kinds, p.kind)
	}
	return kinds
}

// draw is chance that depends on the clinic and on what it is for alone.
type draw struct {
	*rand.Rand
	ids *rand.ChaCha8
}

func (c *Clinic) draw(what string, i int) draw {
	var seed [32]byte
	copy(seed[:16], what)
	binary.BigEndian.PutUint64(seed[16:], c.seed)
	binary.BigEndian.PutUint64(seed[24:], uint64(i)) //nolint:gosec // the bits are what counts
	source := rand.NewChaCha8(seed)
	return draw{rand.New(source), source} //nolint:gosec // samples are no secrets
}

func pick[T any](d draw, from []T) T { return from[d.IntN(len(from))] }

func (d draw) id() dispatch.ID { return dispatch.NewID(d.ids) }

func (d draw) name() string { return pick(d, firstNames()) + " " + pick(d, lastNames()) }

func (c *Clinic) person(i int) dispatch.Recipient {
	d := c.draw("person", i)
	place := pick(d, houses())
	r := dispatch.Recipient{
		ID: d.id(), Name: d.name(), Class: place.class, Facility: place.facility, InDirectory: dispatch.True,
		Created: c.moment(0), Updated: c.moment(0),
	}
	if place.name != "" {
		r.Organisation = fmt.Sprintf("%s %s %d", place.name, pick(d, towns()), 1+d.IntN(40))
	}
	r.Routes = []dispatch.Route{{Channel: place.channel, Address: address(d, place.channel, i)}}
	return r
}

// address is one that nobody has: 555-01xx, or of a domain that never exists (RFC 2606).
func address(d draw, channel dispatch.ChannelKind, i int) string {
	if channel == dispatch.CloudFax {
		return fmt.Sprintf("+1%s55501%02d", pick(d, []string{"514", "438", "450", "418", "819", "581", "873", "367", "579"}), d.IntN(100))
	}
	return fmt.Sprintf("personne%d@clinique%d.example", i, d.IntN(300))
}

const (
	opens   = 13 * time.Hour // 8 o'clock in Québec, in winter
	workday = 10 * time.Hour
)

// moment is when the i-th dispatch was made: in working hours, each after the one before.
func (c *Clinic) moment(i int) time.Time {
	size := max(1, c.size)
	day, within := i*c.days/size, i*c.days%size
	back := c.days - 1 - day
	last := c.last.UTC().Truncate(24 * time.Hour)
	monday := last.AddDate(0, 0, -(int(last.Weekday())+6)%7)
	today := min((int(last.Weekday())+6)%7, 4)
	ordinal := today - back // working days since the last Monday
	week := int(math.Floor(float64(ordinal) / 5))
	return monday.AddDate(0, 0, 7*week+ordinal-5*week).Add(opens + time.Duration(int64(within)*int64(workday)/int64(size)))
}

// Dispatch makes the i-th dispatch up, with its attempts; it is over. Most are delivered, a few failed.
func (c *Clinic) Dispatch(i int) dispatch.Dispatch {
	d := c.draw("dispatch", i)
	to := c.people[popular(d, len(c.people))]
	what := pick(d, papers())
	patient := d.name()
	x := dispatch.Dispatch{
		ID: d.id(), Recipient: to, Route: to.Routes[0], Channel: to.Routes[0].Channel, Suggested: to.Routes[0].Channel, Account: "sample",
		Subject: what.name + " " + patient, Purpose: "care", PolicyVersion: "1", Rules: []string{"R2", "R8"},
		Documents: []dispatch.Document{}, Created: c.moment(i),
	}
	if x.Channel == dispatch.EmailEncrypted {
		x.Form = dispatch.OpenPGP
	}
	if kept, ok := c.documents[what.kind]; ok {
		kept.Name, kept.Kind, kept.Pages = what.name+" "+patient+".pdf", what.kind, 1+d.IntN(4)
		x.Documents = append(x.Documents, kept)
	}
	x.State = c.ended(d, x, i)
	attempts(d, &x)
	return x
}

// popular favours the first: a clinic writes most often to the pharmacies around it.
func popular(d draw, n int) int { return int(float64(n) * math.Pow(d.Float64(), 2)) }

// ended draws how a dispatch ended. One number in forty is a bad one; an unknown outcome is settled within days.
func (c *Clinic) ended(d draw, x dispatch.Dispatch, i int) dispatch.State {
	n := d.IntN(1000)
	bad := x.Recipient.ID[0]%40 == 0 && n < 250
	switch {
	case n < 3:
		return dispatch.Cancelled
	case n < 5 && i > c.size-c.size/100:
		return dispatch.Uncertain
	case n < 12 || bad:
		return dispatch.Failed
	case n < 15 && x.Channel == dispatch.CloudFax:
		return dispatch.Partial
	case x.Channel == dispatch.EmailEncrypted && n < 850, x.Channel == dispatch.Portal && n < 200:
		return dispatch.Accepted
	default:
		return dispatch.Delivered
	}
}
