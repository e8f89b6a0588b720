// Command bench measures the hot paths side by side with peers and writes bench/results.tsv.
//
//	go run .            every suite
//	go run . timers     one of them: timers, intake, streets, push, process, search, web, calls, hall
//	go run . -runs 1 -scale 0.1 timers
//
// It starts a PostgreSQL (fsync=on, synchronous_commit=on) and a Redis of its own. Each subject runs in a process of
// its own (this binary again, told so by its first argument), so that what seeds, waits and computes takes nothing from
// it. Every figure is the median of the runs; subjects take turns within a run.
//
// The suites:
//
//   - timers: 1,000,000 armed, of which 20,000 come due evenly over 20 s, then 50,000 at one instant. Ours commits the
//     full effect of a missed term; the peers' jobs are empty. Lateness ends for ours when the commit has returned, for
//     a peer when its job begins. asynq keeps whole seconds: its lateness counts from the second it was given.
//   - intake: confirmed registrations through the use case by 16 workers, beside the same statements pipelined in one
//     transaction each.
//   - streets: addresses looked up in a register of 100,000 streets as an agent types them, one after the other.
//   - push: 500 consoles on WebSockets in a process of their own, 100 registrations a second committed by a third; each
//     registration counts once for each console, from its commit to the frame. Then 20 a second over 400 chats, with the
//     limits of Telegram enforced, from the commit to the message.
//   - web: the agent's console in chromium on a CPU slowed four times, 2,000 reports waiting: the largest paint, what the
//     JavaScript weighs gzipped, and how long a key press takes to be painted. Nothing else happens meanwhile.
//   - process: the product with every role, idle.
//   - search: 1,000,000 cases of three years; pages of 50 by number, by one to three filters, and by words drawn as often as
//     they are said, the ten commonest and a hundred rare ones among them. A page's capped count is asked and timed apart.
//   - calls: sipp calls a real Asterisk, hears 1.4 s of prompt and hangs up; each call to the hotline commits its row and a
//     report. The most calls a second of which none fails, waits half a second for an answer or sends a message twice, beside
//     the plain dialplan of the same Asterisk. Then how long callers wait for the first prompt at 50 calls/s, from the event
//     of their coming to that of the prompt's start, and what the bridge costs while 300 wait.
//   - hall: 5,000 displays open a socket at the same moment, in a process of their own, until each has what there is to see; then 5
//     changes a second go to all of them, from the moment at which a change is made to its receipt by each. Ours is the product,
//     hotline serve with the roles hall and core: a change is an operator's call over HTTP, made with its commit in PostgreSQL, before
//     which nobody hears of it, while the 200 pads of the hall say that they are lit; call_to_screen is the same calls from the
//     operator's key on. Centrifugo 5.4.9 is handed a change by its HTTP API, with the engine in its own memory and what its
//     documentation advises to spare memory; bare_gorilla is a loop that writes a prepared message to one connection after the
//     other, and a change is made when its loop begins. idle_mb is what the serving process takes with nobody connected,
//     kb_per_conn how much it has grown by after the last change, divided by its connections: for all three alike. Then 500 presses
//     a second come over the sockets of the 200 pads, from the frame to its answer, which comes after the commit, while operators
//     call: commit_to_screen is how late their calls are on 50 displays. Last, 200 operators call at once, by the use case in a
//     process of its own.
package main
