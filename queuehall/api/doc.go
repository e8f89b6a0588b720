// Package api is the halls over HTTP: what operators and heads do, what kiosks ask for, and the live feed of screens and pads.
//
// An [API] is a part of the server that carries it (hotline/internal/site). Staff come with their session; devices with the token
// that they got for a code, in the Authorization header or in the first frame of their socket, never in an address.
//
// # The feed
//
// Staff and devices follow one stream by two doors. A device's socket carries what the device says as well: presses, reports of
// pressure and its health (docs/hall-pad-protocol.md). It has one connection at a time; a newer one closes the older.
//
// # Concurrency and lifecycle
//
// [API.Run] looks every few seconds whether the connected devices still are who they were: one that was turned out, or has a newer
// connection at another copy, is closed. An API is safe for concurrent use.
package api
