package wording

import (
	"errors"
	"strings"

	"github.com/souspli/souspli/dispatch"
)

// Channel names a way to communicate.
func (c *Catalogue) Channel(kind dispatch.ChannelKind) string {
	return c.Text("channel_" + string(kind))
}

// Way names how a dispatch travels: by its channel, but nobody says of a declared gateway that it encrypted.
func (c *Catalogue) Way(d dispatch.Dispatch) string {
	if d.Form == dispatch.Gateway {
		return c.Text("way_gateway")
	}
	return c.Channel(d.Channel)
}

// State names where a dispatch stands.
func (c *Catalogue) State(state dispatch.State) string { return c.Text("state_" + string(state)) }

// Kind names a kind of document.
func (c *Catalogue) Kind(kind dispatch.DocumentKind) string { return c.Text("kind_" + string(kind)) }

// Class names the relation of a recipient to the health network.
func (c *Catalogue) Class(class dispatch.Class) string { return c.Text("class_" + string(class)) }

// Need says what is missing before a dispatch can leave, as something to do.
func (c *Catalogue) Need(need string) string { return c.Text("need_" + need) }

// Concern says what looks wrong, count being the persons whom it is about; ConcernWay is the way out of it.
func (c *Catalogue) Concern(code string, count int) string {
	return c.Text("concern_"+code, "n", c.Number(int64(count)))
}

// ConcernWay says what to do about a concern.
func (c *Catalogue) ConcernWay(code string) string { return c.Text("concern_way_" + code) }

// Weight names what lifts a concern.
func (c *Catalogue) Weight(weight string) string { return c.Text("weight_" + weight) }

// Facility names a kind of place.
func (c *Catalogue) Facility(facility dispatch.Facility) string {
	return c.Text("facility_" + string(facility))
}

// Protected says why a document is protected.
func (c *Catalogue) Protected(reason string) string { return c.Text("protected_" + reason) }

// Inspected says what the reading of a document found to know before sending.
func (c *Catalogue) Inspected(warning string) string { return c.Text("inspect_" + warning) }

// Identifier names a type of identifier, in lower case.
func (c *Catalogue) Identifier(kind string) string { return c.Text("identifier_" + kind) }

// Topic names an extra-sensitive topic.
func (c *Catalogue) Topic(topic string) string { return c.Text("topic_" + topic) }

// Event tells what happened, as a line of the log.
func (c *Catalogue) Event(event dispatch.EventType) string { return c.Text("event_" + string(event)) }

// Certainty says whether a document may have left.
func (c *Catalogue) Certainty(certainty dispatch.Certainty) string {
	return c.Text("certainty_" + certainty.String())
}

// Reason says why a channel is forbidden.
func (c *Catalogue) Reason(code dispatch.Code) string { return c.Text("reason_" + lower(code)) }

// Warning says what to mind although nothing is forbidden by it.
func (c *Catalogue) Warning(code dispatch.Code) string { return c.Text("warning_" + lower(code)) }

// Rule explains a rule in one sentence, with its source.
func (c *Catalogue) Rule(id string) string { return c.Text("rule_" + id) }

// Error tells err to people: by its code, or by its kind when the code has no sentence. The text of err
// itself is never used. Nil is an empty string.
func (c *Catalogue) Error(err error) string {
	if err == nil {
		return ""
	}
	key := "error_" + dispatch.CodeOf(err)
	if !c.Has(key) {
		key = "error_kind_" + strings.ReplaceAll(dispatch.KindOf(err).String(), " ", "_")
	}
	field, detail := c.particulars(err)
	return c.Text(key, "field", field, "detail", detail)
}

// particulars are the field, in words where it has them, and the detail of the outermost dispatch.Error.
func (c *Catalogue) particulars(err error) (field, detail string) {
	detail = c.Text("no_detail")
	e, ok := errors.AsType[*dispatch.Error](err)
	if !ok {
		return "", detail
	}
	if e.Detail != "" {
		detail = e.Detail
	}
	if key := "field_" + e.Field; c.Has(key) {
		return c.Text(key), detail
	}
	return e.Field, detail
}

func lower(code dispatch.Code) string { return strings.ToLower(string(code)) }
