package crypto

import (
	"errors"
	"fmt"
)

// What can be wrong with an OpenPGP certificate.
var (
	ErrCertificateDamaged  = errors.New("crypto: the certificate cannot be read")
	ErrTooMany             = errors.New("crypto: too many keys, or too large")
	ErrSecretKey           = errors.New("crypto: a secret key was given where a certificate belongs")
	ErrKeyExpired          = errors.New("crypto: the key has expired")
	ErrKeyRevoked          = errors.New("crypto: the key is revoked")
	ErrKeyWeak             = errors.New("crypto: the key is too weak")
	ErrKeyTooNew           = errors.New("crypto: the key asks for a format that is not written")
	ErrKeyNotYetValid      = errors.New("crypto: the key is not valid yet")
	ErrNoEncryptionKey     = errors.New("crypto: the certificate has no key for encryption")
	ErrNoUserID            = errors.New("crypto: the certificate has no valid user id")
	ErrNoMatchingAddress   = errors.New("crypto: no valid user id of the certificate has the address")
	ErrIdentityDamaged     = errors.New("crypto: the secret key cannot be read")
	ErrIdentityLocked      = errors.New("crypto: the secret key is protected by a passphrase")
	ErrBadUserID           = errors.New("crypto: the name or address cannot stand in a user id")
	ErrNoTime              = errors.New("crypto: no time was given")
	ErrNoSigner            = errors.New("crypto: no key to sign with")
	ErrNoRecipient         = errors.New("crypto: no certificate to seal for")
	ErrNotForUs            = errors.New("crypto: the message is not sealed for this key")
	ErrMessageDamaged      = errors.New("crypto: the message is damaged or not fully protected")
	ErrSignatureUnverified = errors.New("crypto: the message is not signed by a known key")
)

// What can be wrong with a PDF.
var (
	ErrNotPDF       = errors.New("crypto: not a PDF")
	ErrPDFEncrypted = errors.New("crypto: the PDF is already encrypted")
	ErrPDFDamaged   = errors.New("crypto: the PDF is damaged")
	ErrPDFTooLarge  = errors.New("crypto: the PDF is too large")
	// ErrPDFUnlockable means that locking could not be proven to keep every page as it was.
	ErrPDFUnlockable = errors.New("crypto: the PDF cannot be locked safely")
	// ErrPDFSigned is an ErrPDFUnlockable: locking would break the digital signature inside.
	ErrPDFSigned = fmt.Errorf("%w: it is digitally signed", ErrPDFUnlockable)
	// ErrPassphraseUnusable means that some readers would not accept the passphrase, or that it is too
	// easy to guess.
	ErrPassphraseUnusable = errors.New("crypto: the passphrase cannot lock a PDF")
)

// What can be wrong with a vault.
var (
	ErrVaultDamaged = errors.New("crypto: the vault file is damaged")
	ErrVaultNewer   = errors.New("crypto: the vault file was written by a newer version")
	// ErrNoWrapping means that the vault cannot be opened this way: it has no such wrapping.
	ErrNoWrapping        = errors.New("crypto: the vault has no wrapping of this kind")
	ErrPassphraseShort   = errors.New("crypto: the passphrase is too short")
	ErrWrongPassphrase   = errors.New("crypto: wrong passphrase")
	ErrWrongKeyFile      = errors.New("crypto: the key file is not the one of this vault")
	ErrWrongRecoveryCode = errors.New("crypto: the recovery code is not the one of this vault")
	// ErrRecoveryCodeMistyped means that the checksum of the code does not fit: a letter is wrong.
	ErrRecoveryCodeMistyped = errors.New("crypto: the recovery code is mistyped")
	ErrKeyringAbsent        = errors.New("crypto: there is no keyring")
	ErrKeyringLocked        = errors.New("crypto: the keyring is locked or did not answer")
	// ErrKeyringEmpty means that the keyring works and does not hold the key.
	ErrKeyringEmpty = errors.New("crypto: the keyring does not hold the key")
	// ErrKeyringWrong means that the keyring holds a key that is not the one of this vault.
	ErrKeyringWrong = errors.New("crypto: the key in the keyring is not the one of this vault")
	// ErrSealBroken means that sealed bytes were changed, cut, moved, or sealed by another vault.
	ErrSealBroken = errors.New("crypto: the seal is broken")
	// ErrVaultDestroyed means that the vault's keys were already cleared.
	ErrVaultDestroyed = errors.New("crypto: the vault is closed")
)
