package ui

import (
	"context"
	"reflect"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

const bookWidth = 360

// bookScreen is the address book: who can be reached, how, and whether that was verified.
type bookScreen struct {
	u       *UI
	root    *fyne.Container
	query   *field
	list    *widget.List
	nothing *fyne.Container
	none    *text // why nobody is listed
	right   *fyne.Container
	notice  *notice

	sieve    *bookSieve
	story    bookStory
	removal  *bookRemoval
	last     map[dispatch.ID]time.Time // when each was last sent to
	rows     []bookRow
	cautions []desk.Caution // about the shown
	keys     []dispatch.Key
	shown    dispatch.Recipient
	form     *recipientForm
	chooser  *chooser
	keyring  *keyring
	upkeep   *bookUpkeep
	slot     slot
	keySlot  slot

	routes      bookRoutes
	secret      *bookSecret
	cautionSlot slot
	openSlot    slot
}

// begun reports whether a card is being written.
func (b *bookScreen) begun() bool { return b.form != nil }

func newBookScreen(u *UI) *bookScreen {
	b := &bookScreen{u: u, right: container.NewStack(), notice: newNotice(u)}
	b.keyring, b.upkeep, b.routes.b = newKeyring(b), newBookUpkeep(b), b
	b.secret, b.removal, b.story.b = newBookSecret(b), newBookRemoval(b), b
	b.sieve = newBookSieve(u, b.seek)
	b.query = u.field(u.t("recipient_search"))
	b.query.Icon = icon{"search", colorSecondary}
	b.query.OnChanged = func(string) { b.seek() }
	b.list = widget.NewList(func() int { return len(b.rows) }, func() fyne.CanvasObject { return newListLine() }, b.fill)
	b.list.HideSeparators = true
	b.list.OnSelected = b.choose
	b.none = body(u.t("book_empty")).tint(colorSecondary)
	b.nothing = container.New(column{}, b.none)
	b.nothing.Hide()
	left := filled(newColumn(gap+gapHalf, heading(u.t("room_book")), b.query, b.sieve.content), b.buttons(),
		padded(gap, 0, container.NewStack(b.list, b.nothing)))
	b.root = newPanes(gapTriple, []track{fixed(bookWidth), fixed(1), share(1)}, left, upright(), b.right)
	b.render()
	return b
}

func (b *bookScreen) buttons() fyne.CanvasObject {
	u := b.u
	add := newIconButton(u.t("add"), "add", func() { b.edit(dispatch.Recipient{}) })
	keys := newButton(u.t("keys_short"), b.keyring.open)
	return newColumn(gap, b.notice.content, b.removal.content,
		newRow(gap, []track{share(1)}, add, newButton(u.t("upkeep"), b.upkeep.open), keys))
}

func (b *bookScreen) content() fyne.CanvasObject { return b.root }

func (b *bookScreen) enter() {
	b.seek()
	b.render()
	b.u.focus(b.query)
}

func (b *bookScreen) changed() { b.seek() }

func (b *bookScreen) search() { b.u.focus(b.query) }

func (b *bookScreen) back() {
	b.form, b.chooser = nil, nil
	b.secret.hide()
	b.keyring.close()
	b.upkeep.close()
	b.render()
	b.u.focus(b.query)
}

// listing is what the screen reads at once.
type listing struct {
	book desk.Book
	rows []bookRow
	keys []dispatch.Key
	own  desk.OwnKeyStanding
}

func (b *bookScreen) seek() {
	query := b.sieve.query(b.query.Text)
	run(b.u, &b.slot, func(ctx context.Context) (listing, error) {
		book, err := b.u.desk.Book(ctx, query)
		if err != nil {
			return listing{}, err
		}
		keys, err := b.u.desk.Keys(ctx)
		if err != nil {
			return listing{}, err
		}
		own, err := b.u.desk.OwnKeyStanding(ctx)
		return listing{book, bookRows(book, query.Order), keys, own}, err
	}, func(l listing, err error) {
		if err != nil {
			b.notice.fail(err)
			return
		}
		moved := !reflect.DeepEqual(b.keys, l.keys) || !reflect.DeepEqual(b.keyring.standing, l.own)
		b.rows, b.keys, b.keyring.standing = l.rows, l.keys, l.own
		b.last = l.book.Last
		b.sieve.count(l.book)
		b.none.set(b.u.t(map[bool]string{true: "book_nobody", false: "book_empty"}[query.Query == "" && l.book.Found == 0]))
		setVisible(b.nothing, len(b.rows) == 0)
		b.list.Refresh()
		if moved && b.reading() {
			b.render()
		}
	})
}

func (b *bookScreen) show(r dispatch.Recipient) {
	if b.shown.ID != r.ID {
		b.secret.close()
		b.keyring.forget()
	}
	b.shown, b.form, b.chooser, b.cautions = r, nil, nil, nil
	b.routes.close()
	b.keyring.close()
	b.upkeep.close()
	b.notice.clear()
	b.render()
	b.list.Refresh()
	b.removal.clear()
	b.lookAt(r)
	b.secret.look(r)
	b.story.read(r)
}

// reading reports whether nothing stands before the card of the recipient in sight.
func (b *bookScreen) reading() bool { return b.form == nil && b.chooser == nil && b.upkeep.page == nil }

// lookAt tells what is odd about the addresses in sight.
func (b *bookScreen) lookAt(r dispatch.Recipient) {
	run(b.u, &b.cautionSlot, func(ctx context.Context) ([]desk.Caution, error) {
		if r.ID == "" {
			return nil, nil
		}
		return b.u.desk.Cautions(ctx, r)
	}, func(cautions []desk.Caution, err error) {
		if err == nil && b.shown.ID == r.ID && len(cautions) > 0 {
			b.cautions = cautions
			b.render()
		}
	})
}

func (b *bookScreen) edit(r dispatch.Recipient) {
	b.form = newRecipientForm(b.u, r, b.saved, b.back)
	b.render()
	b.u.focus(b.form.name)
}

func (b *bookScreen) imported(keys []dispatch.Key, err error) {
	if err != nil {
		b.notice.fail(err)
		return
	}
	b.notice.tell(b.u.n("keys_imported", len(keys)))
	b.seek()
}

func (b *bookScreen) render() {
	var content fyne.CanvasObject
	switch {
	case b.chooser != nil:
		content = b.chooser.content
	case b.form != nil:
		content = b.form.content
	case b.upkeep.page != nil:
		content = b.upkeep.page
	case b.keyring.shown:
		content = b.keyring.page()
	case b.shown.ID != "":
		content = b.card(b.shown)
	default:
		content = container.New(column{}, body(b.u.t("book_choose")).tint(colorSecondary))
	}
	b.right.Objects = []fyne.CanvasObject{content}
	b.right.Refresh()
}

// stored is a recipient as the address book has it now, and the zero recipient once it is gone.
func (u *UI) stored(ctx context.Context, id dispatch.ID) (dispatch.Recipient, error) {
	r, err := u.desk.Recipient(ctx, id)
	if dispatch.KindOf(err) == dispatch.KindNotFound {
		return dispatch.Recipient{}, nil
	}
	return r, err
}

// saved shows what was saved, to the draft that is for this recipient as well.
func (b *bookScreen) saved(r dispatch.Recipient) {
	if b.u.draft.recipient.ID == r.ID {
		b.u.draft.take(r)
	}
	b.show(r)
	b.seek()
}

// openCard shows a recipient in the address book.
func (u *UI) openCard(r dispatch.Recipient) {
	u.enter(roomBook)
	u.rooms[roomBook].(*bookScreen).show(r)
}
