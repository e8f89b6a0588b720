// Package wire holds what travels on the live feed: the JSON frames between server and client, and the entries of the
// Redis stream between a stream's relay and the servers.
//
// # Frames
//
// Every frame is a JSON text with "v":1 and a "type". The client speaks first:
//
//	{"v":1,"type":"hello","stream":"cases","epoch":"","offset":0}
//
// The server answers with everything since that offset, or with everything there is:
//
//	{"v":1,"type":"delta","epoch":E,"offset":N,"events":[Event]}
//	{"v":1,"type":"snapshot","epoch":E,"offset":N,"rows":[Row],"next":"/…"}
//
// then come, as they happen,
//
//	{"v":1,"type":"events","offset":N,"after":M,"events":[Event]}
//	{"v":1,"type":"beat","offset":N,"after":M,"now":"…","stale":true}
//	{"v":1,"type":"notice","about":"phone"}
//
// and the client answers each beat with {"v":1,"type":"beat"}.
//
// # Invariants
//
// An epoch is opaque to the client: it changes when positions start anew (a restore) and when the person's rights change,
// so that an offset never means something else than it did. "offset" says that everything up to it has been told as far
// as it concerns this client. "after" is an offset that the client must have been told before: a client that is
// below it has lost a frame and says hello again with what it has. "stale" says that the server itself hears nothing new.
//
// Events of one subject come in the order of their versions. Their values are absolute: a client drops a version at or
// below the one it has and takes any later one, so versions that it never saw (they were not for its eyes) are no gap.
// "removed" says that the subject is no longer for its eyes.
package wire
