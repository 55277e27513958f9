package ui

import (
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
)

// written are the texts and the grounds that they stand on.
var written = []struct{ text, ground fyne.ThemeColorName }{
	{theme.ColorNameForeground, theme.ColorNameBackground},
	{theme.ColorNameForeground, theme.ColorNameButton},
	{theme.ColorNameForeground, theme.ColorNameSelection},
	{theme.ColorNameForeground, theme.ColorNameInputBackground},
	{theme.ColorNameForeground, theme.ColorNameMenuBackground},
	{theme.ColorNameForeground, theme.ColorNameOverlayBackground},
	{theme.ColorNameForeground, colorRail},
	{theme.ColorNameForeground, colorSurface},
	{theme.ColorNamePlaceHolder, theme.ColorNameInputBackground},
	{theme.ColorNameDisabled, theme.ColorNameDisabledButton},
	{theme.ColorNameDisabled, theme.ColorNameBackground},
	{theme.ColorNamePrimary, theme.ColorNameBackground},
	{theme.ColorNamePrimary, colorSurface},
	{theme.ColorNamePrimary, colorRail},
	{theme.ColorNameHyperlink, theme.ColorNameBackground},
	{theme.ColorNameForegroundOnPrimary, theme.ColorNamePrimary},
	{theme.ColorNameForegroundOnError, theme.ColorNameError},
	{theme.ColorNameForegroundOnSuccess, theme.ColorNameSuccess},
	{theme.ColorNameForegroundOnWarning, theme.ColorNameWarning},
	{colorOnBanner, colorBanner},
}

// The captions and the states stand on all of these.
var (
	tinted  = []fyne.ThemeColorName{colorSecondary, colorGreen, colorBlue, colorAmber, colorRed, colorViolet, colorGrey}
	grounds = []fyne.ThemeColorName{theme.ColorNameBackground, colorSurface, theme.ColorNameSelection}
)

var variants = map[string]fyne.ThemeVariant{
	"light": theme.VariantLight, "dark": theme.VariantDark, "contrast": VariantContrast,
}

// leastContrast is that of text: 4.5 : 1 is asked for everywhere, 7 : 1 where contrast is what a person chose.
func leastContrast(variant fyne.ThemeVariant) float64 {
	if variant == VariantContrast {
		return 7
	}
	return 4.5
}

func TestEveryTextCanBeRead(t *testing.T) {
	pairs := written
	for _, text := range tinted {
		for _, ground := range grounds {
			pairs = append(pairs, struct{ text, ground fyne.ThemeColorName }{text, ground})
		}
	}
	for name, variant := range variants {
		th := NewFixedTheme(variant)
		for _, p := range pairs {
			ratio := contrast(th.Color(p.text, variant), th.Color(p.ground, variant))
			if least := leastContrast(variant); ratio < least {
				t.Errorf("%s: %s on %s has a contrast of %.2f, want %.1f", name, p.text, p.ground, ratio, least)
			}
		}
	}
}

func TestTheBordersOfFieldsCanBeSeen(t *testing.T) {
	for name, variant := range variants {
		th := NewFixedTheme(variant)
		ratio := contrast(th.Color(theme.ColorNameInputBorder, variant), th.Color(theme.ColorNameBackground, variant))
		if ratio < 3 {
			t.Errorf("%s: the border has a contrast of %.2f, want 3", name, ratio)
		}
	}
}

func TestEveryColourIsSetInEveryVariant(t *testing.T) {
	for variantName, variant := range variants {
		for name := range lightPalette {
			if _, ok := palette(variant)[name]; !ok {
				t.Errorf("%s has no colour when %s", name, variantName)
			}
		}
		if got, want := len(palette(variant)), len(lightPalette); got != want {
			t.Errorf("%d colours when %s, %d when light", got, variantName, want)
		}
	}
	test.AssertAllColorNamesDefined(t, NewTheme(), "souspli")
}

func TestSizesStandOnTheGrid(t *testing.T) {
	th := NewTheme()
	for _, name := range []fyne.ThemeSizeName{theme.SizeNamePadding, theme.SizeNameInnerPadding} {
		if size := th.Size(name); math.Mod(float64(size), float64(gapHalf)) != 0 {
			t.Errorf("%s is %v, not on the grid", name, size)
		}
	}
	sizes := map[float32]bool{}
	for _, name := range []fyne.ThemeSizeName{
		theme.SizeNameText, theme.SizeNameCaptionText, theme.SizeNameHeadingText, theme.SizeNameSubHeadingText,
	} {
		sizes[th.Size(name)] = true
	}
	if len(sizes) != 3 {
		t.Errorf("%d sizes of text, want 3", len(sizes))
	}
}

// contrast is the ratio of WCAG 2.2.
func contrast(a, b color.Color) float64 {
	la, lb := luminance(a), luminance(b)
	return (math.Max(la, lb) + 0.05) / (math.Min(la, lb) + 0.05)
}

func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	linear := func(v uint32) float64 {
		s := float64(v) / 0xffff
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

// TestFocusStandsOnButtons: Fyne lays the colour of the focus over that of the button, and the words stay.
func TestFocusStandsOnButtons(t *testing.T) {
	for name, variant := range variants {
		th := NewFixedTheme(variant)
		for words, button := range map[fyne.ThemeColorName]fyne.ThemeColorName{
			theme.ColorNameForeground: theme.ColorNameButton, theme.ColorNameForegroundOnPrimary: theme.ColorNamePrimary,
		} {
			ground := over(th.Color(theme.ColorNameFocus, variant), th.Color(button, variant))
			if ratio := contrast(th.Color(words, variant), ground); ratio < leastContrast(variant) {
				t.Errorf("%s: %s on a focused %s has a contrast of %.2f", name, words, button, ratio)
			}
		}
	}
}

// over lays a translucent colour over another.
func over(veil, ground color.Color) color.Color {
	vr, vg, vb, va := veil.RGBA()
	gr, gg, gb, _ := ground.RGBA()
	mixed := func(v, g uint32) uint16 { return uint16(v + g*(0xffff-va)/0xffff) }
	return color.NRGBA64{R: mixed(vr, gr), G: mixed(vg, gg), B: mixed(vb, gb), A: 0xffff}
}

func TestTheFocusRingIsThickWhereContrastIsAskedFor(t *testing.T) {
	if got := NewFixedTheme(VariantContrast).Size(sizeRing); got < 3 {
		t.Errorf("the ring is %v thick, want 3", got)
	}
}
