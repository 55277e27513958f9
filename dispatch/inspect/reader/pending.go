package reader

import (
	_ "github.com/klippa-app/go-pdfium/webassembly" // pending
	_ "github.com/tetratelabs/wazero"               // pending
	_ "golang.org/x/image/font/gofont/gomono"       // pending
	_ "golang.org/x/image/tiff"                     // pending
)
