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

var variants = map[string]fyne.ThemeVariant{"light": theme.VariantLight, "dark": theme.VariantDark}

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
			if ratio < 4.5 {
				t.Errorf("%s: %s on %s has a contrast of %.2f, want 4.5", name, p.text, p.ground, ratio)
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

func TestEveryColourIsSetInBothVariants(t *testing.T) {
	for name := range lightPalette {
		if _, ok := darkPalette[name]; !ok {
			t.Errorf("%s has no dark colour", name)
		}
	}
	if len(lightPalette) != len(darkPalette) {
		t.Errorf("%d light colours, %d dark ones", len(lightPalette), len(darkPalette))
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
