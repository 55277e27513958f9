package ui

import (
	"context"
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch/wording"
)

// languagePage asks for the language, in both.
type languagePage struct {
	s    *start
	root *fyne.Container
	pick *picks[wording.Language]
}

func newLanguagePage(s *start) *languagePage {
	p := &languagePage{s: s}
	p.pick = newPicks([]pickOption[wording.Language]{
		{wording.French, "Français", "Je continue en français."},
		{wording.English, "English", "I continue in English."},
	}, s.u.texts.Language(), func(l wording.Language) { s.u.choose(l) })
	p.root = newColumn(gapTriple, newColumn(2, heading("Bienvenue dans Souspli"), heading("Welcome to Souspli").tint(colorSecondary)), p.pick.content)
	return p
}

func (p *languagePage) content() fyne.CanvasObject { return p.root }
func (p *languagePage) enter()                     { p.s.u.focusNow(p.pick.chosen()) }
func (p *languagePage) primary() string            { return p.s.u.t("start_next") }

// next keeps the language, also when it is the one that was guessed.
func (p *languagePage) next() {
	if p.s.u.config.SetLanguage != nil {
		p.s.u.config.SetLanguage(p.s.u.texts.Language())
	}
	p.s.advance()
}

// homePage asks whether to practise first.
type homePage struct {
	s    *start
	root *fyne.Container
	pick *picks[bool]
}

func newHomePage(s *start) *homePage {
	p, u := &homePage{s: s}, s.u
	p.pick = newPicks([]pickOption[bool]{
		{true, u.t("start_practice"), u.t("start_practice_explained")},
		{false, u.t("start_real"), u.t("start_real_explained")},
	}, s.practice, func(practice bool) { s.practice = practice; s.render() })
	p.root = newColumn(gapTriple, heading(u.t("start_home_title")).fit(wrapped), p.pick.content)
	return p
}

func (p *homePage) content() fyne.CanvasObject { return p.root }
func (p *homePage) enter()                     { p.s.u.focusNow(p.pick.chosen()) }

func (p *homePage) primary() string {
	if p.s.practice {
		return p.s.u.t("start_practice_go")
	}
	return p.s.u.t("start_next")
}

func (p *homePage) next() {
	if p.s.practice {
		p.s.forward.Disable()
		p.s.u.config.Homes.Open(true, "", p.failed)
		return
	}
	p.s.advance()
}

func (p *homePage) failed(err error) {
	p.s.forward.Enable()
	p.s.fail(err)
}

// keyPage asks where the key is kept, and makes the home or changes what opens it.
type keyPage struct {
	s            *start
	root, fields *fyne.Container
	pick         *picks[bool] // true: by a passphrase
	passphrase   bool
	first, again *field
	strength     *text
	absent       *text
	trial        slot
	tried        bool

	title, explained *text
	words            string // of the primary button
	keep             func(ctx context.Context, passphrase string) error
}

func newKeyPage(s *start) *keyPage {
	u := s.u
	p := &keyPage{s: s, first: u.field(""), again: u.field(""), strength: captionLine(""), absent: caption(u.t("start_keyring_absent")).tint(colorAmber)}
	p.title, p.explained = heading(u.t("start_key_title")).fit(wrapped), body(u.t("start_key_explained"))
	p.words, p.keep = u.t("start_make"), func(ctx context.Context, passphrase string) error { return u.config.Homes.Make(ctx, passphrase) }
	p.first.Password, p.again.Password = true, true
	p.first.OnChanged = func(typed string) { p.strength.set(u.t("start_strength_" + strengthOf(typed))) }
	p.first.keys[fyne.KeyReturn] = func() bool { u.focus(p.again); return true }
	p.again.keys[fyne.KeyReturn] = func() bool { p.next(); return true }
	p.fields = newColumn(gap, newTopRow(gap, []track{share(1), share(1)},
		labelled(u.t("start_passphrase_first"), p.first), labelled(u.t("start_passphrase_again"), p.again)), p.strength)
	p.fields.Hide()
	p.absent.Hide()
	p.pick = newPicks([]pickOption[bool]{
		{false, u.t("start_keyring"), u.t("start_keyring_explained")},
		{true, u.t("start_passphrase"), u.t("start_passphrase_explained")},
	}, false, p.choose)
	p.root = newColumn(gapTriple, newColumn(gap, p.title, p.explained),
		newColumn(gapDouble, p.pick.content, p.fields, p.absent))
	return p
}

func (p *keyPage) choose(passphrase bool) {
	p.passphrase = passphrase
	setVisible(p.fields, passphrase)
	p.s.render()
	if passphrase {
		p.s.u.focus(p.first)
	}
}

func (p *keyPage) content() fyne.CanvasObject { return p.root }
func (p *keyPage) primary() string            { return p.words }

// enter tries the keyring, once: a person should not choose what cannot work.
func (p *keyPage) enter() {
	p.s.u.focusNow(p.pick.chosen())
	if p.tried {
		return
	}
	p.tried = true
	run(p.s.u, &p.trial, noValue(p.s.u.config.Homes.TryKeyring), func(_ nothing, err error) {
		if err != nil {
			p.absent.Show()
			p.pick.forbid(false)
			p.pick.set(true)
		}
	})
}

func (p *keyPage) next() {
	u, typed := p.s.u, ""
	if p.passphrase {
		if typed = p.first.Text; utf8.RuneCountInString(typed) < minPassphrase {
			p.s.ask(u.t("start_strength_short"))
			u.focus(p.first)
			return
		}
		if typed != p.again.Text {
			p.s.ask(u.t("start_passphrase_differ"))
			u.focus(p.again)
			return
		}
	}
	p.make(typed)
}

func (p *keyPage) make(passphrase string) {
	s := p.s
	s.forward.SetText(s.u.t("start_making"))
	s.forward.Disable()
	act(s.u, &s.slot, noValue(func(ctx context.Context) error { return p.keep(ctx, passphrase) }),
		func(_ nothing, err error) {
			if err != nil {
				s.render()
				s.fail(err)
				return
			}
			s.u.config.Homes.Open(false, passphrase, func(err error) { s.render(); s.fail(err) })
		})
}

// minPassphrase is the least number of characters that opens a home.
const minPassphrase = 8

// strengthOf says how well a passphrase resists guessing, by its length in words and characters: an estimate for
// people, not a rule.
func strengthOf(typed string) string {
	letters, words := utf8.RuneCountInString(typed), len(strings.Fields(typed))
	switch {
	case letters < minPassphrase:
		return "short"
	case words >= 4 && letters >= 20 || letters >= 28 && distinct(typed) >= 8:
		return "good"
	case words >= 3 && letters >= 14 || letters >= 16 && distinct(typed) >= 8:
		return "fair"
	default:
		return "weak"
	}
}

func distinct(typed string) int {
	seen := map[rune]bool{}
	for _, r := range typed {
		seen[r] = true
	}
	return len(seen)
}

// picks asks for one of a few values, each explained: cards with a mark that the keyboard goes through.
type picks[T comparable] struct {
	content *fyne.Container
	options []pickOption[T]
	presses []*press
	marks   []*widget.Icon
	value   T
	changed func(T)
	refused map[T]bool
}

type pickOption[T comparable] struct {
	value            T
	title, explained string
}

func newPicks[T comparable](options []pickOption[T], value T, changed func(T)) *picks[T] {
	p := &picks[T]{options: options, value: value, changed: changed, content: newColumn(gap), refused: map[T]bool{}}
	for i, o := range options {
		icon := widget.NewIcon(nil)
		words := newColumn(2, strong(o.title), caption(o.explained))
		card := newTopRow(gap+gapHalf, []track{own, share(1)}, sized(fyne.NewSquareSize(20), icon), words)
		tap := newPress(o.title, padded(gap+gapHalf, gap+gapHalf, card), func() { p.set(o.value) })
		tap.onKey = func(key fyne.KeyName) { p.step(i, key) }
		p.presses, p.marks = append(p.presses, tap), append(p.marks, icon)
		p.content.Add(tap)
	}
	p.paint()
	return p
}

func (p *picks[T]) set(value T) {
	if p.value == value || p.refused[value] {
		return
	}
	p.value = value
	p.paint()
	p.changed(value)
}

// forbid leaves a value to be seen and not to be chosen.
func (p *picks[T]) forbid(value T) {
	p.refused[value] = true
	p.paint()
}

func (p *picks[T]) step(from int, key fyne.KeyName) {
	to := from
	switch key {
	case fyne.KeyUp:
		to--
	case fyne.KeyDown:
		to++
	}
	if to != from && to >= 0 && to < len(p.options) {
		fyne.CurrentApp().Driver().CanvasForObject(p.presses[to]).Focus(p.presses[to])
		p.set(p.options[to].value)
	}
}

func (p *picks[T]) paint() {
	for i, o := range p.options {
		name, color := iconName("ring"), colorGrey
		switch {
		case p.refused[o.value]:
			name = "forbidden"
		case o.value == p.value:
			name, color = "done", theme.ColorNamePrimary
		}
		p.marks[i].SetResource(icon{name, color})
		p.presses[i].setChosen(o.value == p.value)
	}
}

// chosen is what the keyboard begins on.
func (p *picks[T]) chosen() fyne.Focusable {
	for i, o := range p.options {
		if o.value == p.value {
			return p.presses[i]
		}
	}
	return p.presses[0]
}
