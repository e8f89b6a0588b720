// Package redistimer makes deadlines fire: rows of PostgreSQL, with an index of the near ones in Redis.
//
// # Who is right
//
// PostgreSQL is. A deadline has fired when its row says so, and the handler that says so does it together with the
// effect, if the version that the timer was armed for still holds and the moment has come. Redis may therefore forget a
// timer, keep one that was stopped, or give one out twice: forgetting costs lateness, the rest costs a read.
//
// # How
//
// Each shard n has three keys of one hash slot, so that one script may touch them all on a Redis Cluster:
//
//	hl:{t<n>}:due     the index: members (see member.go) scored by the microsecond they are due
//	hl:{t<n>}:leased  those being fired, scored by the end of their lease
//	hl:{t<n>}:epoch   a random value, gone when Redis has lost its data
//
// Four loops run beside each other, in every copy:
//
//   - the scheduler claims what is due (claim.lua moves it to the leased set) whenever a worker is free, and sleeps
//     until the next member is due or somebody wakes it; no poll sets the lateness. Workers fire a batch in one
//     transaction and then take it off the leased set. A worker that dies loses its lease, not its timers.
//   - the loader puts the live deadlines due within [Config.HotWindow] into Redis: at the start, every quarter of that
//     window, and when a shard's epoch is not the one it loaded under. It always starts at minus infinity.
//   - the sweeper, whatever Redis does, fires every [Config.SweepEvery] from PostgreSQL what is more than
//     [Config.SweepAfter] overdue. While Redis is away it does all the work, at once and not after two seconds.
//   - the armer carries what was armed after a commit to Redis, many at a time.
//
// Every time comes from [Config.Now] and reaches SQL and Lua as a parameter; nothing rests on a key's expiry.
//
// # Failure
//
// A batch that fails is halved until the culprit stands alone. The culprit gets an attempt, its error and a longer and
// longer pause, and after [MaxAttempts] becomes a dead letter ([Engine.Dead], [Engine.Replay]); its neighbours go on. An
// error of the connection or the server is nobody's fault: everything is put back. A kind without a handler is put
// back too, because a newer copy may have one.
//
// # Lock order
//
// Handlers lock subjects in the order of their ids, skipping those that are held, and then their deadlines. The engine
// itself locks at most one row at a time, a culprit's deadline, and skips it when it is held. So it deadlocks with
// nobody. A subject that is held makes its timers come back after a short pause.
//
// # Concurrency and lifecycle
//
// [Engine.Run] is called once; it returns when its context ends and the batches under way have finished. [Engine.Arm]
// may be called by any goroutine at any time, never blocks, and may lose what it is given. An engine without handlers
// only arms, for a process that writes deadlines and leaves firing to others.
package redistimer
