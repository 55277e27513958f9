package xmfax

import (
	"slices"
	"strings"
	"unicode"

	"github.com/souspli/souspli/fax"
)

// The words that can stand for an end, squeezed. They are guesses, so that none of them alone makes a fax
// delivered: the pages must agree.
var (
	doneWords = []string{
		"sent", "success", "successful", "succeeded", "sentsuccessfully", "transmitted", "delivered", "completed",
		"complete", "completedsuccessfully", "envoyé", "transmis", "réussi",
	}
	brokenWords = []string{
		"failed", "fail", "failure", "error", "inerror", "rejected", "refused", "aborted", "canceled", "cancelled",
		"expired", "undelivered", "undeliverable", "notsent", "unsuccessful", "partial", "partiallysent",
		"partialsuccess", "incomplete", "busy", "noanswer", "échec", "échoué", "annulé",
	}
)

// reasonWords are parts of squeezed words, the more telling first. unmet says that no machine was reached.
var reasonWords = []struct {
	words []string
	cause fax.Cause
	unmet bool
}{
	{
		[]string{"human", "voicedetected", "voiceanswer", "voicemail", "answeringmachine", "personanswer", "notafax", "répondeur"},
		fax.NotAFax, true,
	},
	{[]string{"noanswer", "notanswer", "pasderéponse"}, fax.NoAnswer, true},
	{[]string{"busy", "occupé"}, fax.Busy, true},
	{[]string{"congestion", "nocircuit"}, fax.Congestion, true},
	{[]string{"unallocated", "invalidnumber", "numbernotinservice", "numberdisconnected"}, fax.NumberDead, true},
	{[]string{"prohibited", "blocked", "blacklist", "notpermitted"}, fax.NumberRefused, true},
	{[]string{"nocarrier", "nofax", "noremotefax"}, fax.NoCarrier, true},
	{[]string{"nodialtone", "nolineavailable", "lineerror", "trunk"}, fax.LineDown, true},
	{
		[]string{"conversionfail", "conversionerror", "cannotconvert", "notconvert", "unsupportedfile", "invalidattachment"},
		fax.Unprepared, true,
	},
	{[]string{"cancel", "annul", "abortedby"}, fax.Killed, false},
	{[]string{"expire"}, fax.Expired, false},
	{[]string{"maxretries", "maximumretries", "toomanyattempts", "retriesexhausted"}, fax.Unreached, false},
	{[]string{"dropped", "hungup", "interrupt"}, fax.Dropped, false},
	{[]string{"disconnect", "remote", "communicationerror", "training"}, fax.Rejected, false},
}

// squeeze leaves the letters of words, in lower case, so that NoAnswer, NO_ANSWER and "no answer" are one.
func squeeze(words string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, words)
}

// phase reads the words of a finished fax. It is done only when every word says so.
func (r record) phase() fax.Phase {
	phase, known := fax.Waiting, true
	for _, word := range r.status {
		switch word = squeeze(word); {
		case slices.Contains(brokenWords, word):
			return fax.Broken
		case slices.Contains(doneWords, word):
			phase = fax.Done
		case word != "": // a number beside a word adds nothing
			known = false
		}
	}
	if !known {
		return fax.Waiting
	}
	if _, unmet := reasonOf(r.reasons); phase == fax.Done && unmet {
		return fax.Broken // completed, and no machine was reached
	}
	return phase
}

// reasonOf is why a fax failed, fax.NotExplained when no word is known.
func reasonOf(words []string) (cause fax.Cause, unmet bool) {
	for _, known := range reasonWords {
		for _, text := range words {
			text = squeeze(text)
			if slices.ContainsFunc(known.words, func(part string) bool { return strings.Contains(text, part) }) {
				return known.cause, known.unmet
			}
		}
	}
	return fax.NotExplained, false
}

// reason is why the fax failed, or why its last call did. While it may still go, the words of its status only
// tell what is being done.
func (r record) reason() (cause fax.Cause, unmet bool) {
	if cause, unmet = reasonOf(r.reasons); cause == fax.NotExplained && r.phase() == fax.Broken {
		return reasonOf(r.status)
	}
	return cause, unmet
}
