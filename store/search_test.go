package store_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"pgregory.net/rapid"
)

// ledger is a home with a few dispatches that differ in all that a filter looks at. Their subjects number
// them.
func ledger(t *testing.T) home {
	h := newHome(t)
	for i, row := range []struct {
		name, document string
		channel        dispatch.ChannelKind
		state          dispatch.State
		day            int
	}{
		{"Pharmacie Beaubien", "Ordonnance Gagné.pdf", dispatch.CloudFax, dispatch.Held, 0},
		{"Pharmacie Jean-Talon", "Ordonnance Tremblay.pdf", dispatch.CloudFax, dispatch.Cancelled, 1},
		{"Hôpital Sacré-Cœur", "Requête Gagné.pdf", dispatch.Portal, dispatch.Held, 1},
		{"Dre Zoé Ménard", "Rapport de consultation.pdf", dispatch.EmailEncrypted, dispatch.Cancelled, 2},
		{"Pharmacie Beaubien", "Liste de médicaments.pdf", dispatch.InPerson, dispatch.ByHand, -9000}, // a wrong clock
		{"Pharmacie Beaubien", "Ordonnance Roy.pdf", dispatch.CloudFax, dispatch.Held, 3},
	} {
		d := held()
		d.Subject, d.Recipient.Name, d.Channel = fmt.Sprintf("numero%d", i+1), row.name, row.channel
		d.Created = start.AddDate(0, 0, row.day)
		d.Documents = []dispatch.Document{addDocument(t, h, []byte(row.document))}
		d.Documents[0].Name = row.document
		if row.state == dispatch.ByHand {
			d.State = row.state
		}
		create(t, h, d)
		if row.state == dispatch.Cancelled {
			wantError{}.check(t, h.Apply(t.Context(), wayTo(d.ID, row.state)[0]))
		}
	}
	return h
}

func subjects(dispatches []dispatch.Dispatch) string {
	var all []string
	for _, d := range dispatches {
		all = append(all, strings.TrimPrefix(d.Subject, "numero"))
	}
	return strings.Join(all, " ")
}

func TestSearch(t *testing.T) {
	t.Parallel()
	h := ledger(t)
	day := func(n int) time.Time { return start.AddDate(0, 0, n) }
	for name, test := range map[string]struct {
		filter dispatch.Filter
		want   string
	}{
		"everything":                {dispatch.Filter{}, "6 5 4 3 2 1"},
		"the oldest first":          {dispatch.Filter{Oldest: true, Limit: 4}, "1 2 3 4"},
		"the newest two":            {dispatch.Filter{Limit: 2}, "6 5"},
		"a word":                    {dispatch.Filter{Query: "gagne"}, "3 1"},
		"the beginning of a word":   {dispatch.Filter{Query: "ordon"}, "6 2 1"},
		"two words":                 {dispatch.Filter{Query: "Beaubien ordonnance"}, "6 1"},
		"words that never meet":     {dispatch.Filter{Query: "tremblay beaubien"}, ""},
		"an unknown word":           {dispatch.Filter{Query: "laurentides"}, ""},
		"signs only":                {dispatch.Filter{Query: " - ' \" * ( ) : "}, "6 5 4 3 2 1"},
		"the search's own language": {dispatch.Filter{Query: `gagne" OR "roy`}, ""},
		"a ligature":                {dispatch.Filter{Query: "sacre coeur"}, "3"},
		"a fax number":              {dispatch.Filter{Query: "514-555-0142"}, "6 5 4 3 2 1"},
		"a state":                   {dispatch.Filter{States: []dispatch.State{dispatch.Held}}, "6 3 1"},
		"two states": {
			dispatch.Filter{States: []dispatch.State{dispatch.ByHand, dispatch.Cancelled, dispatch.ByHand}}, "5 4 2",
		},
		"a state without any": {dispatch.Filter{States: []dispatch.State{dispatch.Failed}}, ""},
		"a channel":           {dispatch.Filter{Channels: []dispatch.ChannelKind{dispatch.CloudFax}}, "6 2 1"},
		"two channels": {
			dispatch.Filter{Channels: []dispatch.ChannelKind{dispatch.Portal, dispatch.CloudFax}, Limit: 3}, "6 3 2",
		},
		"a state and a channel": {dispatch.Filter{
			States: []dispatch.State{dispatch.Held}, Channels: []dispatch.ChannelKind{dispatch.CloudFax},
		}, "6 1"},
		"a word and a state":   {dispatch.Filter{Query: "pharmacie", States: []dispatch.State{dispatch.Held}}, "6 1"},
		"a word and a channel": {dispatch.Filter{Query: "beaubien", Channels: []dispatch.ChannelKind{dispatch.InPerson}}, "5"},
		"a word, a state, a channel and a day": {dispatch.Filter{
			Query: "pharmacie", States: []dispatch.State{dispatch.Held, dispatch.Cancelled},
			Channels: []dispatch.ChannelKind{dispatch.CloudFax}, Since: day(1), Until: day(3),
		}, "2"},
		"since a day":                 {dispatch.Filter{Since: day(1)}, "6 4 3 2"},
		"since the very moment":       {dispatch.Filter{Since: day(3)}, "6"},
		"until the very moment":       {dispatch.Filter{Until: day(1)}, "5 1"},
		"a day years ago":             {dispatch.Filter{Since: day(-9001), Until: day(-8999)}, "5"},
		"a day without any":           {dispatch.Filter{Since: day(-100), Until: day(-90)}, ""},
		"the future":                  {dispatch.Filter{Since: day(4)}, ""},
		"a state since a day":         {dispatch.Filter{States: []dispatch.State{dispatch.Held}, Since: day(1)}, "6 3"},
		"the other way round":         {dispatch.Filter{Since: day(3), Until: day(1)}, ""},
		"a word since a day":          {dispatch.Filter{Query: "gagné", Since: day(1)}, "3"},
		"a limit below zero":          {dispatch.Filter{Limit: -1}, "6 5 4 3 2 1"},
		"words apart from each other": {dispatch.Filter{Query: "rapport menard consultation"}, "4"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			page, err := h.Search(t.Context(), test.filter)
			if err != nil || subjects(page.Dispatches) != test.want {
				t.Errorf("got %q, %v; want %q", subjects(page.Dispatches), err, test.want)
			}
		})
	}
}

func TestSearchFindsAnID(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	d := create(t, h, held())
	create(t, h, held())
	page, err := h.Search(t.Context(), dispatch.Filter{Query: string(d.ID)})
	if err != nil || len(page.Dispatches) != 1 || page.Dispatches[0].ID != d.ID {
		t.Errorf("got %v, %v", ids(page.Dispatches), err)
	}
}

func TestSearchByPages(t *testing.T) {
	t.Parallel()
	h := ledger(t)
	for name, filter := range map[string]dispatch.Filter{
		"everything": {},
		"a word":     {Query: "beaubien"},
		"a state":    {States: []dispatch.State{dispatch.Held, dispatch.Cancelled}},
		"a day":      {Since: start},
		"the oldest": {Oldest: true},
		"an old one": {Oldest: true, Query: "beaubien"},
		"old states": {Oldest: true, States: []dispatch.State{dispatch.Held, dispatch.Cancelled}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			whole, err := h.Search(t.Context(), filter)
			if err != nil || whole.Next != "" {
				t.Fatal(whole.Next, err)
			}
			for size := 1; size <= len(whole.Dispatches); size++ {
				if got := allPages(t, h, filter, size); !reflect.DeepEqual(got, ids(whole.Dispatches)) {
					t.Errorf("pages of %d give %v, want %v", size, got, ids(whole.Dispatches))
				}
			}
		})
	}
}

func allPages(t *testing.T, h home, filter dispatch.Filter, size int) (all []dispatch.ID) {
	t.Helper()
	filter.Limit = size
	for {
		page, err := h.Search(t.Context(), filter)
		if err != nil || len(page.Dispatches) > size || len(page.Dispatches) == 0 || len(all) > 100 {
			t.Fatal(len(page.Dispatches), len(all), err)
		}
		all = append(all, ids(page.Dispatches)...)
		if page.Next == "" {
			return all
		}
		filter.After = page.Next
	}
}

func TestSearchRefusesAForeignCursor(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	for _, cursor := range []string{"x", "before-", "before-0", "before--1", "before-01", "before-zzzzzzzzzzzzzzzzzz", "4"} {
		_, err := h.Search(t.Context(), dispatch.Filter{After: cursor})
		wantError{dispatch.KindInvalid, "cursor_malformed"}.check(t, err)
	}
}

// Whatever filter is asked for, the answer is what looking at every dispatch would give.
func TestSearchIsAFilter(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	names := []string{"Roy", "Gagné", "Gagnon", "Côté-Roy"}
	states := []dispatch.State{dispatch.Held, dispatch.ByHand}
	channels := []dispatch.ChannelKind{dispatch.CloudFax, dispatch.Portal, dispatch.Phone}
	var all []dispatch.Dispatch
	for i := range 60 {
		d := held()
		d.Subject, d.Recipient.Name, d.State, d.Channel = "", names[i%4], states[i/2%2], channels[i*7%3]
		d.Created = start.Add(time.Duration(i*i%31) * 9 * time.Hour)
		create(t, h, d)
		all = append(all, stored(t, h, d.ID))
	}
	slices.Reverse(all)
	ctx := t.Context()
	rapid.Check(t, func(t *rapid.T) {
		f := dispatch.Filter{
			Query:    rapid.SampledFrom([]string{"", "roy", "gagn", "gagne", "cote roy"}).Draw(t, "query"),
			States:   rapid.SliceOfNDistinct(rapid.SampledFrom(states), 0, 2, rapid.ID).Draw(t, "states"),
			Channels: rapid.SliceOfNDistinct(rapid.SampledFrom(channels), 0, 3, rapid.ID).Draw(t, "channels"),
			Limit:    100,
			Oldest:   rapid.Bool().Draw(t, "oldest"),
		}
		if rapid.Bool().Draw(t, "bounded") {
			f.Since = start.Add(time.Duration(rapid.IntRange(0, 300).Draw(t, "since")) * time.Hour)
			f.Until = f.Since.Add(time.Duration(rapid.IntRange(0, 200).Draw(t, "hours")) * time.Hour)
		}
		var want []dispatch.ID
		for _, d := range all {
			if matches(d, f) {
				want = append(want, d.ID)
			}
		}
		if f.Oldest {
			slices.Reverse(want)
		}
		page, err := h.Search(ctx, f)
		if got := ids(page.Dispatches); err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("%+v gives %v, %v; want %v", f, got, err, want)
		}
	})
}

func matches(d dispatch.Dispatch, f dispatch.Filter) bool {
	finds := map[string][]string{
		"": {"Roy", "Gagné", "Gagnon", "Côté-Roy"}, "roy": {"Roy", "Côté-Roy"}, "gagn": {"Gagné", "Gagnon"},
		"gagne": {"Gagné"}, "cote roy": {"Côté-Roy"},
	}
	return slices.Contains(finds[f.Query], d.Recipient.Name) &&
		(len(f.States) == 0 || slices.Contains(f.States, d.State)) &&
		(len(f.Channels) == 0 || slices.Contains(f.Channels, d.Channel)) &&
		(f.Since.IsZero() || !d.Created.Before(f.Since)) && (f.Until.IsZero() || d.Created.Before(f.Until))
}
