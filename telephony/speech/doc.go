// Package speech turns texts into what Asterisk plays: wav files of 8 kHz, 16 bit, mono.
//
// [Speaker.Say] gives the text to a program, SPEECH_COMMAND, and keeps what it said: the next to say the same gets it at
// once. [Speaker.Handler] serves the files to Asterisk, which fetches and caches them by itself. Whatever rate the program
// speaks at is brought down to the telephone's.
//
// # Lifecycle
//
// A [Speaker] has no goroutine of its own and needs no closing. Its folder may be emptied at any time: sounds are made
// again when they are asked for.
//
// # Invariants
//
// The program is started without a shell, and the text reaches it on its standard input, so it shows in no list of
// processes; neither the text nor what the program printed gets into an error. A sound's name is an HMAC of command,
// language and text, so a name tells nothing. A file is whole or not there. What the program gave is checked before it is
// kept: no wav, silence, or a length that no text has is an error. The folder keeps below its size by dropping what was
// asked for longest ago, never what was just asked for.
//
// # Concurrency
//
// A [Speaker] is safe for concurrent use. No more than a few programs run at once, and one for each text.
package speech
