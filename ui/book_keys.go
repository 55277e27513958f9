package ui

import (
	"context"
	"io"
	"os"

	"github.com/souspli/souspli/dispatch"
)

// mostKey bounds the file of a key. Certificates with many signatures stay far below.
const mostKey = 4 << 20

// importKey chooses a file and reads certificates out of it.
func (b *bookScreen) importKey() {
	b.chooser = newChooser(b.u, []string{".asc", ".gpg", ".pgp", ".key", ".pem", ".cer", ".crt", ".der", ".p7b"}, b.importFrom, b.back)
	b.render()
	b.u.focus(b.chooser.list)
}

func (b *bookScreen) importFrom(path string) {
	act(b.u, &b.keySlot, func(ctx context.Context) ([]dispatch.Key, error) {
		data, err := readKey(path)
		if err != nil {
			return nil, keyFileNotRead()
		}
		return b.u.desk.ImportKey(ctx, data)
	}, func(keys []dispatch.Key, err error) {
		b.chooser = nil
		b.render()
		b.imported(keys, err)
	})
}

func keyFileNotRead() error {
	return &dispatch.Error{Op: "ui.import_key", Kind: dispatch.KindStorage, Code: "key_file_not_read", Certainty: dispatch.Unsent}
}

func readKey(path string) ([]byte, error) {
	f, err := os.Open(path) //nolint:gosec // the person chooses the file
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return io.ReadAll(io.LimitReader(f, mostKey))
}
