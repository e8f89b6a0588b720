package pbx

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

var (
	// A name has no dot: the names of messages are cut at dots.
	plainName   = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,39}$`)
	agentName   = regexp.MustCompile(`^[a-zA-Z0-9][a-zA-Z0-9._-]{0,79}$`)
	lineNumber  = regexp.MustCompile(`^[0-9]{2,15}$`)
	dialledForm = regexp.MustCompile(`^\+?[0-9]{2,20}$`)
	languageTag = regexp.MustCompile(`^[a-z]{2,3}$`)
	hostPort    = regexp.MustCompile(`^[A-Za-z0-9.-]+(:[0-9]{1,5})?$`)
	sipContact  = regexp.MustCompile(`^sip:[A-Za-z0-9+._-]+@[A-Za-z0-9.-]+(:[0-9]{1,5})?$`)
	// A word of a setting: no space, no line's end, nothing that begins a comment.
	word = regexp.MustCompile(`^[A-Za-z0-9+._@=/-]{1,128}$`)

	codecs    = []string{"alaw", "ulaw", "gsm"}
	dtmfModes = []string{"auto", "auto_info", "rfc4733", "info", "inband"}
	// reserved are the sections that an agent's or officer's name would fall on.
	reserved = []string{"global", "system", "trunk", "transport-udp", "transport-ws", "transport-wss", "anonymous"}
)

// ShortestPassword is how many characters the passwords of ARI and of the trunk have at least.
const ShortestPassword = 16

// faults gathers what is wrong, each with the field's name; no fault quotes a password.
type faults []error

func (f *faults) expect(right bool, field, expected string) {
	if !right {
		*f = append(*f, fmt.Errorf("pbx: %s: expected %s", field, expected))
	}
}

// Validate returns all that is wrong, each sentence with the name of its field.
func (s *Settings) Validate() error {
	var f faults
	f.expect(plainName.MatchString(s.Name), "name", "lower-case letters, digits and hyphens")
	s.Paths.validate(&f)
	f.expect(isBind(s.HTTP.Bind), "http.bind", "address:port")
	if s.HTTP.TLSBind != "" {
		f.expect(isBind(s.HTTP.TLSBind), "http.tls_bind", "address:port")
		f.expect(isPath(s.HTTP.TLSCert), "http.tls_cert", "the absolute path of a certificate")
		f.expect(isPath(s.HTTP.TLSKey), "http.tls_key", "the absolute path of the certificate's key")
	}
	for i, prefix := range s.HTTP.ARIFrom {
		_, err := netip.ParsePrefix(prefix)
		f.expect(err == nil, at("http.ari_from", i), "a prefix such as 10.8.0.2/32")
	}
	f.expect(plainName.MatchString(s.ARI.User), "ari.user", "lower-case letters, digits and hyphens")
	f.expect(isPassword(s.ARI.Password), "ari.password", passwordExpected)
	f.expect(plainName.MatchString(s.ARI.App), "ari.app", "lower-case letters, digits and hyphens")
	s.SIP.validate(&f)
	s.RTP.validate(&f)
	f.expect(languageTag.MatchString(s.Language), "language", "a code such as uk")
	f.expect(s.RTPTimeout >= time.Second && s.RTPTimeout <= time.Hour, "rtp_timeout", "from a second to an hour")
	f.expect(s.HoldTimeout >= s.RTPTimeout && s.HoldTimeout <= time.Hour, "hold_timeout", "from rtp_timeout to an hour")
	f.expect(s.LongestMessage >= time.Second && s.LongestMessage <= time.Hour, "longest_message", "from a second to an hour")
	if s.Trunk != nil {
		s.Trunk.validate(&f)
		f.expect(s.Trunk.Username == "" || word.MatchString(s.Trunk.Password), "trunk.password", "the password of trunk.username, one word")
	}
	validateLines(&f, s.Lines)
	validatePhones(&f, s.Phones)
	return errors.Join(f...)
}

var passwordExpected = fmt.Sprintf("at least %d letters, digits and + . _ @ = / -", ShortestPassword)

func isPassword(p string) bool { return len(p) >= ShortestPassword && word.MatchString(p) }

func (p Paths) validate(f *faults) {
	for _, path := range []struct{ field, value string }{
		{"etc", p.Etc},
		{"modules", p.Modules},
		{"programs", p.Programs},
		{"cache", p.Cache},
		{"lib", p.Lib},
		{"data", p.Data},
		{"spool", p.Spool},
		{"run", p.Run},
		{"log", p.Log},
		{"music", p.Music},
	} {
		f.expect(isPath(path.value), "paths."+path.field, "an absolute path without spaces")
	}
}

func (s SIP) validate(f *faults) {
	f.expect(isBind(s.Bind), "sip.bind", "address:port")
	f.expect(s.External == "" || hostPort.MatchString(s.External), "sip.external", "a host")
	for i, network := range s.LocalNets {
		_, err := netip.ParsePrefix(network)
		f.expect(err == nil, at("sip.local_nets", i), "a prefix such as 10.0.0.0/8")
	}
}

func (r RTP) validate(f *faults) {
	f.expect(r.First >= 1024 && r.Last <= 65535 && r.Last-r.First >= 3, "rtp", "a range of ports between 1024 and 65535")
	for i, host := range r.ICEHosts {
		_, localErr := netip.ParseAddr(host.Local)
		_, toldErr := netip.ParseAddr(host.Told)
		f.expect(localErr == nil && toldErr == nil, at("rtp.ice_hosts", i), "two addresses")
	}
}

func (t *Trunk) validate(f *faults) {
	f.expect(len(t.Match) > 0 || t.Register, "trunk.match", "an address that calls come from, or a registration")
	for i, address := range t.Match {
		f.expect(isAddressOrPrefix(address), at("trunk.match", i), "an address or a prefix such as 203.0.113.0/28")
	}
	f.expect(t.Host == "" || hostPort.MatchString(t.Host), "trunk.host", "host or host:port")
	f.expect(t.Host != "" || !t.Register, "trunk.host", "the host to register with")
	f.expect(t.Username == "" || word.MatchString(t.Username), "trunk.username", "one word")
	f.expect(t.Username != "" || !t.Register, "trunk.username", "the name to register with")
	f.expect(!t.Register || dialledForm.MatchString(t.ContactUser), "trunk.contact_user", "the number to be called at")
	f.expect(t.FromUser == "" || word.MatchString(t.FromUser), "trunk.from_user", "one word")
	f.expect(t.FromDomain == "" || hostPort.MatchString(t.FromDomain), "trunk.from_domain", "a host")
	f.expect(len(t.Codecs) > 0, "trunk.codecs", "some of "+strings.Join(codecs, ", "))
	for i, codec := range t.Codecs {
		f.expect(slices.Contains(codecs, codec), at("trunk.codecs", i), "one of "+strings.Join(codecs, ", "))
	}
	f.expect(slices.Contains(dtmfModes, t.DTMF), "trunk.dtmf", "one of "+strings.Join(dtmfModes, ", "))
	f.expect(t.Qualify >= 0, "trunk.qualify", "a length of time")
}

func validateLines(f *faults, lines []Line) {
	owner := make(map[string]string)
	numbers := make(map[string]bool)
	for i, line := range lines {
		f.expect(lineNumber.MatchString(line.Number), at("lines", i)+".number", "2 to 15 digits")
		f.expect(!numbers[line.Number], at("lines", i)+".number", "each number once")
		numbers[line.Number] = true
		f.expect(languageTag.MatchString(line.Language), at("lines", i)+".language", "a code such as uk")
		f.expect(len(line.Dialled) > 0, at("lines", i)+".dialled", "a form in which the trunk gives the number")
		for j, form := range line.Dialled {
			field := at(at("lines", i)+".dialled", j)
			f.expect(dialledForm.MatchString(form), field, "digits, with a plus before them or without")
			f.expect(owner[form] == "", field, "a form that no other line has")
			owner[form] = line.Number
		}
	}
}

func validatePhones(f *faults, phones []Phone) {
	taken := make(map[string]bool)
	for _, name := range reserved {
		taken[name] = true
	}
	for i, phone := range phones {
		f.expect(agentName.MatchString(phone.Name) && !taken[phone.Name], at("phones", i)+".name", "a name of its own")
		f.expect(sipContact.MatchString(phone.Contact), at("phones", i)+".contact", "an address such as sip:officer@10.0.0.5:5060")
		taken[phone.Name] = true
	}
}

func at(list string, i int) string { return list + "[" + strconv.Itoa(i) + "]" }

func isPath(p string) bool { return filepath.IsAbs(p) && word.MatchString(p) }

func isBind(address string) bool {
	bind, err := netip.ParseAddrPort(address)
	return err == nil && bind.Port() > 0
}

func isAddressOrPrefix(s string) bool {
	if _, err := netip.ParsePrefix(s); err == nil {
		return true
	}
	return net.ParseIP(s) != nil
}
