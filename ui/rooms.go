package ui

import "fyne.io/fyne/v2"

// room names a screen of the rail.
type room string

// The rooms, in the order of the rail.
const (
	roomSend      room = "send"
	roomTodo      room = "todo"
	roomHistory   room = "history"
	roomBook      room = "book"
	roomRegisters room = "registers"
	roomSettings  room = "settings"
)

var railOrder = []room{roomSend, roomTodo, roomHistory, roomBook, roomRegisters, roomSettings}

// screen is what a room shows.
type screen interface {
	content() fyne.CanvasObject
	// enter is called when the room is shown: it loads, and puts the keyboard where work begins.
	enter()
	// changed is called while the room is shown and the home has changed.
	changed()
}

// What some screens also do.
type (
	searcher  interface{ search() }     // Ctrl+F
	submitter interface{ submit() }     // Ctrl+Enter
	backer    interface{ back() }       // Esc
	turner    interface{ turn(by int) } // Page Up and Page Down
	follower  interface{ progressed() } // an attempt has come further
	former    interface{ begun() bool } // a form stands open, and may hold what was typed
)

func (u *UI) newRooms() map[room]screen {
	return map[room]screen{
		roomSend:      newSendScreen(u),
		roomTodo:      newTodoScreen(u),
		roomHistory:   newHistoryScreen(u),
		roomBook:      newBookScreen(u),
		roomRegisters: newRegistersScreen(u),
		roomSettings:  newSettingsScreen(u),
		roomHelp:      newHelpScreen(u),
	}
}

// formBegun is the first room in which a form stands open, if there is one.
func (u *UI) formBegun() (room, bool) {
	for _, r := range railOrder {
		if f, ok := u.rooms[r].(former); ok && f.begun() {
			return r, true
		}
	}
	return "", false
}

// enter shows a room.
func (u *UI) enter(r room) {
	u.here = r
	u.focus(nil)
	u.frame.show(r, u.rooms[r].content())
	u.rooms[r].enter()
}

// open asks for a document on the first screen.
func (u *UI) open() {
	u.enter(roomSend)
	u.sending().documents.open()
}

func (u *UI) back() {
	if c := u.curtain(); c != nil {
		c.key(fyne.KeyEscape, true)
		return
	}
	if b, ok := u.rooms[u.here].(backer); ok {
		b.back()
	}
}

// turn goes to another page where there are pages.
func (u *UI) turn(by int) bool {
	t, ok := u.rooms[u.here].(turner)
	if ok {
		t.turn(by)
	}
	return ok
}

// sending is the screen of the main job.
func (u *UI) sending() *sendScreen { return u.rooms[roomSend].(*sendScreen) }
