// Package tgtest is a Bot API server for tests: what Telegram does to a bot, at its worst, on the loopback.
//
// [New] starts a server for one bot token. The test plays the people: [Server.Person] opens a private chat in which the
// test says things, taps buttons, sends photos and albums, shares a location or a contact, blocks the bot; [Server.Group]
// a group. What the bot sends is checked as Telegram checks it (HTML, the length in UTF-16 units, buttons) and is read
// back with [Chat.Next].
//
// Updates wait until they are confirmed by a higher offset, or, once a webhook is set, are posted to it in parallel and
// out of order until it answers 2xx. A second getUpdates ends the first with 409. [Server.Fail] makes a method answer with
// an error for a while, [Server.CutAfter] does what it was asked and then cuts the connection, [Server.Slow] makes it
// late, [Server.Enforce] answers 429 past Telegram's limits.
//
// # Concurrency and lifecycle
//
// Everything is safe for concurrent use. The server ends with its test. Helpers that wait fail the test after [Patience].
package tgtest
