package classify

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch"
)

// TestVocabularyIsWhole holds what the scoring relies on.
func TestVocabularyIsWhole(t *testing.T) {
	t.Parallel()
	w := parse(vocabularyJSON)
	for name, words := range w.Kinds {
		if !name.Valid() {
			t.Errorf("%s is no kind", name)
		}
		if !slices.Contains([]Protection{Protected, Personal, Organisation, None}, words.Protection) {
			t.Errorf("%s: protection %q", name, words.Protection)
		}
		for list, terms := range map[string][]string{
			"strong_fr": words.StrongFr, "strong_en": words.StrongEn, "weak": words.Weak, "filename": words.FileName,
		} {
			if len(terms) == 0 {
				t.Errorf("%s: %s is empty", name, list)
			}
		}
	}
	if got := len(Kinds()); got != len(w.Kinds) || got != 28 {
		t.Errorf("%d kinds", got)
	}
	for _, topic := range Topics() {
		if len(w.Topics[topic]) == 0 {
			t.Errorf("topic %s is empty", topic)
		}
	}
	if len(w.Topics) != len(Topics()) {
		t.Errorf("topics %v", slices.Collect(maps.Keys(w.Topics)))
	}
}

// TestTermsAreDistinct: a term that a kind has twice, spelled otherwise, would count twice.
func TestTermsAreDistinct(t *testing.T) {
	t.Parallel()
	w := parse(vocabularyJSON)
	lists := map[string][]string{"health": w.Health, "services": w.Services, "topics": w.NoTopic}
	for topic, terms := range w.Topics {
		lists["topic "+string(topic)] = terms
		lists["topics"] = slices.Concat(lists["topics"], terms)
	}
	for name, words := range w.Kinds {
		lists[string(name)] = slices.Concat(words.StrongFr, words.StrongEn, words.Weak, words.Negative, w.Guarded[name],
			w.Boxed[name])
		lists[string(name)+" file names"] = words.FileName
		lists[string(name)+" labels"] = words.Labels
	}
	for language, terms := range w.Languages {
		lists[language] = terms
		lists["languages"] = slices.Concat(lists["languages"], terms)
	}
	for name, terms := range lists {
		seen := map[string]string{}
		for _, term := range terms {
			path := fmt.Sprint(compile(content{}).words.path(term), slices.Collect(tokens(normalise(term))))
			if other, twice := seen[path]; twice {
				t.Errorf("%s: %q is %q", name, term, other)
			}
			seen[path] = term
		}
	}
}

// TestNoStemBeginsAnother: only the longest would be found.
func TestNoStemBeginsAnother(t *testing.T) {
	t.Parallel()
	for _, words := range []dictionary{vocabulary().words, vocabulary().names} {
		for one := range words.numbers {
			stem, is := strings.CutSuffix(one, "*")
			for other := range words.numbers {
				if is && one != other && strings.HasSuffix(other, "*") && strings.HasPrefix(other, stem) {
					t.Errorf("%s and %s", one, other)
				}
			}
		}
	}
}

// TestTermsCanBeFound: each term counts where it is written, unless a longer term of the vocabulary is there.
func TestTermsCanBeFound(t *testing.T) {
	t.Parallel()
	v := vocabulary()
	for i, term := range v.terms {
		trie, words, written := &v.text, &v.words, strings.TrimSuffix(term.text, "*")
		if term.where == inFileName {
			trie, words, written = &v.file, &v.names, fileWords(written)
		}
		switch term.where {
		case besideDose:
			written = "25 mg " + written
		case besideBox:
			written = "[ ] " + written
		case asTitle:
			trie = &v.titles
		case inRows:
			continue // no words; TestRowsOfValues has them
		}
		if term.kind == noKind {
			continue
		}
		c := New(blank)
		c.mark(trie, v.read(words, []string{written}), anyPlace)
		if c.seen[i] == 0 {
			t.Errorf("%s: %q is not found in itself", v.kinds[term.kind].name, term.text)
		}
	}
}

// TestOnlyHarmlessKindsAreUnprotected guards the one list that can lower what a person is told.
func TestOnlyHarmlessKindsAreUnprotected(t *testing.T) {
	t.Parallel()
	want := map[dispatch.DocumentKind]Protection{
		dispatch.Invoice: Personal, dispatch.Appointment: Personal,
		dispatch.AdminInternal: Organisation, dispatch.GeneralInfo: None,
	}
	for name, words := range parse(vocabularyJSON).Kinds {
		if protection, ok := want[name]; !ok && words.Protection != Protected || ok && words.Protection != protection {
			t.Errorf("%s: %s", name, words.Protection)
		}
	}
}
