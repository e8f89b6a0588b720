// Package bot is the Telegram edge: citizens report, agree to wordings and hear what becomes of their cases; executors are
// pushed cases and accept or decline them.
//
// # How an update flows
//
// The poller (one for a token, by a fenced lease) or the webhook stores raw updates in an inbox keyed by (bot, update id)
// and only then moves the offset or answers 200. Files of an update are fetched into the blob store before it is taken. A
// worker locks the chat's row, takes the chat's lowest pending update (or a whole album), and in one transaction changes
// the conversation, marks the update done, calls at most one use case of the core under the key "<update id>", and writes
// the answers. A second loop sends the answers in the order of their chat.
//
// # Invariants
//
//   - An update is lost by no crash: it is confirmed to Telegram after it was committed, and done together with its effects.
//   - It takes effect once: the inbox refuses a second copy, whatever the order in which copies come.
//   - Inside a chat updates are taken in the order of their ids, also by several processes. Webhooks overtake each other, so
//     an update behind a gap is held for a moment. Nothing is ever dropped for being below the last id: ids restart at
//     random after a quiet week.
//   - After five failures an update is a dead letter (visible, replayable) and its chat goes on. A panic is a failure.
//   - A button carries the draft's id and version, so a stale or a second tap does nothing. Every callback is answered.
//   - Outside, at least once: after a kill only what was being sent may repeat.
//   - Nothing personal is asked before its author agreed to the text in force; what the bot remembers goes with that consent.
//   - A citizen acts on a case by being answered in the chat (the core checks it), so another chat's buttons do nothing.
//   - In the quiet hours of the profile, and while a chat is muted, only what is urgent or answers the person's own action is
//     told; the rest is put off, never dropped.
//   - The name of a Telegram account is never used as a person's name (MR-4.4.1). Neither texts nor names nor the token,
//     which stands in every file's address, reach the log.
//
// # Concurrency and lifecycle
//
// [Bot.Run] serves until its context ends: it stops claiming, lets running jobs finish, and returns. Any number of copies
// may run. Without a token it waits and says so once. [Bot.Webhook] and [Bot.Sender] may be used while Run runs.
package bot
