// Package pad is a rating pad without buttons: the reference of docs/hall-pad-protocol.md, for whoever builds one.
//
// # Lifecycle and concurrency
//
// [Pad.Run] keeps a line to the hall until its context ends or the hall says that this pad is not wanted. [Pad.Press] and
// [Pad.Pressure] may be called from any goroutine, with or without a line.
//
// # Invariants
//
//   - What was pressed is in the state's file before anything is sent, and stays there until the hall has acknowledged it, over cuts
//     and restarts.
//   - The lamp that the hall is told of is the one that was shown.
//   - One press for each nonce; nothing is pressed on a dark pad.
package pad
