package ui

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// The colours that Souspli adds to Fyne's. A state is never told by its colour alone.
const (
	colorSecondary fyne.ThemeColorName = "souspli-secondary" // captions
	colorRail      fyne.ThemeColorName = "souspli-rail"
	colorSurface   fyne.ThemeColorName = "souspli-surface" // a card, the drop area
	colorBanner    fyne.ThemeColorName = "souspli-banner"
	colorOnBanner  fyne.ThemeColorName = "souspli-on-banner"
	colorGreen     fyne.ThemeColorName = "souspli-green"
	colorBlue      fyne.ThemeColorName = "souspli-blue"
	colorAmber     fyne.ThemeColorName = "souspli-amber"
	colorRed       fyne.ThemeColorName = "souspli-red"
	colorViolet    fyne.ThemeColorName = "souspli-violet"
	colorGrey      fyne.ThemeColorName = "souspli-grey"
)

// The grid: every distance of our own layouts is one of these.
const (
	gapHalf   float32 = 4
	gap       float32 = 8
	gapDouble float32 = 16
	gapTriple float32 = 24
)

// What Souspli asks of a theme beside Fyne's sizes.
const (
	sizeRing fyne.ThemeSizeName = "souspli-ring" // the line around what has the keyboard
	sizeEdge fyne.ThemeSizeName = "souspli-edge" // the line around quiet grounds; 0 where their colour tells them
)

// Theme is the look of Souspli: light, dark and high contrast, one accent, three sizes of text.
type Theme struct {
	base  fyne.Theme
	fixed *fyne.ThemeVariant
}

// NewTheme follows the light or dark setting of the desktop.
func NewTheme() *Theme { return &Theme{base: theme.DefaultTheme()} }

// NewFixedTheme is always light, always dark, or always of high contrast.
func NewFixedTheme(variant fyne.ThemeVariant) *Theme {
	return &Theme{base: theme.DefaultTheme(), fixed: &variant}
}

// ThemeFor is the theme of a look that a person chose.
func ThemeFor(look Look) *Theme {
	switch look {
	case LookLight:
		return NewFixedTheme(theme.VariantLight)
	case LookDark:
		return NewFixedTheme(theme.VariantDark)
	case LookContrast:
		return NewFixedTheme(VariantContrast)
	default:
		return NewTheme()
	}
}

// Color gives a colour of ours, or Fyne's for the names that we do not set.
func (t *Theme) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	if t.fixed != nil {
		variant = *t.fixed
	}
	if c, ok := palette(variant)[name]; ok {
		return c
	}
	if variant != theme.VariantLight {
		variant = theme.VariantDark
	}
	return t.base.Color(name, variant)
}

func (t *Theme) contrasts() bool { return t.fixed != nil && *t.fixed == VariantContrast }

// Font is Fyne's.
func (t *Theme) Font(style fyne.TextStyle) fyne.Resource { return t.base.Font(style) }

// Icon is Fyne's.
func (t *Theme) Icon(name fyne.ThemeIconName) fyne.Resource { return t.base.Icon(name) }

// Size gives three sizes of text and calm corners; the rest is Fyne's.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	switch name {
	case theme.SizeNameText, theme.SizeNameSubHeadingText:
		return 14
	case theme.SizeNameHeadingText:
		return 20
	case theme.SizeNameCaptionText:
		return 12
	case theme.SizeNamePadding:
		return gapHalf
	case theme.SizeNameInnerPadding:
		return gap
	case theme.SizeNameInputRadius, theme.SizeNameSelectionRadius, theme.SizeNameButtonRadius:
		return 4
	case sizeRing:
		if t.contrasts() {
			return 3
		}
		return 1
	case sizeEdge:
		if t.contrasts() {
			return 1
		}
		return 0
	case theme.SizeNameModalBlurRadius:
		return 0 // a blur repaints the whole window, which costs much over remote desktop
	default:
		return t.base.Size(name)
	}
}
