package secret

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"

	"github.com/google/uuid"
)

// Seal returns URL-safe characters that hold text for purpose. Nobody but a [Keeper] with the same secret reads or changes it.
func (k *Keeper) Seal(purpose string, text []byte) string {
	return base64.RawURLEncoding.EncodeToString(box(k.secrets[0], purpose).Seal(nil, nil, text, []byte(purpose)))
}

// Unseal returns what sealed holds for purpose, and false when it holds nothing.
func (k *Keeper) Unseal(purpose, sealed string) ([]byte, bool) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(sealed)
	if err != nil {
		return nil, false
	}
	for _, s := range k.secrets {
		if text, err := box(s, purpose).Open(nil, nil, b, []byte(purpose)); err == nil {
			return text, true
		}
	}
	return nil, false
}

// box encrypts for a purpose. A secret's sum is a key of 32 bytes, which every cipher here takes.
func box(secret []byte, purpose string) cipher.AEAD {
	block, err := aes.NewCipher(sum(secret, "seal", purpose, uuid.Nil))
	if err != nil {
		panic(err)
	}
	box, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err)
	}
	return box
}
