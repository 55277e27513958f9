package app

import (
	"context"
	"os"
	"path/filepath"

	"github.com/souspli/souspli/crypto"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/failpoint"
	"github.com/souspli/souspli/store"
)

// unpack restores the copy's data into an empty folder and proves its log, line by line. finish, if any, changes the
// restored home before it is closed.
func (f *copyFile) unpack(ctx context.Context, c Config, vault *crypto.Vault, folder string, finish func(*store.Store) error) (events int64, err error) {
	plain, err := vault.OpenStream(copyPlace(f.line), f.rest)
	if err != nil {
		return 0, copyStreamError(err)
	}
	if err := store.Unpack(ctx, folder, plain); err != nil {
		return 0, err
	}
	failpoint.At(failpoint.Unpacked)
	kept, err := store.Open(ctx, store.Options{Dir: folder, Sealer: vault, Now: c.Now, Random: c.Random})
	if err != nil {
		return 0, err
	}
	defer func() { _ = kept.Close() }() // what it did is committed
	events, err = kept.VerifyLog(ctx)
	if err == nil && finish != nil {
		err = finish(kept)
	}
	return events, err
}

// Restore makes a home in the folder of c from a copy, which opens as its home did: by the passphrase, the keyring, or
// the recovery code of c. It refuses a folder that holds something. What might leave by itself is left to a person: it
// may have left after the copy was made. What fails leaves no home behind, nor does what is killed.
func Restore(ctx context.Context, c Config, path string) (dispatch.Restored, error) {
	c, err := c.withDefaults()
	if err != nil {
		return dispatch.Restored{}, err
	}
	from, err := openCopy(path)
	if err != nil {
		return dispatch.Restored{}, err
	}
	defer from.close()
	release, err := claimFolder(c.Home)
	if err != nil {
		return dispatch.Restored{}, err
	}
	defer release()
	made, err := restore(ctx, c, from)
	if err != nil {
		sweepRestored(c.Home)
	}
	return made, err
}

func restore(ctx context.Context, c Config, from *copyFile) (dispatch.Restored, error) {
	made := dispatch.Restored{
		At: from.header.At, Practice: from.header.Home.Practice,
		Rewrap: c.RecoveryFile != "" && from.header.Home.Vault != PassphraseVault,
	}
	if err := writeNew(c.Home, vaultFile, from.header.Vault); err != nil {
		return made, err
	}
	vault, err := unlock(ctx, c, from.header.Home)
	if dispatch.KindOf(err) == dispatch.KindIntegrity {
		err = copyError(dispatch.KindIntegrity, "copy_damaged", nil) // its vault, not that of a home
	}
	if err != nil {
		return made, err
	}
	defer vault.Destroy()
	made.Events, err = from.unpack(ctx, c, vault, c.Home, func(kept *store.Store) error {
		e := dispatch.Event{Type: dispatch.EventHeldAtRestore, At: c.Now(), Actor: Actor()}
		told := dispatch.Event{
			Type: dispatch.EventRestored, At: c.Now(), Actor: Actor(), Details: map[string]string{"copy": string(from.header.ID)},
		}
		var err error
		if made.Held, err = kept.HoldRestored(ctx, e, told); err != nil {
			return err
		}
		// While it stands, nothing of before leaves by itself: that somebody took it away must be found.
		return saveSetting(ctx, kept, c, desk.RestoredSetting, c.Now().UTC())
	})
	if err != nil {
		return made, err
	}
	failpoint.At(failpoint.RestoredHeld)
	home := from.header.Home
	home.Keyring = dispatch.NewID(c.Random) // its key must never take the place of the other home's
	return made, replaceFile(c.Home, homeFile, home.marshal())
}

// sweepRestored takes back what restore made in a folder that was empty.
func sweepRestored(home string) {
	entries, _ := os.ReadDir(home)
	for _, entry := range entries {
		if entry.Name() != claimFile {
			_ = os.RemoveAll(filepath.Join(home, entry.Name()))
		}
	}
}
