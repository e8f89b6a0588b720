package pbx_test

import (
	"bytes"
	"context"
	"crypto/md5"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"hotline/internal/asterisktest"
	"hotline/telephony/pbx"
)

// configurer speaks ARI as the product does.
type configurer struct{ server *asterisktest.Server }

func (c configurer) PutConfig(ctx context.Context, path string, body any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	return c.do(ctx, http.MethodPut, path, text)
}

func (c configurer) do(ctx context.Context, method, path string, body []byte) error {
	request, err := http.NewRequestWithContext(ctx, method, c.server.URL()+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	request.SetBasicAuth(c.server.Username(), c.server.Password())
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode >= http.StatusBadRequest {
		return fmt.Errorf("%s %s: %s", method, path, answer.Status)
	}
	return nil
}

// wire carries one SIP message there and its answer back.
type wire func(t *testing.T, message string) string

func udp(t *testing.T, server string) wire {
	t.Helper()
	conn, err := net.Dial("udp", server)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	return func(t *testing.T, message string) string {
		t.Helper()
		_, err := conn.Write([]byte(message))
		require.NoError(t, err)
		require.NoError(t, conn.SetReadDeadline(time.Now().Add(10*time.Second)))
		for answer := make([]byte, 4096); ; {
			n, err := conn.Read(answer)
			require.NoError(t, err)
			if bytes.HasPrefix(answer[:n], []byte("SIP/2.0")) { // Asterisk asks whether the telephone is there, too
				return string(answer[:n])
			}
		}
	}
}

// socket is how a browser speaks SIP.
func socket(t *testing.T, s *asterisktest.Server) wire {
	t.Helper()
	address := strings.Replace(strings.TrimSuffix(s.URL(), "/ari"), "http", "ws", 1) + "/ws"
	dialer := websocket.Dialer{Subprotocols: []string{"sip"}}
	conn, answer, err := dialer.DialContext(t.Context(), address, nil)
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	t.Cleanup(func() { _ = conn.Close() })
	return func(t *testing.T, message string) string {
		t.Helper()
		require.NoError(t, conn.WriteMessage(websocket.TextMessage, []byte(message)))
		require.NoError(t, conn.SetReadDeadline(time.Now().Add(10*time.Second)))
		_, text, err := conn.ReadMessage()
		require.NoError(t, err)
		return string(text)
	}
}

var nonceOf = regexp.MustCompile(`realm="([^"]*)",nonce="([^"]*)"`)

// register registers as a telephone does, with its password's digest, and returns the status.
func register(t *testing.T, send wire, transport, name, password string) string {
	t.Helper()
	const uri = "sip:hotline.test"
	call, authorization := rand.Text(), ""
	answer := ""
	for sequence := 1; sequence <= 2; sequence++ {
		answer = send(t, strings.ReplaceAll(fmt.Sprintf("REGISTER %s SIP/2.0\nVia: SIP/2.0/%s 127.0.0.9:5099;branch=z9hG4bK%s;rport\n"+
			"From: <sip:%s@hotline.test>;tag=%s\nTo: <sip:%s@hotline.test>\nCall-ID: %s\nCSeq: %d REGISTER\n"+
			"Contact: <sip:%s@127.0.0.9:5099;transport=%s>\nMax-Forwards: 70\nExpires: 120\n%sContent-Length: 0\n\n",
			uri, transport, rand.Text(), name, call, name, call, sequence, name, strings.ToLower(transport), authorization), "\n", "\r\n"))
		challenge := nonceOf.FindStringSubmatch(answer)
		if challenge == nil {
			break
		}
		realm, nonce := challenge[1], challenge[2]
		digest := hash(hash(name+":"+realm+":"+password) + ":" + nonce + ":00000001:c:auth:" + hash("REGISTER:"+uri))
		authorization = fmt.Sprintf("Authorization: Digest username=%q, realm=%q, nonce=%q, uri=%q, response=%q, "+
			"algorithm=MD5, qop=auth, nc=00000001, cnonce=\"c\"\n", name, realm, nonce, uri, digest)
	}
	status, _, _ := strings.Cut(strings.TrimPrefix(answer, "SIP/2.0 "), " ")
	return status
}

func hash(text string) string {
	sum := md5.Sum([]byte(text))
	return hex.EncodeToString(sum[:])
}

func TestAdmittedAgentsRegister(t *testing.T) {
	t.Parallel()
	s := asterisktest.Start(t)
	ari := configurer{s}
	browser := pbx.Agent{Name: "olena", Password: pbx.AgentPassword("secret of this test", "olena")}
	desk := pbx.Agent{Name: "desk-2", Password: pbx.AgentPassword("secret of this test", "desk-2"), DeskPhone: true}
	require.Equal(t, "401", register(t, socket(t, s), "WS", browser.Name, browser.Password), "nobody has admitted her")

	for range 2 { // again, as after a lost answer
		require.NoError(t, pbx.Admit(t.Context(), ari, browser))
		require.NoError(t, pbx.Admit(t.Context(), ari, desk))
	}
	require.Equal(t, "200", register(t, socket(t, s), "WS", browser.Name, browser.Password))
	require.Equal(t, "200", register(t, udp(t, s.SIPAddr()), "UDP", desk.Name, desk.Password))
	require.Equal(t, "401", register(t, udp(t, s.SIPAddr()), "UDP", desk.Name, browser.Password), "another's password")
}

func TestOnlyAgentsAreAdmitted(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"trunk", "", "a/b", "../auth/trunk", "two words"} {
		_, err := pbx.Agent{Name: name, Password: "0123456789abcdef"}.Objects()
		require.ErrorContains(t, err, "agent.name", name)
	}
	_, err := pbx.Agent{Name: "olena", Password: "1234"}.Objects()
	require.ErrorContains(t, err, "agent.password")
}

func TestARIAnswersItsOwnMachineAlone(t *testing.T) {
	t.Parallel()
	s := asterisktest.StartWith(t, func(p *pbx.Settings) { p.HTTP.ARIFrom = []string{"127.0.0.6/32"} })
	for from, want := range map[string]int{"127.0.0.1": http.StatusOK, "127.0.0.6": http.StatusOK, "127.0.0.5": http.StatusForbidden} {
		dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}
		client := http.Client{Transport: &http.Transport{DialContext: dialer.DialContext, DisableKeepAlives: true}}
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL()+"/asterisk/ping", nil)
		require.NoError(t, err)
		request.SetBasicAuth(s.Username(), s.Password())
		answer, err := client.Do(request)
		require.NoError(t, err)
		require.NoError(t, answer.Body.Close())
		require.Equal(t, want, answer.StatusCode, from)
	}
}
