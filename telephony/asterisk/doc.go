// Package asterisk speaks to one Asterisk over ARI: REST by the handles of the ari library, events by a reader of its own on
// a WebSocket, since the library's reader dies of an event that it does not know, drops events under load and never pings.
//
// A [Client] has no state but its address and is safe for concurrent use. [Client.Listen] reads one socket until it breaks;
// whoever calls it connects again and finds out, by listing, what it missed: Asterisk keeps no events for an application
// that is away.
package asterisk
