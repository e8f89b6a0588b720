// Package live tells consoles what has just changed, over WebSocket.
//
// A [Hub] follows one stream of committed changes: it reads the Redis stream that the relay fills, keeps the recent
// events, and sends each connection those that its [Viewer] may see. A [Handler] accepts connections and leads each to
// the hub of the stream that its hello names. The frames are described in package wire; the client is in web/.
//
// # Joining
//
// A client that says where it was ({epoch, offset}) gets a delta when the hub still has everything since then, and a
// snapshot otherwise. The position is read before the snapshot's rows, and events above the position follow from the
// recent ones, so nothing falls between. When those are gone by then, the snapshot is taken again. Those who see the same share
// snapshots: any that the recent events continue is right for whoever begins, so a hall that comes back at once is read a few times.
// They share deltas too, when they come from the same place.
//
// # Notices
//
// Beside the stream a connection may be told that something of its own person's has changed ([Hub.Notify]). Notices go by Redis's
// publish and subscribe to every process, are for one person, are not kept and have no order with events.
//
// # Losing touch
//
// The hub survives its source: without Redis, connections stay, snapshots are still served from PostgreSQL, and beats
// say "stale". Positions are consecutive, so a hole in them shows: connections that the recent events cannot bring up to
// date get a new snapshot. A changed epoch (a restore) gives everybody one.
//
// # Concurrency and lifecycle
//
// [Hub.Run] follows the source until its context ends, then closes every connection with wire.CloseComeBack; so does
// [Hub.Shutdown], which also waits for them. A connection outlives its HTTP request, and has one goroutine, which reads. The hub's
// mutex guards the recent events, the set of connections and how far each has been told; under it frames are only put into queues,
// never written. Lock order: hub, connection, crew.
//
// As many workers as there are cores write to whatever connections have something in their queues, and go when none has: waking a
// goroutine for each of thousands would cost more than the writing. They never wait for a client. What the kernel does not take at
// once is kept, and a goroutine of that connection's own goes on until its queue is empty. Beats are spread over their five seconds,
// so that an event does not wait behind thousands of them.
//
// # Invariants
//
//   - A connection is told each event at most once, in the order of positions, and only what its viewer may see at
//     that moment; its frames leave in the order in which they were queued.
//   - Nothing is dropped silently: a queue that overflows (64 frames or 256 KiB) closes its connection.
//   - Equal frames are encoded once, whatever the number of connections.
//   - A client that says hello over and over is let go, since each costs an answer.
//   - A client that does not read holds up no other one, and is let go when a frame has not left within ten seconds.
package live
