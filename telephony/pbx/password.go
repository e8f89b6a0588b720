package pbx

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
)

// AgentPassword is the SIP password of an agent's telephone, made from the secret and kept nowhere: whoever admits the
// telephone and whoever hands the password to the agent's browser make the same. A new secret is a new password for everybody.
func AgentPassword(secret, name string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("sip\x00" + name))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:24])
}
