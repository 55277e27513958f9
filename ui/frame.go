package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"github.com/souspli/souspli/dispatch"
)

const (
	railWidth  = 176
	railSlim   = 88   // of pictures alone
	roomy      = 1000 // below this width the rail is slim: large text on a small screen
	footHeight = 40
	barHeight  = 32
)

// frame is what stands around every screen: the rail, the practice banner and the foot.
type frame struct {
	u       *UI
	content *fyne.Container
	middle  *fyne.Container
	doors   map[room]*door
	name    *text
	sender  *text
	under   *text // what is under way, or the last thing said
	leaving *text
	undo    *button
	row     *fyne.Container // of the foot
	account *senderFoot
	said    string

	lock *door   // at the foot of the rail
	left *button // the steps of the first start that are left
	slim bool    // the rail has no words, and the foot little room
}

func newFrame(u *UI) *frame {
	f := &frame{u: u, middle: container.NewStack()}
	var banner fyne.CanvasObject
	if u.desk.Practice() {
		banner = f.banner()
	}
	f.content = container.New(&besideRail{f}, f.rail(), filled(banner, f.foot(), f.middle))
	f.update()
	return f
}

// show puts a screen in the middle.
func (f *frame) show(r room, content fyne.CanvasObject) {
	f.said = ""
	for name, d := range f.doors {
		d.setOpen(name == r)
	}
	f.middle.Objects = []fyne.CanvasObject{padded(gapDouble, gapTriple, content)}
	f.middle.Refresh()
	f.updateFoot()
}

// say tells something in the foot until the next thing happens.
func (f *frame) say(sentence string) {
	f.said = sentence
	f.updateFoot()
}

func (f *frame) update() {
	f.doors[roomTodo].setCount(f.u.count(len(f.u.live.tasks)))
	f.sender.set(f.u.live.sender)
	f.account.update()
	f.updateFoot()
}

func (u *UI) count(n int) string {
	if n == 0 {
		return ""
	}
	return u.texts.Number(int64(n))
}

func (f *frame) updateFoot() {
	f.under.set(f.underWay())
	held := len(f.u.live.held) > 0
	if held {
		f.leaving.set(f.countdown())
	}
	setVisible(f.leaving, held)
	setVisible(f.undo, held)
	setVisible(f.account.press, !held || !f.slim)
	f.updateSetup()
	f.row.Refresh()
}

func (f *frame) underWay() string {
	if f.said != "" {
		return f.said
	}
	moving := f.u.live.moving
	if len(moving) == 0 {
		return f.u.t("foot_idle")
	}
	for _, d := range moving {
		if far := f.u.howFar(d.ID); far != "" {
			return f.u.n("foot_moving_far", f.u.live.underWay(), "channel", f.u.texts.Way(d), "progress", far)
		}
	}
	return f.u.n("foot_moving", f.u.live.underWay())
}

// undoable is the dispatch that the foot offers to undo: the last one prepared.
func (f *frame) undoable() dispatch.Dispatch {
	held := f.u.live.held
	return held[len(held)-1]
}

func (f *frame) countdown() string {
	d := f.undoable()
	if left := f.u.left(d); left > 0 {
		return f.u.n("foot_leaving", left, "name", shorten(d.Recipient.Name, 32))
	}
	return f.u.t("foot_leaves", "name", shorten(d.Recipient.Name, 32))
}

func (f *frame) rail() fyne.CanvasObject {
	f.doors = map[room]*door{}
	doors := newColumn(gapHalf)
	for _, r := range railOrder {
		f.doors[r] = newDoor(f.u, r)
		doors.Add(f.doors[r].press)
	}
	f.sender = captionLine("")
	f.name = heading("Souspli").bold().tint(theme.ColorNamePrimary)
	name := padded(gapDouble, gapDouble, f.name)
	f.doors[roomHelp] = helpDoor(f.u)
	foot := newColumn(gapHalf, padded(0, gap, newColumn(gapHalf, f.doors[roomHelp].press, f.lockDoor())), padded(gap, gapDouble, f.sender))
	return container.NewStack(newSurface(colorRail, "", 0), filled(name, foot, padded(gap, gap, doors)))
}

// besideRail gives the rooms what the rail leaves.
type besideRail struct{ frame *frame }

// Layout is called by Fyne.
func (l *besideRail) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	width := float32(railWidth)
	if size.Width < roomy {
		width = railSlim
	}
	l.frame.setSlim(size.Width < roomy)
	objects[0].Resize(fyne.NewSize(width, size.Height))
	objects[1].Move(fyne.NewPos(width, 0))
	objects[1].Resize(fyne.NewSize(max(0, size.Width-width), size.Height))
}

// MinSize is called by Fyne.
func (l *besideRail) MinSize(objects []fyne.CanvasObject) fyne.Size {
	rail, rooms := objects[0].MinSize(), objects[1].MinSize()
	return fyne.NewSize(railSlim+rooms.Width, max(rail.Height, rooms.Height))
}

// setSlim leaves the pictures of the rail, or brings their words back.
func (f *frame) setSlim(slim bool) {
	for _, d := range f.doors {
		setVisible(d.label, !slim)
	}
	setVisible(f.lock.label, !slim)
	name, align := "Souspli", fyne.TextAlignLeading
	if slim {
		name, align = "S", fyne.TextAlignCenter
	}
	if f.name.words != name {
		f.name.align = align
		f.name.set(name)
		f.sender.Refresh()
	}
	setVisible(f.sender, !slim)
	if f.slim != slim {
		f.slim = slim
		f.updateFoot()
	}
}

func (f *frame) banner() fyne.CanvasObject {
	sentence := line(f.u.t("practice")).tint(colorOnBanner)
	content := newRow(gap, []track{own, share(1)}, picture("info", colorOnBanner, 18), sentence)
	f.addWayToReal(content)
	return sized(fyne.NewSize(0, barHeight),
		container.NewStack(newSurface(colorBanner, "", 0), padded(0, gapTriple, content)))
}

func (f *frame) foot() fyne.CanvasObject {
	f.under = captionLine("")
	f.leaving = line("").fit(whole)
	f.account = newSenderFoot(f.u)
	f.undo = newButton(f.u.t("undo"), func() { f.u.cancel(f.undoable().ID) })
	f.row = newRow(gapDouble, []track{share(1)}, f.under, f.setupLeft(), f.leaving, f.undo, f.account.press)
	return sized(fyne.NewSize(0, footHeight), filled(rule(), nil, padded(0, gapTriple, f.row)))
}

// door is one line of the rail.
type door struct {
	press *press
	mark  *surface
	label *text
	count *text
}

func newDoor(u *UI, r room) *door {
	name := u.t("room_" + string(r))
	d := &door{mark: newSurface("", "", 1.5), label: line(name), count: line("").fit(whole).bold()}
	content := newRow(gap, []track{fixed(3), own, share(1)},
		sized(fyne.NewSize(3, 20), d.mark), picture(iconName(r), theme.ColorNameForeground, 20), d.label, d.count)
	d.press = newPress(name, sized(fyne.NewSize(0, 40), padded(0, gap, content)), func() { u.enter(r) })
	return d
}

func (d *door) setOpen(open bool) {
	d.mark.fill = ""
	if open {
		d.mark.fill = theme.ColorNamePrimary
	}
	d.label.style.Bold = open
	d.press.chosen = open
	d.label.Refresh()
	d.press.Refresh()
}

func (d *door) setCount(count string) {
	d.count.set(count)
	setVisible(d.count, count != "")
	d.press.Refresh()
}

// spacer is empty room.
func spacer(width float32) fyne.CanvasObject {
	return sized(fyne.NewSize(width, 0), container.NewWithoutLayout())
}

// shorten ends a long name with an ellipsis, for sentences that hold it.
func shorten(name string, most int) string {
	runes := []rune(name)
	if len(runes) <= most {
		return name
	}
	return string(runes[:most-1]) + "…"
}
