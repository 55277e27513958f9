//go:build !windows

package convert

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// pretend is an office that does what the shell script says in place of converting. $result is where the PDF
// belongs.
func pretend(t *testing.T, script string, limit time.Duration) Office {
	t.Helper()
	path := filepath.Join(t.TempDir(), "soffice")
	content := "#!/bin/sh\nresult=\"$HOME/result\"; mkdir -p \"$result\"\n" + script + "\n"
	if err := os.WriteFile(path, []byte(content), 0o700); err != nil {
		t.Fatal(err)
	}
	return Office{program: path, time: limit}
}

func document(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "Tremblay Genevieve.rtf")
	if err := os.WriteFile(path, []byte(`{\rtf1 x}`), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// folders are those of the conversions that run or were left behind.
func folders(t *testing.T) []string {
	t.Helper()
	base, found := memoryFolder()
	if !found {
		base = os.TempDir()
	}
	paths, err := filepath.Glob(filepath.Join(base, folderPattern))
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

func TestOfficeIsToldNoName(t *testing.T) {
	o := pretend(t, `{ echo "$@"; env; ls; stat -c %a .; } > "$result/document.pdf"`, time.Minute)
	said, err := o.Convert(t.Context(), document(t), RTF)
	if err != nil {
		t.Fatal(err)
	}
	told := string(said)
	for _, want := range []string{"/document.rtf", "--norestore", "-env:UserInstallation=file:///", "\n700\n"} {
		if !strings.Contains(told, want) {
			t.Errorf("%q is missing in %s", want, told)
		}
	}
	if strings.Contains(told, "Tremblay") || strings.Contains(told, "USER=") {
		t.Errorf("it was told %s", told)
	}
}

func TestOfficeThatMisbehaves(t *testing.T) {
	tests := []struct {
		name   string
		script string
		limit  time.Duration
		code   string
	}{
		{"it hangs, and so does its child", "sleep 600 & sleep 600", 300 * time.Millisecond, "document_too_complex"},
		{"it fails", "exit 1", time.Minute, "office_failed"},
		{"it makes nothing", "exit 0", time.Minute, "office_failed"},
		{"it leaves a child behind", `sleep 600 & echo x > "$result/document.pdf"`, time.Minute, ""},
		{"it talks without end", "yes", time.Minute, "office_failed"},
		{"it writes without end", `cat /dev/zero > "$result/document.pdf"`, time.Minute, "office_failed"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			before := folders(t) // a folder that an earlier run left is removed meanwhile
			_, err := pretend(t, test.script, test.limit).Convert(t.Context(), document(t), RTF)
			if dispatch.CodeOf(err) != test.code {
				t.Errorf("got %v, want %q", err, test.code)
			}
			left := slices.DeleteFunc(folders(t), func(path string) bool { return slices.Contains(before, path) })
			if len(left) > 0 {
				t.Errorf("%d folders are left behind", len(left))
			}
		})
	}
}

func TestOfficeIsCancelledMidway(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	_, err := pretend(t, "sleep 600", time.Minute).Convert(ctx, document(t), RTF)
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}

// A folder whose program was killed is removed by the next conversion; one that is held stays.
func TestAbandonedFoldersAreRemoved(t *testing.T) {
	abandoned, err := newFolder()
	if err != nil {
		t.Fatal(err)
	}
	if err := abandoned.lock.Close(); err != nil { // what the system does when the program ends
		t.Fatal(err)
	}
	held, err := newFolder()
	if err != nil {
		t.Fatal(err)
	}
	defer held.remove()
	next, err := newFolder()
	if err != nil {
		t.Fatal(err)
	}
	next.remove()
	if _, err := os.Stat(abandoned.path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the abandoned folder: %v", err)
	}
	if _, err := os.Stat(held.path); err != nil {
		t.Errorf("the folder that is held: %v", err)
	}
}

func TestCSVFilter(t *testing.T) {
	t.Parallel()
	for line, code := range map[string]string{"a;b;c,d": ":59,", "a,b;c,d": ":44,", "a\tb": ":9,", "a": ":44,", "a\r\n;;;": ":44,"} {
		if got := csvFilter([]byte(line)); !strings.Contains(got, code) {
			t.Errorf("%q: %s", line, got)
		}
	}
}
