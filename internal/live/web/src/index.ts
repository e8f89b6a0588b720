/**
 * The live feed in a browser: a complete picture first, then every change, over a WebSocket that comes back by itself.
 *
 * The frames are described in the Go package internal/live/wire. Values are absolute: an event holds the whole row, so
 * versions that this client never saw (they were not for its eyes) are no gap; older ones are dropped here.
 */
export { connect } from "./client";
export type { Connection, Options, State, Status } from "./client";
export type { AckFrame, FeedEvent, Row } from "./protocol";
export { Run } from "./run";
