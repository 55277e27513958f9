package wording

import (
	"strings"

	"github.com/souspli/souspli/dispatch"
)

// PathTitle is what a step of the procedure is about, in a few words.
func (c *Catalogue) PathTitle(s dispatch.Step) string {
	return c.Text("path_title_" + c.Number(int64(s.Number)))
}

// PathStep is what a step came to, in a sentence. The last step names the channel that the answer suggests.
func (c *Catalogue) PathStep(s dispatch.Step, answer dispatch.Answer) string {
	return c.Text("path_"+s.Finding,
		"allowed", c.channels(s.Allowed), "refused", c.channels(s.Refused), "dropped", c.channels(s.Dropped),
		"first", c.Channel(answer.First))
}

// channels names channels one after the other.
func (c *Catalogue) channels(kinds []dispatch.ChannelKind) string {
	if len(kinds) == 0 {
		return c.Text("path_none")
	}
	names := make([]string, len(kinds))
	for i, kind := range kinds {
		names[i] = c.Channel(kind)
	}
	return strings.Join(names, ", ")
}

// Guide is how a person carries a document by a channel that Souspli does not send by: the steps, and what to
// avoid. Both are empty for any other channel.
func (c *Catalogue) Guide(channel dispatch.ChannelKind) (steps, avoid []string) {
	return c.numbered("guide_" + string(channel) + "_"), c.numbered("guide_" + string(channel) + "_avoid_")
}

// numbered are the sentences of a key with 1, 2 and so on behind it.
func (c *Catalogue) numbered(key string) []string {
	var sentences []string
	for n := int64(1); c.Has(key + c.Number(n)); n++ {
		sentences = append(sentences, c.Text(key+c.Number(n)))
	}
	return sentences
}
