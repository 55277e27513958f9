package policy

import (
	"slices"

	"github.com/souspli/souspli/dispatch"
)

// Path is how Decide comes to its answer for a case: the steps of the procedure that mattered, in their order. The
// rules of the steps are those of the answer. Its errors are those of Decide.
func Path(c dispatch.Case) ([]dispatch.Step, error) {
	if err := validate(c, "policy.path"); err != nil {
		return nil, err
	}
	w := walk{now: newRuling(factsOf(c))}
	w.take()
	return w.steps, nil
}

// walk goes through the procedure as decide does, and notes what each step changed.
type walk struct {
	now   ruling
	known list[rule] // rules noted so far
	steps []dispatch.Step
}

func (w *walk) take() {
	w.step(1, func(*ruling) {}, protection)
	w.step(2, (*ruling).settleClass, effectiveClass)
	if !w.now.protected {
		w.step(3, (*ruling).decideUnprotected, always("unprotected_channels"))
		w.step(11, func(*ruling) {}, conclusion)
		return
	}
	w.step(4, func(r *ruling) { r.settleAuthorisation() }, authorisation)
	if w.now.decision == dispatch.Block {
		return
	}
	w.step(5, (*ruling).layBase, base)
	w.step(6, (*ruling).forbidNever, always("never"))
	w.step(7, (*ruling).applyKind, kind)
	w.step(8, (*ruling).applyPayload, payload)
	w.step(9, (*ruling).applyAccount, sendingAccount)
	w.step(10, (*ruling).applyAddress, address)
	w.step(11, (*ruling).applyPreference, preference)
	w.step(11, func(r *ruling) { r.catchNothing(); r.settleEncryption(); r.takeFirst() }, conclusion)
}

// finding names what a step came to; empty: it did not matter.
type finding func(before, after *ruling) string

// step takes a step and notes it when it mattered.
func (w *walk) step(number int, apply func(*ruling), name finding) {
	before := w.now
	apply(&w.now)
	found := name(&before, &w.now)
	if found == "" {
		return
	}
	w.steps = append(w.steps, dispatch.Step{
		Number: number, Finding: found, Rules: w.newRules(),
		Allowed:    added(before.allowed, w.now.allowed),
		WithReason: added(before.withReason, w.now.withReason),
		Refused:    added(before.forbidden, w.now.forbidden),
		Dropped:    dropped(&before, &w.now),
	})
}

// newRules are the rules that were cited since the step before.
func (w *walk) newRules() []string {
	names := []string{}
	for _, r := range w.now.rules.all() {
		if !w.known.has(r) {
			w.known.add(r)
			names = append(names, ruleIDs[r])
		}
	}
	return names
}

func added(before, after list[channel]) []dispatch.ChannelKind {
	return slices.DeleteFunc(namesOf(after), func(name dispatch.ChannelKind) bool { return before.has(channelOf(name)) })
}

// dropped are the channels that were possible and are no longer, without being refused.
func dropped(before, after *ruling) []dispatch.ChannelKind {
	possible := append(namesOf(before.allowed), namesOf(before.withReason)...)
	return slices.DeleteFunc(possible, func(name dispatch.ChannelKind) bool {
		ch := channelOf(name)
		return after.possible(ch) || after.forbidden.has(ch)
	})
}
