//go:build linux

package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/wording"
	"github.com/souspli/souspli/store/storetest"
)

// The main journeys through the real window, as people walk them: with the keyboard where hands are on it, with the
// mouse where the eye leads. Everything is found by its words, in the language of the window. What a step changed is
// read out of the home, not off the screen alone.

// journey is one person at one screen, with a home.
type journey struct {
	*screen
	texts  *wording.Catalogue
	config app.Config
	undo   int // seconds in which a dispatch of a practice home can be taken back; 0 is what the program gives
}

// everywhere goes a journey in both languages.
func everywhere(t *testing.T, walk func(j *journey)) {
	for _, language := range wording.Languages() {
		t.Run(string(language), func(t *testing.T) {
			t.Parallel()
			walk(&journey{screen: newScreen(t), texts: wording.For(language)})
		})
	}
}

// practice opens a practice home in the window, with one of its documents.
func (j *journey) practice(document string) {
	j.t.Helper()
	j.config = app.Config{Home: filepath.Join(j.t.TempDir(), "home")}
	_, err := app.Init(j.t.Context(), j.config, app.InitOptions{Practice: true})
	must(j.t, err)
	if j.undo != 0 {
		j.home(func(home *app.App) { must(j.t, home.Desk.SaveUndoSeconds(j.t.Context(), j.undo)) })
	}
	j.start("--home", j.config.Home, "--lang", string(j.texts.Language()), j.document(document))
}

func (j *journey) document(name string) string {
	return filepath.Join(j.config.Home+".practice", "documents", name)
}

func (j *journey) text(key string, args ...any) string { return j.texts.Text("ui_"+key, args...) }

// home looks into the home beside the window.
func (j *journey) home(look func(*app.App)) {
	j.t.Helper()
	home, err := app.Open(j.t.Context(), j.config)
	must(j.t, err)
	defer func() { must(j.t, home.Close()) }()
	look(home)
}

// becomes waits until the newest dispatch is in a state, and returns it.
func (j *journey) becomes(state dispatch.State) (newest dispatch.Dispatch) {
	j.t.Helper()
	j.home(func(home *app.App) {
		j.until("the dispatch is "+string(state), func() bool {
			page, err := home.Desk.Search(j.t.Context(), dispatch.Filter{})
			must(j.t, err)
			if len(page.Dispatches) > 0 {
				newest = page.Dispatches[0]
			}
			return newest.State == state
		})
	})
	return newest
}

// to chooses a recipient by the first letters, with the keyboard.
func (j *journey) to(letters, name string) {
	j.t.Helper()
	j.reads(j.text("recipient_search"))
	j.write(letters)
	j.reads(name)
	j.press("Return")
}

// authorise answers the first question of the rules.
func (j *journey) authorise() {
	j.t.Helper()
	j.reads(j.text("authorised_question"))
	j.press("Tab", "space")
	j.reads(j.text("authorisation"))
	j.write("consent 7")
}

// TestPrescriptionByFax: the commonest path, with the keyboard alone.
func TestPrescriptionByFax(t *testing.T) {
	everywhere(t, func(j *journey) {
		j.prescribe()
		d := j.becomes(dispatch.Delivered)
		if d.Recipient.Name != "Pharmacie Beaubien" || d.Channel != dispatch.CloudFax {
			j.t.Errorf("%s went by %s", d.Recipient.Name, d.Channel)
		}
		j.practiceListensHere()
		j.press("ctrl+3")
		j.reads("Pharmacie Beaubien")
		j.press("Down")
		j.reads(j.text("timeline"))
		j.keep("3 delivered")
	})
}

// prescribe sends a prescription to a pharmacy, up to the moment when it can still be undone.
func (j *journey) prescribe() {
	j.t.Helper()
	j.practice("ordonnance.pdf")
	j.to("beaub", "Pharmacie Beaubien")
	j.authorise()
	j.has(j.text("signature_question"))
	j.press("Tab", "space")
	j.until("the rules are satisfied", func() bool { return !strings.Contains(j.words(), j.texts.Text("need_signature")) })
	j.still()
	j.keep("1 suggestion")
	j.press("ctrl+Return")
	j.reads(j.text("undo"))
	j.keep("2 leaving")
}

// TestPrescriptionUndone goes the commonest path on a large screen, and with large text on a small one, where all of it
// must be reached as well; then it takes the dispatch back.
func TestPrescriptionUndone(t *testing.T) {
	for name, options := range map[string]screenOptions{
		"1920": {width: 1920, height: 1080}, "large text": {width: 1280, height: 720, textSize: 150},
	} {
		for _, language := range wording.Languages() {
			t.Run(name+" "+string(language), func(t *testing.T) {
				t.Parallel()
				j := &journey{screen: newScreenOf(t, options), texts: wording.For(language), undo: desk.MostUndoSeconds}
				j.prescribe()
				j.click(j.text("undo"))
				j.becomes(dispatch.Cancelled)
				j.still()
				j.keep("3 undone")
				j.click(j.text("room_history"))
				j.click("Pharmacie Beaubien")
				j.has(j.text("timeline"))
				j.keep("4 history")
			})
		}
	}
}

// TestConsultByEncryptedMail: another channel than the one suggested first, chosen with the mouse.
func TestConsultByEncryptedMail(t *testing.T) {
	everywhere(t, func(j *journey) {
		j.practice("rapport-de-consultation.pdf")
		j.to("roy", "Dre Amélie Roy")
		j.authorise()
		j.click(capital(j.texts.Channel(dispatch.EmailEncrypted)))
		j.keep("1 chosen")
		j.click(j.text("send_email_encrypted", "name", "Dre Amélie Roy"))
		j.reads(j.text("undo"))
		d := j.becomes(dispatch.Accepted)
		if d.Form != dispatch.OpenPGP {
			j.t.Errorf("it went as %s", d.Form)
		}
		j.click(j.text("room_history"))
		j.click("Dre Amélie Roy")
		j.keep("2 taken over")
	})
}

// TestResultByPortal: the deposit, then the call with the passphrase, to its end.
func TestResultByPortal(t *testing.T) {
	everywhere(t, func(j *journey) {
		j.practice("resume-de-depart.pdf")
		j.to("maxime", "Maxime Boucher")
		j.authorise()
		j.keep("1 suggestion")
		j.click(j.text("send_portal", "name", "Maxime Boucher"))
		d := j.becomes(dispatch.Accepted)
		j.click(j.text("room_todo"))
		j.click(j.texts.Text("task_do_tell"))
		j.reads(j.text("call_title", "name", "Maxime Boucher"))
		j.keep("2 call")
		j.click(j.text("call_step_arrived"))
		j.click(j.text("show_passphrase"))
		j.reads(j.text("call_step_given"))
		j.keep("3 words")
		j.click(j.text("call_step_given"))
		j.reads(j.text("todo_empty"))
		j.keep("4 nothing to do")
		j.told(d.ID, dispatch.EventPassphraseGiven)
	})
}

// told reports a missing event of a dispatch.
func (j *journey) told(id dispatch.ID, wanted dispatch.EventType) {
	j.t.Helper()
	j.home(func(home *app.App) {
		events, err := home.Desk.Events(j.t.Context(), id)
		must(j.t, err)
		if !slices.ContainsFunc(events, func(e dispatch.Event) bool { return e.Type == wanted }) {
			j.t.Errorf("the log does not tell %s", wanted)
		}
	})
}

// TestWrongNumber: a person answers where a fax machine should. The number is corrected, and what happened is entered
// in the register of incidents.
func TestWrongNumber(t *testing.T) {
	everywhere(t, func(j *journey) {
		j.practice("rapport-de-consultation.pdf")
		j.reads(j.text("recipient_search"))
		j.click(j.text("add_recipient"))
		j.fill(j.text("name"), "Clinique du Lac")
		j.fill(j.text("fax"), "514 555-0196")
		j.fill(j.text("fax_again"), "514 555-0196")
		j.keep("1 recipient")
		j.click(j.text("save_recipient"))
		j.click(j.text("yes"))
		j.fill(j.text("authorisation"), "consent 7")
		j.fill(j.text("verify_hint"), "read back by the reception")
		j.click(j.text("verified"))
		j.keep("2 suggestion")
		j.click(j.text("send_cloud_fax", "name", "Clinique du Lac"))
		d := j.becomes(dispatch.Failed)
		j.click(j.text("room_todo"))
		j.reads(j.texts.Text("task_number", "name", "Clinique du Lac"))
		j.keep("3 to do")
		j.click(j.texts.Text("task_number", "name", "Clinique du Lac"))
		j.click(j.text("incident_report"))
		j.fill(j.texts.Text("incident_cause"), "old number")
		j.keep("4 incident")
		j.click(j.text("incident_enter_now"))
		j.reads(j.text("incident_title", "n", 1))
		j.keep("5 entered")
		j.home(func(home *app.App) {
			incidents, err := home.Desk.IncidentsOf(j.t.Context(), d.ID)
			must(j.t, err)
			if len(incidents) != 1 || incidents[0].Cause != "old number" {
				j.t.Errorf("the register holds %v", incidents)
			}
		})
		j.click(j.text("room_todo"))
		j.click(j.texts.Text("task_do_number"))
		j.reads("514 555-0196")
		j.keep("6 number in doubt")
		j.fill(j.text("verify_hint"), "the recipient, by telephone")
		j.click(j.text("verified"))
		j.click(j.text("room_todo"))
		j.reads(j.texts.Text("task_failed", "channel", capital(j.texts.Channel(dispatch.CloudFax)), "name", "Clinique du Lac"))
		j.keep("7 verified")
	})
}

// TestUnknownOutcome: the portal loses its answer. Nothing is sent again before a person has asked.
func TestUnknownOutcome(t *testing.T) {
	everywhere(t, func(j *journey) {
		j.forgetfulPortal("Marc Essai")
		j.to("marc", "Marc Essai")
		j.authorise()
		j.reads(j.text("send_portal", "name", "Marc Essai"))
		j.press("ctrl+Return")
		j.becomes(dispatch.Uncertain)
		j.press("ctrl+3") // Souspli still asks the portal; a person may know sooner
		j.reads("Marc Essai")
		j.press("Down")
		j.reads(j.text("settle_question", "name", "Marc Essai"))
		j.keep("1 asked")
		j.fill(j.text("note_hint"), "Marc Essai has it")
		j.click(j.text("settle_arrived"))
		d := j.becomes(dispatch.Accepted)
		j.reads(j.texts.Text("event_" + string(dispatch.EventResolved)))
		j.keep("2 settled")
		if len(d.Attempts) != 1 {
			j.t.Errorf("%d attempts", len(d.Attempts))
		}
	})
}

// TestSearchInALargeHistory: years of a clinic, of which a word and a filter leave what was meant.
func TestSearchInALargeHistory(t *testing.T) {
	const many = 2_000
	config := app.Config{Home: filepath.Join(t.TempDir(), "home")}
	_, err := app.Init(t.Context(), config, app.InitOptions{Practice: true})
	must(t, err)
	(&journey{screen: &screen{t: t}, config: config}).home(func(home *app.App) {
		documents := map[dispatch.DocumentKind]dispatch.Document{}
		for _, kind := range storetest.Kinds() {
			document, err := home.KeepSample(t.Context(), []byte(kind))
			must(t, err)
			documents[kind] = document
		}
		clinic := storetest.NewClinic(storetest.Options{Seed: 1, People: 400, Size: many, Last: time.Now(), Documents: documents})
		must(t, home.Fill(t.Context(), clinic, many, func(int) {}))
	})
	for _, language := range wording.Languages() {
		t.Run(string(language), func(t *testing.T) {
			j := &journey{screen: newScreen(t), texts: wording.For(language), config: config}
			program := j.start("--home", config.Home, "--lang", string(language))
			j.press("ctrl+3")
			j.reads(j.text("history_search"))
			j.keep("1 history")
			j.write("laval")
			j.still()
			j.keep("2 one word")
			j.click(j.text("state_all"))
			j.click(capital(j.texts.State(dispatch.Failed)))
			j.still()
			j.keep("3 failed")
			j.press("ctrl+f")
			j.press("Down", "Down")
			j.reads(j.text("timeline"))
			j.keep("4 chosen")
			must(t, closeProgram(program))
		})
	}
}

// TestFirstStartToPractice: from the choice of the language to the first delivered fax of the exercise.
func TestFirstStartToPractice(t *testing.T) {
	everywhere(t, func(j *journey) {
		j.config = app.Config{Home: filepath.Join(j.t.TempDir(), "home")}
		j.start("--home", j.config.Home, "--lang", string(j.texts.Language()))
		j.reads(j.text("start_step_language"))
		j.keep("1 language")
		j.click(j.text("start_next"))
		j.reads(j.text("start_home_title"))
		j.keep("2 home")
		j.click(j.text("start_practice"))
		j.click(j.text("start_practice_go"))
		j.reads(j.text("recipient_search"))
		j.keep("3 practice")
		j.click(j.text("open"))
		j.click("ordonnance.pdf")
		j.to("beaub", "Pharmacie Beaubien")
		j.reads(j.text("authorised_question"))
		j.keep("4 first document")
	})
}

// capital begins as a line begins.
func capital(words string) string {
	first, size := utf8.DecodeRuneInString(words)
	return string(unicode.ToUpper(first)) + words[size:]
}
