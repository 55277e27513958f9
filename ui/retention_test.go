package ui

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch"
)

// retentionScreens are those of retention and copies.
var retentionScreens = []struct {
	name  string
	reach func(*rig)
}{
	{"retention_nothing", func(r *rig) { r.section(sectionRetention) }},
	{"retention_over", func(r *rig) {
		r.expire()
		_, _ = r.desk.PlaceHold(r.t.Context(), dispatch.HoldEverything, "", "Plainte 2026-14")
		_, _ = r.desk.CopyHome(r.t.Context(), "")
		r.section(sectionRetention)
	}},
	{"history_held", func(r *rig) {
		r.ctrl(fyne.Key3)
		h := r.rooms[roomHistory].(*historyScreen)
		h.choose(1)
		r.settle()
		h.detail.holdOpen, h.detail.techOpen = true, true
		h.detail.render()
	}},
	{"retention_question", func(r *rig) {
		r.expire()
		r.section(sectionRetention)
		r.tap(r.UI.t("retention_destroy"))
	}},
}

// expire makes documents and dispatches be over.
func (r *rig) expire() {
	at := time.Date(2016, 3, 4, 9, 0, 0, 0, time.UTC)
	r.desk.Expire(dispatch.Expired{
		Documents:  dispatch.Amount{Count: 214, Oldest: at.AddDate(10, 0, 0), Newest: at.AddDate(10, 7, 0)},
		Dispatches: dispatch.Amount{Count: 1312, Oldest: at, Newest: at.AddDate(0, 8, 0)}, Held: 3,
	})
}

func (r *rig) periods() *periods {
	return settingOf[*periods](r, sectionRetention)
}

func TestNothingIsDestroyedBeforeTheQuestion(t *testing.T) {
	r := newRig(t, nil)
	r.expire()
	r.section(sectionRetention)
	r.tap(r.UI.t("retention_destroy"))
	r.says(r.UI.t("retention_sure"))
	r.tap(r.UI.t("retention_keep"))
	if n := r.desk.Calls("DestroyExpired"); n != 0 {
		t.Fatalf("destroyed %d times", n)
	}
	r.tap(r.UI.t("retention_destroy"))
	r.tap(r.UI.t("retention_destroy_now"))
	r.settle()
	name := r.UI.t("retention_certificate_file") + ".pdf"
	r.says(r.UI.t("retention_destroyed", "file", name))
	r.says(r.UI.t("retention_none"))
	if page, err := os.ReadFile(filepath.Join(r.startFolder(), name)); err != nil || string(page) != "certificate" {
		t.Errorf("the certificate: %q, %v", page, err)
	}
}

func TestPeriodsBelowTheLawAreRefused(t *testing.T) {
	r := newRig(t, nil)
	r.section(sectionRetention)
	p := r.periods()
	p.log.SetText("5")
	r.tap(r.UI.t("retention_save"))
	r.says(r.texts.Text("error_retention_log_years"))
	p.log.SetText("ten")
	r.tap(r.UI.t("retention_save"))
	r.says(r.UI.t("retention_whole_number"))
	p.log.SetText("12")
	r.tap(r.UI.t("retention_save"))
	r.says(r.UI.t("retention_saved"))
}

func TestAHoldNeedsAReasonInTheWindow(t *testing.T) {
	r := newRig(t, nil)
	r.section(sectionRetention)
	h := settingOf[*holds](r, sectionRetention)
	r.tap(r.UI.t("retention_hold_everything"))
	r.says(r.UI.t("retention_hold_missing"))
	h.reason.SetText("Plainte 2026-14")
	r.tap(r.UI.t("retention_hold_everything"))
	r.settle()
	r.says("Plainte 2026-14")
	h.reason.SetText("Plainte retirée")
	r.tap(r.UI.t("retention_hold_lift"))
	r.settle()
	r.says(r.UI.t("retention_holds_none"))
}

func TestCopiesAndExportsTellWhereTheyAre(t *testing.T) {
	r := newRig(t, nil)
	r.section(sectionRetention)
	r.says(r.UI.t("copies_never"))
	r.tap(r.UI.t("copies_now"))
	r.settle()
	r.saysNot(r.UI.t("copies_never"))
	r.tap(r.UI.t("export_csv"))
	r.settle()
	if _, err := os.Stat(filepath.Join(r.startFolder(), r.UI.t("export_file")+".csv")); err != nil {
		t.Error(err)
	}
	e := settingOf[*export](r, sectionRetention)
	e.since.SetText("hier")
	r.tap(r.UI.t("export_pdf"))
	r.says(r.UI.t("export_date_wrong"))
}

// TestWhatIsOverIsPlannedWhenAsked: dispatches change all day, and to plan reads all that is over.
func TestWhatIsOverIsPlannedWhenAsked(t *testing.T) {
	r := newRig(t, nil)
	r.expire()
	r.section(sectionRetention)
	r.settle()
	planned := r.desk.Calls("PlanRetention")
	r.refresh()
	r.settle()
	if n := r.desk.Calls("PlanRetention"); n != planned {
		t.Errorf("planned %d times after a change, %d before", n, planned)
	}
	settingOf[*holds](r, sectionRetention).reason.SetText("Plainte 2026-14")
	r.tap(r.UI.t("retention_hold_everything"))
	r.settle()
	if n := r.desk.Calls("PlanRetention"); n != planned+1 {
		t.Errorf("planned %d times after a hold", n-planned)
	}
}

// TestADispatchIsHeldFromItsDetail: with a reason, and let go again with another.
func TestADispatchIsHeldFromItsDetail(t *testing.T) {
	r := newRig(t, nil)
	r.ctrl(fyne.Key3)
	h := r.rooms[roomHistory].(*historyScreen)
	h.choose(1)
	r.settle()
	h.detail.holdOpen, h.detail.techOpen = true, true
	h.detail.render()
	r.tap(r.UI.t("detail_hold_place"))
	r.settle()
	r.says(r.UI.t("retention_hold_missing"))
	h.detail.holdReason.SetText("Plainte 2026-14")
	r.tap(r.UI.t("detail_hold_place"))
	r.settle()
	r.says("Plainte 2026-14")
	holds, _ := r.desk.Holds(t.Context())
	if len(holds) != 1 || holds[0].Scope != dispatch.HoldDispatch || holds[0].Target != h.selected || holds[0].Reason != "Plainte 2026-14" {
		t.Fatalf("held: %+v", holds)
	}
	h.detail.holdReason.SetText("Plainte retirée")
	r.tap(r.UI.t("retention_hold_lift"))
	r.settle()
	if holds, _ = r.desk.Holds(t.Context()); len(holds) != 0 {
		t.Errorf("still held: %+v", holds)
	}
	r.tap(r.UI.t("reference_copy"))
	if got := r.config.App.Clipboard().Content(); got != string(h.selected) {
		t.Errorf("copied %q", got)
	}
}

// TestTheQuestionComesIntoSight asks before a destruction in the smallest window, where it stands below the fold.
func TestTheQuestionComesIntoSight(t *testing.T) {
	r := newRig(t, nil)
	r.window.Resize(smallest)
	r.expire()
	r.section(sectionRetention)
	r.tap(r.UI.t("retention_destroy"))
	keep, ok := r.window.Canvas().Focused().(*button)
	if !ok || keep.Text != r.UI.t("retention_keep") {
		t.Fatalf("the keyboard is on %T", r.window.Canvas().Focused())
	}
	r.reveal() // the window of tests passes no keys on
	column := r.scrollAround(keep, r.window.Content(), nil)
	if bottom := r.position(keep).Y + keep.Size().Height - r.position(column).Y; bottom > column.Size().Height {
		t.Errorf("it ends at %.0f of a column of %.0f", bottom, column.Size().Height)
	}
}
