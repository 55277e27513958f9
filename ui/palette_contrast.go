package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// VariantContrast is the third look beside Fyne's light and dark: white on black, every border drawn, every text at
// a contrast of at least 7 : 1 (WCAG 2.2, 1.4.6).
const VariantContrast fyne.ThemeVariant = 100

// The grey of buttons is the lightest that white writing still stands on at 7 : 1, so that their edges show on black.
var contrastPalette = colors{
	theme.ColorNameBackground:          rgb(0x000000),
	theme.ColorNameForeground:          rgb(0xffffff),
	theme.ColorNamePrimary:             rgb(0xffff00),
	theme.ColorNameForegroundOnPrimary: rgb(0x000000),
	theme.ColorNameHyperlink:           rgb(0xffff00),
	theme.ColorNameButton:              rgb(0x595959),
	theme.ColorNameDisabledButton:      rgb(0x1a1a1a),
	theme.ColorNameDisabled:            rgb(0xb3b3b3),
	theme.ColorNamePlaceHolder:         rgb(0xcccccc),
	theme.ColorNameHover:               veil(0xffffff, 0x24),
	theme.ColorNamePressed:             veil(0xffffff, 0x40),
	theme.ColorNameFocus:               veil(0x0050ff, 0x80), // over the grey and over the yellow, both stay readable
	theme.ColorNameSelection:           rgb(0x00204d),
	theme.ColorNameInputBackground:     rgb(0x000000),
	theme.ColorNameInputBorder:         rgb(0xffffff),
	theme.ColorNameSeparator:           rgb(0xffffff),
	theme.ColorNameHeaderBackground:    rgb(0x000000),
	theme.ColorNameMenuBackground:      rgb(0x1a1a1a),
	theme.ColorNameOverlayBackground:   rgb(0x000000),
	theme.ColorNameShadow:              rgb(0x000000),
	theme.ColorNameScrollBar:           rgb(0xffffff),
	theme.ColorNameError:               rgb(0xff9e96),
	theme.ColorNameForegroundOnError:   rgb(0x000000),
	theme.ColorNameSuccess:             rgb(0x6ee895),
	theme.ColorNameForegroundOnSuccess: rgb(0x000000),
	theme.ColorNameWarning:             rgb(0xffc83d),
	theme.ColorNameForegroundOnWarning: rgb(0x000000),

	colorSecondary: rgb(0xe6e6e6),
	colorRail:      rgb(0x000000),
	colorSurface:   rgb(0x000000),
	colorBanner:    rgb(0xffff00),
	colorOnBanner:  rgb(0x000000),
	colorGreen:     rgb(0x6ee895),
	colorBlue:      rgb(0x9cc9ff),
	colorAmber:     rgb(0xffc83d),
	colorRed:       rgb(0xff9e96),
	colorViolet:    rgb(0xd9bcff),
	colorGrey:      rgb(0xe6e6e6),
}
