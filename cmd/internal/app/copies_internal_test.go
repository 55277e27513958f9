package app

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// copying is a practice home with a folder of copies, whose clock is set by hand.
func copying(t *testing.T, now *time.Time) (a *App, folder string) {
	t.Helper()
	root := t.TempDir()
	folder = filepath.Join(root, "copies")
	if err := os.Mkdir(folder, privateDir); err != nil {
		t.Fatal(err)
	}
	c := Config{Home: filepath.Join(root, "home"), Now: func() time.Time { return *now }}
	made, err := Init(t.Context(), c, InitOptions{Practice: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "code"), []byte(made.RecoveryCode), privateFile); err != nil {
		t.Fatal(err)
	}
	if a, err = Open(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	if err := a.Desk.SaveCopyFolder(t.Context(), folder); err != nil {
		t.Fatal(err)
	}
	return a, folder
}

func named(t *testing.T, folder string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

// TestTheCopyOfTheDayIsMadeAtItsHour moves the clock: one copy a day, none before its hour, and one after a clock that
// was set back.
func TestTheCopyOfTheDayIsMadeAtItsHour(t *testing.T) {
	t.Parallel()
	begin := time.Date(2026, 9, 1, 9, 0, 0, 0, time.UTC)
	now := begin
	a, folder := copying(t, &now)
	for _, step := range []struct {
		name  string
		after time.Duration
		want  int
	}{
		{"at once, for there is none", 0, 1},
		{"an hour later", time.Hour, 1},
		{"a minute before the hour", 24*time.Hour - time.Minute, 1},
		{"at its hour", 24 * time.Hour, 2},
		{"twice at its hour", 24 * time.Hour, 2},
		{"a clock set back", -48 * time.Hour, 3},
		{"set back once more, within a day that has a copy", -49 * time.Hour, 4},
	} {
		now = begin.Add(step.after)
		if _, err := a.Desk.CopyWhenDue(t.Context()); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		if got := named(t, folder); len(got) != step.want {
			t.Errorf("%s: %v, want %d", step.name, got, step.want)
		}
	}
}

// TestRotationKeepsDaysWeeksAndMonths rotates a folder with a copy of each of 400 days, beside what is not this home's.
func TestRotationKeepsDaysWeeksAndMonths(t *testing.T) {
	t.Parallel()
	today := time.Date(2026, 9, 16, 15, 0, 0, 0, time.UTC) // a Wednesday
	now := today
	a, folder := copying(t, &now)
	foreign := []string{"notes.txt", "souspli-aaaaaaaa-2025-01-01T150405Z.souspli", a.copyStem() + "2025.souspli"}
	want := slices.Clone(foreign)
	for i := 1; i < 400; i++ {
		at := today.AddDate(0, 0, -i)
		name := a.copyStem() + at.Format(copyTime) + copyExtension
		foreign = append(foreign, name)
		month := (today.Year()-at.Year())*12 + int(today.Month()) - int(at.Month())
		endsWeek, endsMonth := at.Weekday() == time.Sunday, at.AddDate(0, 0, 1).Month() != at.Month()
		if i < dispatch.KeptDays || endsWeek && i <= 3+7*2 || endsMonth && month < dispatch.KeptMonths {
			want = append(want, name)
		}
	}
	for _, name := range foreign {
		if err := os.WriteFile(filepath.Join(folder, name), nil, privateFile); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := a.Desk.CopyWhenDue(t.Context()); err != nil { // makes that of today
		t.Fatal(err)
	}
	want = append(want, a.copyStem()+today.Format(copyTime)+copyExtension)
	got := named(t, folder)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("left\n%v, want\n%v", got, want)
	}
}

// TestARestoredHomeSendsNothingByItself copies a home with a fax on its way and a message that waits for its turn, and
// restores it with the recovery code alone: a person is asked about what may have left since, and what that person lets
// go leaves once.
func TestARestoredHomeSendsNothingByItself(t *testing.T) {
	t.Parallel()
	now := time.Now()
	a, folder := copying(t, &now)
	ctx, steps := t.Context(), demoSteps()
	fax, err := a.post(ctx, steps[1])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Settle(ctx); err != nil {
		t.Fatal(err)
	}
	message, err := a.post(ctx, steps[0])
	if err != nil {
		t.Fatal(err)
	}
	made, err := a.Desk.CopyHome(ctx, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Settle(ctx); err != nil { // the message leaves after the copy
		t.Fatal(err)
	}
	now = now.Add(time.Hour)
	c := Config{Home: filepath.Join(t.TempDir(), "home"), RecoveryFile: filepath.Join(filepath.Dir(folder), "code"), Now: a.config.Now}
	restored, err := Restore(ctx, c, filepath.Join(folder, made.Name))
	if err != nil || restored.Held != 1 {
		t.Fatalf("%+v, %v", restored, err)
	}
	b, err := Open(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if _, err := b.Settle(ctx); err != nil {
		t.Fatal(err)
	}
	wantTries(t, b, fax.ID, 1)
	wantTries(t, b, message.ID, 0)
	tasks, err := b.Desk.Tasks(ctx)
	if err != nil || !slices.ContainsFunc(tasks, func(task desk.Task) bool { return task.Kind == desk.TaskRestored }) {
		t.Errorf("nobody is asked: %v, %v", tasks, err)
	}
	if _, err := b.Desk.LetGo(ctx, message.ID); err != nil {
		t.Fatal(err)
	}
	settleTwice(t, b)
	wantTries(t, b, message.ID, 1)
	if _, err := b.Desk.VerifyLog(ctx); err != nil {
		t.Error(err)
	}
}

func settleTwice(t *testing.T, a *App) {
	t.Helper()
	for range 2 {
		if _, err := a.Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

func wantTries(t *testing.T, a *App, id dispatch.ID, want int) {
	t.Helper()
	d, err := a.Desk.Show(t.Context(), id)
	if err != nil || len(d.Attempts) != want {
		t.Errorf("%s: %s", d.Channel, fmt.Sprint(len(d.Attempts), " attempts, want ", want, err))
	}
}
