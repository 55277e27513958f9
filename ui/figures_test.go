package ui

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch"
)

// figuresScreens are those of the log in figures and of a history that is asked something.
var figuresScreens = []struct {
	name  string
	reach func(*rig)
}{
	{"figures", func(r *rig) {
		r.desk.LiveThrough(20)
		r.ctrl(fyne.Key3)
		r.tap(r.UI.t("figures_open"))
	}},
	{"history_strip", func(r *rig) {
		r.desk.LiveThrough(20)
		r.ctrl(fyne.Key3)
	}},
	{"history_unmatched", func(r *rig) {
		r.ctrl(fyne.Key3)
		r.history().query.SetText("personne de ce nom")
		r.settle()
	}},
	{"history_date", func(r *rig) {
		r.ctrl(fyne.Key3)
		r.history().when.SetSelectedIndex(4)
		r.history().date.SetText("2026-11-20")
		r.history().turnRound()
		r.settle()
	}},
}

// longLog answers with numbered rows, a page at a time.
func longLog(n int) search {
	return func(_ context.Context, after string) (dispatch.Page, error) {
		from, _ := strconv.Atoi(after)
		var page dispatch.Page
		for i := from; i < min(n, from+historyPage); i++ {
			page.Dispatches = append(page.Dispatches, dispatch.Dispatch{ID: dispatch.ID(strconv.Itoa(i))})
		}
		if from+historyPage < n {
			page.Next = strconv.Itoa(from + historyPage)
		}
		return page, nil
	}
}

// A log of any length is walked to its end and back in the same memory, and no row is left out or shown twice.
func TestALongLogIsWalkedInBoundedMemory(t *testing.T) {
	const n = 3210
	find := longLog(n)
	pages, err := readPages(t.Context(), find, "", 1)
	if err != nil {
		t.Fatal(err)
	}
	inOrder := func() {
		t.Helper()
		rows := pages.rows()
		if len(rows) > historyMost*historyPage {
			t.Fatalf("%d rows in memory", len(rows))
		}
		first, _ := strconv.Atoi(string(rows[0].ID))
		for i, d := range rows {
			if d.ID != dispatch.ID(strconv.Itoa(first+i)) {
				t.Fatalf("row %d is %s, want %d", i, d.ID, first+i)
			}
		}
	}
	for pages.next != "" {
		after := pages.next
		page, _ := find(t.Context(), after)
		pages.append(page, after)
		inOrder()
	}
	if rows := pages.rows(); rows[len(rows)-1].ID != dispatch.ID(strconv.Itoa(n-1)) {
		t.Errorf("the last row is %s", rows[len(rows)-1].ID)
	}
	for pages.above() {
		page, _ := find(t.Context(), pages.starts[pages.low()-1])
		pages.prepend(page)
		inOrder()
	}
	if pages.rows()[0].ID != "0" || pages.next == "" {
		t.Errorf("back at the top stands %s", pages.rows()[0].ID)
	}
}

// Where dispatches came in between two pages, the one that is looked at stays alone rather than beside a gap.
func TestPagesThatDoNotMeetAreNotJoined(t *testing.T) {
	find := longLog(2000)
	pages, _ := readPages(t.Context(), find, "", 1)
	for range historyMost + 2 {
		after := pages.next
		page, _ := find(t.Context(), after)
		pages.append(page, after)
	}
	moved, _ := find(t.Context(), "7")
	low := pages.low()
	pages.prepend(moved)
	if len(pages.pages) != 1 || pages.rows()[0].ID != "7" || pages.next != moved.Next || pages.low() != low-1 {
		t.Errorf("%d pages, from %s", len(pages.pages), pages.rows()[0].ID)
	}
}

func TestTheHistoryIsTurnedRound(t *testing.T) {
	r := newRig(t, nil)
	r.ctrl(fyne.Key3)
	h := r.history()
	newest := h.rows[0].ID
	h.order.press.Tapped(nil)
	r.settle()
	if h.rows[0].ID == newest || h.rows[0].Created.After(h.rows[1].Created) || h.order.press.label != r.UI.t("order_oldest") {
		t.Errorf("the first row is of %s", h.rows[0].Created)
	}
	h.order.press.Tapped(nil)
	r.settle()
	if h.rows[0].ID != newest {
		t.Error("turned round twice, the newest is not first")
	}
}

func TestFiltersAreClearedWithOneButton(t *testing.T) {
	r := newRig(t, nil)
	r.ctrl(fyne.Key3)
	h := r.history()
	all := len(h.rows)
	h.state.SetSelectedIndex(3)
	h.when.SetSelectedIndex(1)
	h.query.SetText("personne de ce nom")
	r.settle()
	r.says("Aucun envoi ne correspond.")
	r.tap("Effacer les filtres")
	if len(h.rows) != all || h.filtered() || h.query.Text != "" {
		t.Errorf("%d rows of %d, %+v", len(h.rows), all, h.filter)
	}
	r.saysNot("Aucun envoi ne correspond.")
}

func TestAnEmptyLogLeadsToItsFirstDispatch(t *testing.T) {
	r := newRig(t, nil)
	r.desk.Empty()
	r.ctrl(fyne.Key3)
	r.says("Aucun envoi pour l’instant.")
	r.saysNot("Effacer les filtres")
	r.tap("Envoyer un document")
	if r.here != roomSend {
		t.Errorf("in %s", r.here)
	}
}

func TestTheHistoryJumpsToADay(t *testing.T) {
	r := newRig(t, nil)
	r.ctrl(fyne.Key3)
	h := r.history()
	h.when.SetSelectedIndex(4)
	r.settle()
	all := len(h.rows)
	h.date.SetText("2026-11-2")
	r.settle()
	if len(h.rows) != all {
		t.Error("half a date narrows the log")
	}
	h.date.SetText("2026-11-20")
	r.settle()
	end := noon.UTC().Truncate(24*60*60*1e9).AddDate(0, 0, -1)
	if len(h.rows) == 0 || h.rows[0].Created.After(end) {
		t.Errorf("%d rows, the first of %s", len(h.rows), h.rows[0].Created)
	}
	h.when.SetSelectedIndex(0)
	r.settle()
	if h.filtered() || len(h.rows) != all {
		t.Error("the day stays after another period was chosen")
	}
}

func TestArrowsChooseFromTheSearchAndFromTheList(t *testing.T) {
	r := newRig(t, nil)
	r.ctrl(fyne.Key3)
	h := r.history()
	for i, key := range []fyne.KeyName{fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyUp} {
		r.key(key)
		if want := h.rows[[]int{0, 1, 2, 1}[i]].ID; h.selected != want {
			t.Fatalf("key %d chooses row %d", i+1, h.place(h.selected))
		}
	}
	r.focus(h.list)
	r.key(fyne.KeyPageDown)
	if h.place(h.selected) < 5 {
		t.Errorf("a page further stands row %d", h.place(h.selected))
	}
	r.key(fyne.KeyEscape)
	if h.selected != "" || h.side.Visible() {
		t.Error("the dispatch stays open")
	}
}

func TestTheLogInFigures(t *testing.T) {
	r := newRig(t, nil)
	r.desk.LiveThrough(20)
	r.ctrl(fyne.Key3)
	r.says("en 12 semaines")
	r.tap("Chiffres")
	r.says("Les envois en chiffres")
	r.says("Où les envois échouent le plus")
	r.tap("Enregistrer en PDF…")
	r.says("Les chiffres sont enregistrés dans")
	if found, _ := filepath.Glob(filepath.Join(r.config.Folder, "*.pdf")); len(found) != 1 {
		t.Errorf("%d files", len(found))
	} else if info, err := os.Stat(found[0]); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info, err)
	}
	r.key(fyne.KeyEscape)
	r.back()
	r.says("Remis")
	if r.history().page != nil {
		t.Error("the figures stay open")
	}
}
