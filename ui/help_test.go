package ui

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/wording"
	"github.com/souspli/souspli/ui/licences"
)

// shellScreens are those of help, display and about.
var shellScreens = []struct {
	name  string
	reach func(*rig)
}{
	{"help", func(r *rig) { r.helpOn(topic(roomSend)) }},
	{"help_states", func(r *rig) { r.helpOn(topicStates) }},
	{"help_keyboard", func(r *rig) { r.helpOn(topicKeyboard) }},
	{"help_rules", func(r *rig) { r.helpOn(topicRules) }},
}

func (r *rig) helpOn(t topic) {
	if r.here != roomHelp {
		r.help()
	}
	r.rooms[roomHelp].(*helpScreen).open(t)
	r.settle()
}

func TestReadPage(t *testing.T) {
	for _, c := range []struct {
		name, page, want string
	}{
		{"title", "# Un titre\n", "title(Un titre)"},
		{"lines of one paragraph", "un\ndeux\n\ntrois\n", "paragraph(un deux) paragraph(trois)"},
		{"list", "- un\n- deux\n  suite\n", "item(un) item(deux suite)"},
		{"after a heading", "## Plus\nici\n", "subtitle(Plus) paragraph(ici)"},
		{"nothing", "\n\n", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, p := range readPage(c.page) {
				name := []string{"paragraph", "title", "subtitle", "item"}[p.kind]
				got = append(got, name+"("+p.words+")")
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func FuzzReadPage(f *testing.F) {
	f.Add("# a\n\n- b\nc")
	f.Fuzz(func(t *testing.T, page string) {
		for _, p := range readPage(page) {
			if strings.Contains(p.words, "\n") {
				t.Errorf("%q goes over two lines", p.words)
			}
		}
	})
}

// TestEveryTopicHasItsPage in both languages, with one title, and with the same parts in the same order.
func TestEveryTopicHasItsPage(t *testing.T) {
	for _, name := range topics() {
		pages := map[wording.Language][]passage{}
		for _, language := range wording.Languages() {
			page := helpPage(language, name)
			if len(page) < 2 || page[0].kind != title {
				t.Fatalf("%s %s has no title or no words: %v", language, name, page)
			}
			pages[language] = page
		}
		french, english := pages[wording.French], pages[wording.English]
		if len(french) != len(english) {
			t.Errorf("%s has %d parts in French, %d in English", name, len(french), len(english))
			continue
		}
		for i := range french {
			if french[i].kind != english[i].kind {
				t.Errorf("%s differs at %q and %q", name, french[i].words, english[i].words)
			}
		}
	}
	files, err := fs.Glob(helpFiles, "help/fr/*.md")
	if err != nil || len(files) != len(topics()) {
		t.Errorf("%d pages for %d topics: %v", len(files), len(topics()), err)
	}
}

// unspaced finds the typography that French does not allow, and loud the words that a calm program does not say.
var (
	unspaced = regexp.MustCompile(` [:;?!»]|« |'`)
	loud     = regexp.MustCompile("!|\\*|`|Oups|Oops")
)

func TestHelpIsWellWritten(t *testing.T) {
	for _, name := range topics() {
		for _, language := range wording.Languages() {
			for _, p := range helpPage(language, name) {
				if language == wording.French && unspaced.MatchString(p.words) {
					t.Errorf("%s: %q", name, p.words)
				}
				if loud.MatchString(p.words) {
					t.Errorf("%s %s: %q", language, name, p.words)
				}
			}
		}
	}
}

// TestTheKeyboardPageIsTrue presses every key that the page names, and finds that the window answers.
func TestTheKeyboardPageIsTrue(t *testing.T) {
	r := newRig(t, nil)
	r.helpOn(topicKeyboard)
	for _, k := range windowKeys() {
		r.says(k.label(r.UI))
		r.says(k.words(r.UI))
		for _, key := range k.keys {
			if !r.answerKey(key, k.plain) {
				t.Errorf("nothing answers %s", k.label(r.UI))
			}
			r.settle()
			r.helpOn(topicKeyboard)
		}
	}
}

// TestShortcutsLeaveCharactersAlone: on a Canadian French keyboard, Ctrl with Alt types @ and [.
func TestShortcutsLeaveCharactersAlone(t *testing.T) {
	r := newRig(t, nil)
	before := r.here
	for _, k := range windowKeys() {
		for _, key := range k.keys {
			r.shortcut(&desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierControl | fyne.KeyModifierAlt})
		}
	}
	if r.here != before {
		t.Errorf("Ctrl and Alt lead to %s", r.here)
	}
}

func TestHelpOnTheRoomThatIsOpen(t *testing.T) {
	r := newRig(t, nil)
	for _, room := range railOrder {
		r.enter(room)
		r.settle()
		r.focus(nil)
		r.plainKey(fyne.KeyF1)
		r.settle()
		if h := r.rooms[roomHelp].(*helpScreen); r.here != roomHelp || h.here != topic(room) {
			t.Errorf("F1 in %s opens %s of %s", room, h.here, r.here)
		}
		r.key(fyne.KeyEscape)
		if r.here != room {
			t.Errorf("Esc leads to %s, not back to %s", r.here, room)
		}
	}
}

func TestHelpKeepsItsPageInAnotherLanguage(t *testing.T) {
	r := newRig(t, nil)
	r.helpOn(topicStates)
	r.choose(wording.English)
	r.settle()
	r.says("What the states mean")
}

// TestStatesAreNotToldByColourAlone: each has a drawing and a word of its own, and words that explain it.
func TestStatesAreNotToldByColourAlone(t *testing.T) {
	for _, language := range wording.Languages() {
		words := wording.For(language)
		told := map[string]dispatch.State{}
		for _, s := range dispatch.States() {
			l, ok := stateLooks[s]
			if !ok || drawings[l.icon] == "" || l.color == "" {
				t.Errorf("%s has no look", s)
			}
			if other, taken := told[words.State(s)]; taken || !words.Has("state_"+string(s)) {
				t.Errorf("%s: %s is told like %s", language, s, other)
			}
			told[words.State(s)] = s
			if !words.Has("ui_help_state_" + string(s)) {
				t.Errorf("%s: nothing explains %s", language, s)
			}
		}
	}
}

func TestLicencesOpenOntoTheirWords(t *testing.T) {
	r := newRig(t, nil)
	r.section(sectionAbout)
	r.saysNot("MIT")
	r.pick(r.UI.t("about_components"))
	all, err := licences.All()
	if err != nil || len(all.Components) < 40 {
		t.Fatalf("%d components: %v", len(all.Components), err)
	}
	first := all.Components[0]
	r.pick(r.UI.t("about_component", "name", strings.TrimSpace(first.Path+" "+first.Version), "licence", strings.Join(first.Licences, ", ")))
	r.says(strings.Fields(all.Texts[first.Texts[0]])[0])
	r.pick(r.UI.t("about_rules_page"))
	r.says("D’où viennent les règles")
	r.key(fyne.KeyEscape)
	if r.here != roomSettings {
		t.Errorf("Esc leads to %s, not back", r.here)
	}
}
