package print_test

import (
	"bytes"
	"image/png"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/print"
	"github.com/souspli/souspli/dispatch/wording"
)

// quarter is twelve weeks by fax, with a few failures, and one recorded call.
func quarter() dispatch.Figures {
	first := dispatch.Week(time.Date(2026, 9, 1, 12, 0, 0, 0, time.UTC))
	f := dispatch.Figures{From: dispatch.WeekStart(first), Until: dispatch.WeekStart(first + 12)}
	fax := dispatch.ChannelFigures{Channel: dispatch.CloudFax, Median: 190 * time.Second}
	call := dispatch.ChannelFigures{Channel: dispatch.Phone, Outcomes: dispatch.Outcomes{Made: 1, ByHand: 1}}
	for week := range int64(12) {
		o := dispatch.Outcomes{Made: 100, Delivered: 98, Failed: int(week) % 3, Cancelled: 2 - int(week)%3}
		fax.Add(o)
		f.Weeks = append(f.Weeks, dispatch.WeekFigures{
			Start: dispatch.WeekStart(first + week), Channels: []dispatch.ChannelFigures{{Channel: dispatch.CloudFax, Outcomes: o}},
		})
	}
	f.Channels = []dispatch.ChannelFigures{fax, call}
	f.Failures = []dispatch.FailureFigures{
		{Channel: dispatch.CloudFax, Failed: 7, Name: "Pharmacie Beaubien", Address: "+15145550142"},
		{Channel: dispatch.EmailEncrypted, Failed: 3, Name: "Dre Roy", Address: "roy@clinique.example"},
		{Channel: dispatch.CloudFax, Failed: 2},
	}
	return f
}

func TestFiguresAsAPage(t *testing.T) {
	t.Parallel()
	for language, want := range map[wording.Language][]string{
		wording.French: {
			"Les envois en chiffres", "Du 31 août 2026 au 22 nov. 2026 · 1 201 envois", "98,9 %", "3 min", "Pharmacie Beaubien",
			"514 •••-0142", "r•••@clinique.example", "Destinataire effacé", "14 sept.",
		},
		wording.English: {"Dispatches in figures", "From Aug 31, 2026 to Nov 22, 2026 · 1,201 dispatches", "98.9%", "Erased recipient"},
	} {
		t.Run(string(language), func(t *testing.T) {
			t.Parallel()
			var page bytes.Buffer
			if err := print.WriteFiguresPDF(&page, language, quarter(), time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)); err != nil {
				t.Fatal(err)
			}
			text := strings.NewReplacer("\u00a0", " ", "\n", " ").Replace(pageText(t, page.Bytes()))
			for _, words := range want {
				if !strings.Contains(text, words) {
					t.Errorf("no %q in %q", words, text)
				}
			}
			for _, secret := range []string{"5550142", "555-0142", "roy@", "\u202f"} {
				if strings.Contains(text, secret) {
					t.Errorf("the page shows %q", secret)
				}
			}
			if strings.Count(text, "\f") != 1 {
				t.Error("the figures do not stand on one page")
			}
		})
	}
}

// The same figures give the same bytes, so that a page can be compared.
func TestFiguresAsAPicture(t *testing.T) {
	t.Parallel()
	var first, second bytes.Buffer
	for _, to := range []*bytes.Buffer{&first, &second} {
		if err := print.WriteFiguresPNG(to, wording.French, quarter()); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("two pictures of the same figures differ")
	}
	picture, err := png.Decode(&first)
	if err != nil || picture.Bounds().Dx() != 1224 || picture.Bounds().Dy() != 1584 {
		t.Fatal(picture.Bounds(), err)
	}
	var empty bytes.Buffer
	if err := print.WriteFiguresPNG(&empty, wording.French, dispatch.Figures{From: quarter().From, Until: quarter().Until}); err != nil {
		t.Fatal(err)
	}
	if dark(t, second.Bytes()) < 5*dark(t, empty.Bytes()) {
		t.Error("figures draw hardly more than their absence")
	}
}

func dark(t *testing.T, picture []byte) (dots int) {
	t.Helper()
	p, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		t.Fatal(err)
	}
	for y := range p.Bounds().Dy() {
		for x := range p.Bounds().Dx() {
			if r, _, _, _ := p.At(x, y).RGBA(); r < 0x8000 {
				dots++
			}
		}
	}
	return dots
}

// Years of every channel, and nothing at all, are drawn too.
func TestFiguresOfAnySize(t *testing.T) {
	t.Parallel()
	many := quarter()
	many.Channels = nil
	for _, kind := range dispatch.ChannelKinds() {
		many.Channels = append(many.Channels, dispatch.ChannelFigures{Channel: kind, Outcomes: dispatch.Outcomes{Made: 1_000_000, Delivered: 999_999, Failed: 1}})
	}
	for len(many.Weeks) < 2600 {
		many.Weeks = append(many.Weeks, dispatch.WeekFigures{Start: dispatch.WeekStart(int64(2000 + len(many.Weeks)))})
	}
	for name, f := range map[string]dispatch.Figures{"many": many, "none": {}} {
		var page bytes.Buffer
		if err := print.WriteFiguresPDF(&page, wording.French, f, time.Unix(0, 0)); err != nil {
			t.Fatal(name, err)
		}
		if text := pageText(t, page.Bytes()); strings.Count(text, "\f") != 1 || name == "many" && !strings.Contains(text, "99,9") {
			t.Errorf("%s: %q", name, text)
		}
	}
}
