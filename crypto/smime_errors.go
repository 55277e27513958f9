package crypto

import "errors"

// What can be wrong with an S/MIME certificate, beside what can be wrong with any: ErrKeyExpired,
// ErrKeyNotYetValid, ErrKeyWeak and ErrNoMatchingAddress.
var (
	ErrNotForMail    = errors.New("crypto: the certificate is not for e-mail")
	ErrNotRSA        = errors.New("crypto: the certificate has no RSA key")
	ErrWrongPassword = errors.New("crypto: the password does not open the file")
)
