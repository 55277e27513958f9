package crypto

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/subtle"
)

const (
	keySize       = 32
	xaesNonceSize = 24
	gcmNonceSize  = 12
	gcmTagSize    = 16
)

// xaes is XAES-256-GCM (C2SP): AES-256-GCM with a 192-bit nonce. The first half of the nonce derives a
// fresh AES key, the second is GCM's own nonce. Random nonces are then safe for 2^80 seals under one key,
// where plain GCM would be limited to 2^32 for the whole life of a home.
type xaes struct {
	block  cipher.Block
	subkey [aes.BlockSize]byte // K1 of AES-CMAC
}

func newXAES(key []byte) xaes {
	x := xaes{block: mustAES(key)}
	x.block.Encrypt(x.subkey[:], x.subkey[:])
	carry := x.subkey[0] >> 7
	for i := range aes.BlockSize - 1 {
		x.subkey[i] = x.subkey[i]<<1 | x.subkey[i+1]>>7
	}
	x.subkey[aes.BlockSize-1] = x.subkey[aes.BlockSize-1]<<1 ^ 0x87*carry
	return x
}

// seal appends nonce, ciphertext and tag to dst.
func (x xaes) seal(dst, plaintext, additional []byte) []byte {
	var nonce [xaesNonceSize]byte
	_, _ = rand.Read(nonce[:]) // never fails: it ends the program instead
	dst = append(dst, nonce[:]...)
	return x.gcm(nonce[:]).Seal(dst, nonce[gcmNonceSize:], plaintext, additional)
}

// open returns the plaintext of what seal made.
func (x xaes) open(sealed, additional []byte) ([]byte, error) {
	if len(sealed) < xaesNonceSize+gcmTagSize {
		return nil, ErrSealBroken
	}
	nonce, ciphertext := sealed[:xaesNonceSize], sealed[xaesNonceSize:]
	plaintext, err := x.gcm(nonce).Open(nil, nonce[gcmNonceSize:], ciphertext, additional)
	if err != nil {
		return nil, ErrSealBroken
	}
	return plaintext, nil
}

// gcm derives the key of one nonce: two blocks of NIST SP 800-108 in counter mode with AES-CMAC.
func (x xaes) gcm(nonce []byte) cipher.AEAD {
	var key [keySize]byte
	for i := range 2 {
		block := key[i*aes.BlockSize : (i+1)*aes.BlockSize]
		copy(block, []byte{0, byte(i + 1), 'X', 0})
		copy(block[4:], nonce[:gcmNonceSize])
		subtle.XORBytes(block, block, x.subkey[:])
		x.block.Encrypt(block, block)
	}
	aead := newGCM(key[:])
	clear(key[:])
	return aead
}

func newGCM(key []byte) cipher.AEAD {
	aead, err := cipher.NewGCM(mustAES(key))
	if err != nil {
		panic("crypto: AES-GCM is not available: " + err.Error())
	}
	return aead
}

// mustAES panics only on a key of the wrong length, which is a fault of this package.
func mustAES(key []byte) cipher.Block {
	if len(key) != keySize {
		panic("crypto: not a 256-bit key")
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		panic("crypto: AES is not available: " + err.Error())
	}
	return block
}
