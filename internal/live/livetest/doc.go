// Package livetest is a console without a screen: a client of the live feed for tests.
//
// A [Model] follows the client's rules of package wire; a [Console] keeps one over a WebSocket. Both are safe for
// concurrent use.
package livetest
