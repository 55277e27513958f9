package ui

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

type colors map[fyne.ThemeColorName]color.NRGBA

func palette(variant fyne.ThemeVariant) colors {
	switch variant {
	case theme.VariantDark:
		return darkPalette
	case VariantContrast:
		return contrastPalette
	default:
		return lightPalette
	}
}

func rgb(hex uint32) color.NRGBA {
	return color.NRGBA{R: uint8(hex >> 16 & 0xff), G: uint8(hex >> 8 & 0xff), B: uint8(hex & 0xff), A: 0xff}
}

func veil(hex uint32, alpha uint8) color.NRGBA {
	c := rgb(hex)
	c.A = alpha
	return c
}

var lightPalette = colors{
	theme.ColorNameBackground:          rgb(0xffffff),
	theme.ColorNameForeground:          rgb(0x17211f),
	theme.ColorNamePrimary:             rgb(0x0b6464),
	theme.ColorNameForegroundOnPrimary: rgb(0xffffff),
	theme.ColorNameHyperlink:           rgb(0x0b6464),
	theme.ColorNameButton:              rgb(0xe6eeed),
	theme.ColorNameDisabledButton:      rgb(0xf0f4f3),
	theme.ColorNameDisabled:            rgb(0x64706d),
	theme.ColorNamePlaceHolder:         rgb(0x5f6c69),
	theme.ColorNameHover:               veil(0x17211f, 0x0f),
	theme.ColorNamePressed:             veil(0x17211f, 0x19),
	theme.ColorNameFocus:               veil(0x0b6464, 0x38),
	theme.ColorNameSelection:           rgb(0xd8ebe9),
	theme.ColorNameInputBackground:     rgb(0xffffff),
	theme.ColorNameInputBorder:         rgb(0x83938f),
	theme.ColorNameSeparator:           rgb(0xdce4e3),
	theme.ColorNameHeaderBackground:    rgb(0xf5f8f8),
	theme.ColorNameMenuBackground:      rgb(0xffffff),
	theme.ColorNameOverlayBackground:   rgb(0xffffff),
	theme.ColorNameShadow:              veil(0x000000, 0x33),
	theme.ColorNameScrollBar:           veil(0x17211f, 0x66),
	theme.ColorNameError:               rgb(0xb3261e),
	theme.ColorNameForegroundOnError:   rgb(0xffffff),
	theme.ColorNameSuccess:             rgb(0x1b7038),
	theme.ColorNameForegroundOnSuccess: rgb(0xffffff),
	theme.ColorNameWarning:             rgb(0x855400),
	theme.ColorNameForegroundOnWarning: rgb(0xffffff),

	colorSecondary: rgb(0x52605d),
	colorRail:      rgb(0xeef3f3),
	colorSurface:   rgb(0xf5f8f8),
	colorBanner:    rgb(0xfff3d6),
	colorOnBanner:  rgb(0x573d00),
	colorGreen:     rgb(0x1b7038),
	colorBlue:      rgb(0x1f5c9e),
	colorAmber:     rgb(0x855400),
	colorRed:       rgb(0xb3261e),
	colorViolet:    rgb(0x6b3fa0),
	colorGrey:      rgb(0x52605d),
}

var darkPalette = colors{
	theme.ColorNameBackground:          rgb(0x151b1c),
	theme.ColorNameForeground:          rgb(0xe8eeed),
	theme.ColorNamePrimary:             rgb(0x5cc4bc),
	theme.ColorNameForegroundOnPrimary: rgb(0x06211f),
	theme.ColorNameHyperlink:           rgb(0x5cc4bc),
	theme.ColorNameButton:              rgb(0x2a3536),
	theme.ColorNameDisabledButton:      rgb(0x202829),
	theme.ColorNameDisabled:            rgb(0x8d9a97),
	theme.ColorNamePlaceHolder:         rgb(0x9aa8a5),
	theme.ColorNameHover:               veil(0xffffff, 0x12),
	theme.ColorNamePressed:             veil(0xffffff, 0x22),
	theme.ColorNameFocus:               veil(0x5cc4bc, 0x48),
	theme.ColorNameSelection:           rgb(0x1d413f),
	theme.ColorNameInputBackground:     rgb(0x1b2324),
	theme.ColorNameInputBorder:         rgb(0x6f807d),
	theme.ColorNameSeparator:           rgb(0x2d3839),
	theme.ColorNameHeaderBackground:    rgb(0x1b2324),
	theme.ColorNameMenuBackground:      rgb(0x232c2d),
	theme.ColorNameOverlayBackground:   rgb(0x1b2324),
	theme.ColorNameShadow:              veil(0x000000, 0x77),
	theme.ColorNameScrollBar:           veil(0xffffff, 0x66),
	theme.ColorNameError:               rgb(0xff8f86),
	theme.ColorNameForegroundOnError:   rgb(0x2b0806),
	theme.ColorNameSuccess:             rgb(0x74cf97),
	theme.ColorNameForegroundOnSuccess: rgb(0x06210f),
	theme.ColorNameWarning:             rgb(0xe6b75a),
	theme.ColorNameForegroundOnWarning: rgb(0x241800),

	colorSecondary: rgb(0xa5b3b0),
	colorRail:      rgb(0x1b2324),
	colorSurface:   rgb(0x1d2526),
	colorBanner:    rgb(0x3a2e10),
	colorOnBanner:  rgb(0xf3da9e),
	colorGreen:     rgb(0x74cf97),
	colorBlue:      rgb(0x85b9f2),
	colorAmber:     rgb(0xe6b75a),
	colorRed:       rgb(0xff8f86),
	colorViolet:    rgb(0xc6a9f2),
	colorGrey:      rgb(0xa5b3b0),
}
