package adminlog

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
)

// Revision changes with anything of a thing that is edited: an edit names the one that it was made on, and comes too late when
// there is another by then.
func Revision(thing any) string {
	b, err := json.Marshal(thing) // maps are written in the order of their keys
	if err != nil {
		panic(err) // plain values only
	}
	sum := sha256.Sum256(b)
	return base64.RawURLEncoding.EncodeToString(sum[:9])
}
