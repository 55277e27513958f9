package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/souspli/souspli/dispatch"
)

// roomHelp is the room behind F1. It stands below the others in the rail.
const roomHelp room = "help"

// topic names a page of the help; those of rooms are named like them.
type topic string

// The topics, in the order of the list.
const (
	topicRules         topic = "rules"
	topicStates        topic = "states"
	topicKeyring       topic = "keyring"
	topicKeyboard      topic = "keyboard"
	topicAccessibility topic = "accessibility"
)

func topics() []topic {
	var all []topic
	for _, r := range railOrder {
		all = append(all, topic(r))
	}
	return append(all, topicRules, topicStates, topicKeyring, topicKeyboard, topicAccessibility)
}

// The width of the list, and that beyond which lines are too long to read.
const (
	topicsWidth = 240
	readWidth   = 640
)

// helpScreen is a list of topics with the page of one of them beside it.
type helpScreen struct {
	u     *UI
	root  *fyne.Container
	right *fyne.Container
	lines map[topic]*press
	here  topic
	from  room // where Esc leads back to
}

func newHelpScreen(u *UI) *helpScreen {
	h := &helpScreen{u: u, right: container.NewStack(), lines: map[topic]*press{}, here: topic(roomSend), from: roomSend}
	if before, again := u.rooms[roomHelp].(*helpScreen); again { // in another language
		h.here, h.from = before.here, before.from
	}
	list := newColumn(gapHalf)
	for _, t := range topics() {
		h.lines[t] = h.line(t)
		list.Add(h.lines[t])
	}
	left := filled(paneTitle(u.t("room_help")), nil, scrolled(list))
	h.root = newPanes(gapTriple, []track{fixed(topicsWidth), fixed(1), share(1)}, left, upright(), h.right)
	return h
}

func (h *helpScreen) line(t topic) *press {
	name := helpPage(h.u.texts.Language(), t)[0].words
	return newPress(name, sized(fyne.NewSize(0, 36), padded(0, gap, newMiddle(line(name)))), func() { h.open(t) })
}

// open shows a page.
func (h *helpScreen) open(t topic) {
	h.here = t
	for name, line := range h.lines {
		line.setChosen(name == t)
	}
	page := newColumn(gap+gapHalf, laidOut(helpPage(h.u.texts.Language(), t))...)
	for _, more := range h.more(t) {
		page.Add(more)
	}
	h.right.Objects = []fyne.CanvasObject{scrolled(container.New(upTo{readWidth}, page))}
	h.right.Refresh()
}

// more is what a page says that the program knows best itself.
func (h *helpScreen) more(t topic) []fyne.CanvasObject {
	switch t {
	case topicStates:
		return h.states()
	case topicKeyboard:
		return h.shortcuts()
	default:
		return nil
	}
}

func (h *helpScreen) states() []fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for _, s := range dispatch.States() {
		m, l := newMark(), stateLooks[s]
		m.set(l.icon, l.color, capital(h.u.texts.State(s)))
		rows = append(rows, newTopRow(gapDouble, []track{fixed(150), share(1)}, m.content, body(h.u.t("help_state_"+string(s)))))
		if s == dispatch.Queued {
			rows = append(rows, h.heldBack())
		}
	}
	return rows
}

// heldBack is what stands in the place of waiting for what a person has to decide about first.
func (h *helpScreen) heldBack() fyne.CanvasObject {
	m := newMark()
	m.set(heldLook.icon, heldLook.color, h.u.t("held_back"))
	return newTopRow(gapDouble, []track{fixed(150), share(1)}, m.content, body(h.u.t("help_state_held_back")))
}

func (h *helpScreen) shortcuts() []fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for _, k := range windowKeys() {
		key := line(k.label(h.u)).bold()
		rows = append(rows, newTopRow(gapDouble, []track{fixed(150), share(1)}, key, body(k.words(h.u))))
	}
	return rows
}

func (h *helpScreen) content() fyne.CanvasObject { return h.root }

func (h *helpScreen) enter() {
	h.open(h.here)
	h.u.focus(h.lines[h.here])
}

func (h *helpScreen) changed() {}

func (h *helpScreen) back() { h.u.enter(h.from) }

// help shows the page about the room that is open, or leads back from it.
func (u *UI) help() {
	h := u.rooms[roomHelp].(*helpScreen)
	if u.here == roomHelp {
		h.back()
		return
	}
	u.helpAbout(topic(u.here))
}

// helpAbout shows a page of the help.
func (u *UI) helpAbout(t topic) {
	h := u.rooms[roomHelp].(*helpScreen)
	h.here, h.from = t, u.here
	u.enter(roomHelp)
}

// helpDoor leads to the help from the rail.
func helpDoor(u *UI) *door {
	d := newDoor(u, roomHelp)
	d.press.onTap = u.help
	return d
}
