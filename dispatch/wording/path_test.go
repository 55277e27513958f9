package wording

import (
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch"
)

// TestGuides has instructions for every channel that a person carries, and for no other.
func TestGuides(t *testing.T) {
	t.Parallel()
	never := []dispatch.ChannelKind{
		dispatch.SMS, dispatch.Social, dispatch.EmailPersonal, dispatch.EmailUniversity, dispatch.AutoForward,
	}
	unguided := map[dispatch.ChannelKind]bool{}
	for _, channel := range never {
		unguided[channel] = true
	}
	for _, language := range Languages() {
		for _, channel := range dispatch.ChannelKinds() {
			steps, avoid := For(language).Guide(channel)
			if guided := !channel.Carried() && !unguided[channel]; guided != (len(steps) > 2 && len(avoid) > 0) {
				t.Errorf("%s: %d steps and %d things to avoid by %s", language, len(steps), len(avoid), channel)
			}
		}
	}
}

// TestPathSentences tells every step that package policy can take; its tests list them all.
func TestPathSentences(t *testing.T) {
	t.Parallel()
	answer := dispatch.Answer{First: dispatch.CloudFax}
	for _, language := range Languages() {
		c := For(language)
		for number := 1; number <= 11; number++ {
			if title := c.PathTitle(dispatch.Step{Number: number}); strings.Contains(title, "⟦") {
				t.Error(title)
			}
		}
		for _, finding := range []string{"base_inside", "never", "payload", "first", "protected"} {
			step := dispatch.Step{Finding: finding, Allowed: []dispatch.ChannelKind{dispatch.Teams, dispatch.Phone}}
			if sentence := c.PathStep(step, answer); strings.ContainsAny(sentence, "⟦{") {
				t.Error(sentence)
			}
		}
	}
}
