package desk_test

import (
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

func TestACopyThatIsMissingLateOrFailedIsATask(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	for _, test := range []struct {
		name  string
		s     desk.CopyStanding
		after time.Duration // since the first dispatch, and since the copy
		want  []desk.TaskKind
	}{
		{"no copy on the first day", desk.CopyStanding{}, time.Hour, nil},
		{"no copy after a week", desk.CopyStanding{}, 8 * day, []desk.TaskKind{desk.TaskNoCopy}},
		{"a folder was just chosen", desk.CopyStanding{Folder: "/copies"}, 8 * day, nil},
		{"a copy of yesterday", copied("/copies"), day, nil},
		{"a copy of three days ago", copied("/copies"), 3 * day, []desk.TaskKind{desk.TaskCopy}},
		{"one made by hand long ago", copied(""), 8 * day, nil},
		{"one that failed", desk.CopyStanding{Folder: "/copies", Failed: time.Unix(1, 0), Problem: "copy_folder_missing"}, time.Hour, []desk.TaskKind{desk.TaskCopy}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			_, err := r.Send(t.Context(), r.draft(r.recipient(dispatch.ExternalPartner, faxRoute)))
			must(t, err)
			if !test.s.Last.At.IsZero() {
				test.s.Last.At = r.clock.Now()
			}
			must(t, r.store.SaveSetting(t.Context(), "copies", test.s))
			r.clock.Advance(test.after)
			r.wantTasks(test.want...)
		})
	}
}

func copied(folder string) desk.CopyStanding {
	return desk.CopyStanding{Folder: folder, Last: dispatch.Copy{At: time.Unix(1, 0)}}
}

func TestWhatIsOverForAMonthIsATask(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	must(t, r.store.SaveSetting(t.Context(), "copies", copied("")))
	sent, err := r.Send(t.Context(), r.draft(r.recipient(dispatch.ExternalPartner, faxRoute)))
	must(t, err)
	must(t, r.Cancel(t.Context(), sent.ID))
	r.clock.Advance(59 * 24 * time.Hour)
	r.wantTasks()
	r.clock.Advance(2 * 24 * time.Hour)
	r.wantTasks(desk.TaskDestroy)
	_, destroyed, err := r.DestroyExpired(t.Context())
	if err != nil || !destroyed {
		t.Fatal(destroyed, err)
	}
	r.wantTasks()
}
