package asterisktest

import "strings"

// voice is the description of what a side speaks: A-law, with keys apart as SIP INFO.
const voice = `v=0
o=- 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio [rtpstream_audio_port] RTP/AVP 8
a=rtpmap:8 PCMA/8000
a=ptime:20
`

// keyed is voice of a side that takes keys as RTP events: it has no answer to an INFO.
const keyed = `v=0
o=- 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio [rtpstream_audio_port] RTP/AVP 8 101
a=rtpmap:8 PCMA/8000
a=rtpmap:101 telephone-event/8000
a=fmtp:101 0-16
a=ptime:20
`

// tag is the scenario's own, on either side.
const tag = "[pid]t[call_number]"

// identity are the headers that say who is who: of a caller known by the scenario, of a telephone read from the INVITE.
func (s *scenario) identity() (target, headers string) {
	if s.caller {
		return "sip:[service]@[remote_ip]:[remote_port]",
			"From: <sip:" + s.number + "@[local_ip]:[local_port]>;tag=" + tag + "\n" +
				"To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]\n"
	}
	return "[$peer]", "From:[$us];tag=" + tag + "\nTo:[$them]\n"
}

// variables are those that a scenario sets, which sipp wants to see used.
func (s *scenario) variables() string {
	switch {
	case s.voice != nil:
		return "status,line,media"
	case s.caller:
		return "status"
	}
	return "them,us,peer"
}

// send writes a request; sipp repeats it until it is answered, apart from an ACK.
func (s *scenario) send(method, headers, body string) {
	repeat, sequence := ` retrans="500"`, "[cseq] "+method
	if method == "ACK" || method == "CANCEL" {
		repeat, sequence = "", "1 "+method
	}
	via := "Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]\n"
	if method == "CANCEL" {
		via = "[last_Via:]\n" // a CANCEL goes the way of what it cancels
	}
	target, who := s.identity()
	s.writef("<send%s><![CDATA[\n%s\n]]></send>\n", repeat, message(
		method+" "+target+" SIP/2.0\n"+via+who+"Call-ID: [call_id]\nCSeq: "+sequence+"\n"+
			"Contact: <sip:[local_ip]:[local_port]>\nMax-Forwards: 70\n"+headers, body))
}

// reply answers the last request. It is repeated until the ACK when it answers an INVITE for good.
func (s *scenario) reply(status, body string) {
	repeat := ""
	if body != "" {
		repeat = ` retrans="500"`
	}
	to := "[last_To:]"
	if !s.caller {
		to = "To:[$us];tag=" + tag
	}
	s.writef("<send%s><![CDATA[\n%s\n]]></send>\n", repeat, message(
		"SIP/2.0 "+status+"\n[last_Via:]\n[last_From:]\n"+to+"\n[last_Call-ID:]\n[last_CSeq:]\n"+
			"Contact: <sip:[local_ip]:[local_port]>\n", body))
}

// message puts the body and its length below the headers.
func message(headers, body string) string {
	if body == "" {
		return headers + "Content-Length: 0\n"
	}
	if !strings.Contains(headers, "Content-Type:") {
		headers += "Content-Type: application/sdp\n"
	}
	return headers + "Content-Length: [len]\n\n" + body
}
