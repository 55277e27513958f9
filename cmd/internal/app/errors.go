package app

import (
	"errors"
	"io/fs"
	"os"

	"github.com/souspli/souspli/crypto"
	"github.com/souspli/souspli/dispatch"
)

func homeError(code string, cause error) error {
	return &dispatch.Error{Op: "home", Kind: dispatch.KindStorage, Code: code, Err: withoutPath(cause)}
}

// withoutPath keeps an error's cause without the file's name.
func withoutPath(err error) error {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err
	}
	if link, ok := errors.AsType[*os.LinkError](err); ok {
		return link.Err
	}
	return err
}

// cryptoErrors gives the sentences and kinds of what package crypto can answer.
var cryptoErrors = []struct {
	err  error
	kind dispatch.Kind
	code string
}{
	{crypto.ErrWrongPassphrase, dispatch.KindCredentials, "wrong_passphrase"},
	{crypto.ErrPassphraseShort, dispatch.KindInvalid, "passphrase_short"},
	{crypto.ErrWrongRecoveryCode, dispatch.KindCredentials, "wrong_recovery_code"},
	{crypto.ErrRecoveryCodeMistyped, dispatch.KindInvalid, "recovery_code_mistyped"},
	{crypto.ErrWrongKeyFile, dispatch.KindCredentials, "wrong_key_file"},
	{crypto.ErrKeyringAbsent, dispatch.KindCredentials, "keyring_absent"},
	{crypto.ErrKeyringLocked, dispatch.KindCredentials, "keyring_locked"},
	{crypto.ErrKeyringEmpty, dispatch.KindCredentials, "keyring_empty"},
	{crypto.ErrKeyringWrong, dispatch.KindCredentials, "keyring_wrong"},
	{crypto.ErrNoWrapping, dispatch.KindCredentials, "vault_other_way"},
	{crypto.ErrVaultDamaged, dispatch.KindIntegrity, "vault_damaged"},
	{crypto.ErrVaultNewer, dispatch.KindNewer, "home_newer"},
	{crypto.ErrSealBroken, dispatch.KindIntegrity, "seal_broken"},
	{crypto.ErrCertificateDamaged, dispatch.KindInvalid, "key_damaged"},
	{crypto.ErrTooMany, dispatch.KindInvalid, "key_file_too_large"},
	{crypto.ErrSecretKey, dispatch.KindInvalid, "key_secret"},
	{crypto.ErrKeyExpired, dispatch.KindCredentials, "key_expired"},
	{crypto.ErrKeyRevoked, dispatch.KindCredentials, "key_revoked"},
	{crypto.ErrKeyWeak, dispatch.KindCredentials, "key_weak"},
	{crypto.ErrKeyNotYetValid, dispatch.KindCredentials, "key_not_yet_valid"},
	{crypto.ErrKeyTooNew, dispatch.KindCredentials, "key_too_new"},
	{crypto.ErrNoEncryptionKey, dispatch.KindCredentials, "key_cannot_encrypt"},
	{crypto.ErrNoUserID, dispatch.KindInvalid, "key_no_user_id"},
	{crypto.ErrNoMatchingAddress, dispatch.KindCredentials, "key_other_address"},
	{crypto.ErrNotPDF, dispatch.KindInvalid, "not_a_pdf"},
	{crypto.ErrPDFEncrypted, dispatch.KindInvalid, "pdf_encrypted"},
	{crypto.ErrPDFDamaged, dispatch.KindInvalid, "pdf_damaged"},
	{crypto.ErrPDFTooLarge, dispatch.KindInvalid, "file_too_large"},
	{crypto.ErrPDFSigned, dispatch.KindRefused, "pdf_signed"},
	{crypto.ErrPDFUnlockable, dispatch.KindRefused, "pdf_unlockable"},
}

// explain gives an error of package crypto its code.
func explain(err error) error {
	for _, known := range cryptoErrors {
		if errors.Is(err, known.err) {
			return &dispatch.Error{Op: "crypto", Kind: known.kind, Code: known.code, Certainty: dispatch.Unsent, Err: err}
		}
	}
	return err
}
