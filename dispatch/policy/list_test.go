package policy

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// A list behaves like the slice that it stands for.
func TestListIsAnOrderedSet(t *testing.T) {
	t.Parallel()
	item := rapid.Map(rapid.IntRange(0, channelCount-1), func(i int) channel { return channel(i) })
	rapid.Check(t, func(t *rapid.T) {
		var got list[channel]
		var want []channel
		without := func(ch channel) []channel {
			return slices.DeleteFunc(slices.Clone(want), func(other channel) bool { return other == ch })
		}
		t.Repeat(map[string]func(*rapid.T){
			"add": func(t *rapid.T) {
				ch := item.Draw(t, "item")
				got.add(ch)
				if !slices.Contains(want, ch) {
					want = append(want, ch)
				}
			},
			"prepend": func(t *rapid.T) {
				ch := item.Draw(t, "item")
				got.prepend(ch)
				want = append([]channel{ch}, without(ch)...)
			},
			"remove": func(t *rapid.T) {
				ch := item.Draw(t, "item")
				got.remove(ch)
				want = without(ch)
			},
			"": func(t *rapid.T) {
				if !slices.Equal(got.all(), want) {
					t.Fatalf("got %v, want %v", got.all(), want)
				}
				for ch := range none + 1 {
					if got.has(ch) != slices.Contains(want, ch) {
						t.Fatalf("has %d: %v", ch, got.has(ch))
					}
				}
			},
		})
	})
}
