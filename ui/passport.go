package ui

import (
	"context"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch"
)

const quebec = "CA-QC"

// places are where a service may keep faxes, by ISO 3166; "" is not known.
var places = []string{quebec, "CA-ON", "CA-BC", "CA", "US", ""}

// passportState is what the list tells of an account's passport; empty words: it takes none.
func (u *UI) passportState(a dispatch.Account) (look, string) {
	p := a.Passport
	switch {
	case !u.desk.TakesPassport(a):
		return look{}, ""
	case p == nil, p.StoredIn != quebec && (p.Contract.IsZero() || p.Assessment.IsZero()):
		return look{"warning", colorAmber}, u.t("passport_missing")
	case u.desk.PassportOld(a):
		return look{"clock", colorAmber}, u.t("passport_old")
	default:
		return look{"done", colorGreen}, u.t("passport_good", "place", u.placeName(p.StoredIn))
	}
}

// placeName is a place as people call it; a code that has no name stays.
func (u *UI) placeName(code string) string {
	if key := "place_" + strings.ToLower(code); code != "" && u.texts.Has("ui_"+key) {
		return u.t(key)
	}
	if code == "" {
		return u.t("place_unknown")
	}
	return code
}

// passportForm is what the clinic knows of a service that keeps faxes for it.
type passportForm struct {
	u                    *UI
	account              dispatch.Account
	content              *fyne.Container
	state                *fyne.Container
	place                *widget.Select
	contract, assessment *field
	days                 *field
	storedIn             string
	retention            string
	slot                 slot
	kept                 func(dispatch.Account)
	failed               func(error)
}

// The ways to tell how long faxes are kept.
const (
	keptUnknown = "unknown"
	keptForever = "forever"
	keptDays    = "days"
)

func newPassportForm(u *UI, a dispatch.Account, kept func(dispatch.Account), failed func(error)) *passportForm {
	f := &passportForm{u: u, account: a, state: container.NewStack(), kept: kept, failed: failed, retention: keptUnknown}
	f.contract, f.assessment, f.days = u.field(u.t("date_hint")), u.field(u.t("date_hint")), u.field("")
	if a.Passport != nil {
		f.fill(*a.Passport)
	}
	save := newButton(u.t("save_passport"), f.save)
	halves := []track{share(1), share(1)}
	f.place = newSelect(f.places(), f.storedIn, func(place string) { f.storedIn = place })
	f.content = newColumn(gap+gapHalf, strong(u.t("passport")), f.state, caption(u.t("passport_explained")),
		labelled(u.t("stored_in"), outlined(f.place)),
		newTopRow(gap, halves, labelled(u.t("contract"), f.contract), labelled(u.t("assessment"), f.assessment)),
		f.keeping(), leading(save))
	f.show()
	return f
}

func (f *passportForm) fill(p dispatch.Passport) {
	f.storedIn = p.StoredIn
	f.contract.Text, f.assessment.Text = writtenDay(p.Contract), writtenDay(p.Assessment)
	switch {
	case p.Retention < 0:
		f.retention = keptForever
	case p.Retention > 0:
		f.retention, f.days.Text = keptDays, strconv.Itoa(p.Retention)
	}
}

// show tells where the passport stands.
func (f *passportForm) show() {
	l, state := f.u.passportState(f.account)
	lines := newColumn(2, sign(l.icon, l.color, body(state)))
	if p := f.account.Passport; p != nil {
		lines.Add(indented(caption(f.u.t("reviewed", "date", f.u.texts.Date(p.Reviewed, f.u.location())))))
	}
	f.state.Objects = []fyne.CanvasObject{lines}
	f.state.Refresh()
}

func (f *passportForm) places() []option[string] {
	var options []option[string]
	known := false
	for _, place := range places {
		known = known || place == f.storedIn
		options = append(options, option[string]{place, f.u.placeName(place)})
	}
	if !known { // noted elsewhere, by its code
		options = append(options, option[string]{f.storedIn, f.storedIn})
	}
	return options
}

// keeping asks how long the service keeps faxes.
func (f *passportForm) keeping() fyne.CanvasObject {
	u := f.u
	days := labelled(u.t("days"), f.days)
	ways := newSelect([]option[string]{
		{keptUnknown, u.t("kept_unknown")}, {keptDays, u.t("kept_days")}, {keptForever, u.t("kept_forever")},
	}, f.retention, func(way string) {
		f.retention = way
		setVisible(days, way == keptDays)
		f.content.Refresh()
	})
	setVisible(days, f.retention == keptDays)
	return newTopRow(gap, []track{share(1), share(1)}, labelled(u.t("retention"), outlined(ways)), days)
}

// save records what stands here, as gone over today.
func (f *passportForm) save() {
	p, wrong := f.passport()
	if wrong != nil {
		f.failed(&dispatch.Error{Op: "ui.passport", Kind: dispatch.KindInvalid, Code: "passport_unreadable"})
		f.u.focus(wrong)
		return
	}
	id := string(f.account.ID)
	act(f.u, &f.slot, func(ctx context.Context) (dispatch.Account, error) {
		return f.u.desk.SavePassport(ctx, id, p)
	}, func(a dispatch.Account, err error) {
		if err != nil {
			f.failed(err)
			return
		}
		f.account = a
		f.show()
		f.kept(a)
	})
}

// passport is what the form holds, or the field that cannot be read.
func (f *passportForm) passport() (p dispatch.Passport, wrong *field) {
	p.StoredIn = f.storedIn
	var ok bool
	if p.Contract, ok = readDay(f.contract.Text); !ok {
		return p, f.contract
	}
	if p.Assessment, ok = readDay(f.assessment.Text); !ok {
		return p, f.assessment
	}
	switch f.retention {
	case keptForever:
		p.Retention = -1
	case keptDays:
		days, err := strconv.Atoi(strings.TrimSpace(f.days.Text))
		if err != nil || days < 1 {
			return p, f.days
		}
		p.Retention = days
	}
	return p, nil
}

// readDay reads a day written as 2026-01-31; nothing is no day.
func readDay(typed string) (time.Time, bool) {
	typed = strings.TrimSpace(typed)
	if typed == "" {
		return time.Time{}, true
	}
	day, err := time.Parse(time.DateOnly, typed)
	return day, err == nil
}

func writtenDay(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}
