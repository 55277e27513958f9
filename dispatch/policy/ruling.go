package policy

import "github.com/souspli/souspli/dispatch"

// ruling is an answer in the making, on the facts it is made from.
type ruling struct {
	facts
	effective  dispatch.Class
	decision   dispatch.Decision
	encryption dispatch.Encryption
	first      channel
	allowed    list[channel]
	withReason list[channel]
	forbidden  list[channel]
	reasons    [channelCount]code
	warnings   list[code]
	rules      list[rule]
}

func newRuling(f facts) ruling {
	r := ruling{facts: f, effective: f.class, decision: dispatch.Send, first: none}
	if f.protected {
		r.cite(r2)
	} else {
		r.cite(r1)
	}
	return r
}

// cite records the rules that decided.
func (r *ruling) cite(rules ...rule) { r.rules.add(rules...) }

func (r *ruling) warn(c code) {
	r.warnings.add(c)
	r.cite(codes[c].rule)
}

// forbid takes channels out of what is possible. A later reason replaces an earlier one.
func (r *ruling) forbid(why code, channels ...channel) {
	r.allowed.remove(channels...)
	r.withReason.remove(channels...)
	r.forbidden.add(channels...)
	for _, ch := range channels {
		r.reasons[ch] = why
	}
	r.cite(codes[why].rule)
}

// hold asks for a confirmation; it never loosens a decision.
func (r *ruling) hold() {
	if r.decision == dispatch.Send {
		r.decision = dispatch.Hold
	}
}

// possible reports whether ch is allowed or possible with a reason.
func (r *ruling) possible(ch channel) bool { return r.allowed.has(ch) || r.withReason.has(ch) }

// inside reports whether the recipient is part of the health network.
func (r *ruling) inside() bool { return r.effective == dispatch.Internal }

func (r *ruling) answer() dispatch.Answer {
	return dispatch.Answer{
		Protected:       r.protected,
		EffectiveClass:  r.effective,
		Decision:        r.decision,
		First:           nameOf(r.first),
		Allowed:         namesOf(r.allowed),
		WithReason:      namesOf(r.withReason),
		Forbidden:       namesOf(r.forbidden),
		EmailEncryption: r.encryption,
		Warnings:        r.warningNames(),
		ReasonCodes:     r.reasonNames(),
		Rules:           r.ruleNames(),
	}
}

func nameOf(ch channel) dispatch.ChannelKind {
	if ch == none {
		return ""
	}
	return channelNames[ch]
}

func namesOf(l list[channel]) []dispatch.ChannelKind {
	names := make([]dispatch.ChannelKind, l.length)
	for i, ch := range l.all() {
		names[i] = channelNames[ch]
	}
	return names
}

func (r *ruling) warningNames() []dispatch.Code {
	names := make([]dispatch.Code, r.warnings.length)
	for i, c := range r.warnings.all() {
		names[i] = codes[c].name
	}
	return names
}

func (r *ruling) reasonNames() map[dispatch.ChannelKind]dispatch.Code {
	names := make(map[dispatch.ChannelKind]dispatch.Code, r.forbidden.length)
	for _, ch := range r.forbidden.all() {
		names[channelNames[ch]] = codes[r.reasons[ch]].name
	}
	return names
}

func (r *ruling) ruleNames() []string {
	names := make([]string, r.rules.length)
	for i, id := range r.rules.all() {
		names[i] = ruleIDs[id]
	}
	return names
}
