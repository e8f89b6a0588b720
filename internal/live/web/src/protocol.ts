/** The version of the protocol that this client speaks. */
export const version = 1;

/** Close codes by which the server says whether to come back. */
export const closeCode = { comeBack: 4000, signIn: 4001, badFrame: 4002, takenOver: 4003, notAllowed: 4004 } as const;

/** The present state of one subject. */
export interface Row {
  st: string;
  id: string;
  ver: number;
  data: unknown;
}

/** A change of one subject. */
export interface FeedEvent {
  pos: number;
  type: string;
  st: string;
  id: string;
  ver: number;
  at: string;
  /** The subject is no longer for this person's eyes; there is no data. */
  removed?: true;
  data?: unknown;
}

export interface SnapshotFrame {
  type: "snapshot";
  epoch: string;
  offset: number;
  rows: Row[];
  next?: string;
}

export interface DeltaFrame {
  type: "delta";
  epoch: string;
  offset: number;
  events: FeedEvent[];
}

export interface EventsFrame {
  type: "events";
  offset: number;
  after: number;
  events: FeedEvent[];
}

export interface BeatFrame {
  type: "beat";
  offset: number;
  after: number;
  now: string;
  stale?: true;
}

/** Something of this person's own has changed; it has no place in the stream. */
export interface NoticeFrame {
  type: "notice";
  about: string;
}

/** The answer to a frame of a device's, by the id that it gave. What else it says depends on what was sent. */
export interface AckFrame {
  type: "ack";
  id: string;
  [more: string]: unknown;
}

export type Frame = SnapshotFrame | DeltaFrame | EventsFrame | BeatFrame | NoticeFrame | AckFrame;

/** Where a client stands: positions mean something within their epoch alone. */
export interface Place {
  epoch: string;
  offset: number;
}

/** A frame of a protocol that this client does not speak: the page is older than the server. */
export class UnknownProtocol extends Error {}

/** Reads a frame; undefined for a type that a later server may send beside the known ones. */
export function parse(text: string): Frame | undefined {
  const frame = JSON.parse(text) as { v?: unknown; type?: unknown };
  if (frame.v !== version) throw new UnknownProtocol(`frame of version ${String(frame.v)}`);
  switch (frame.type) {
    case "snapshot":
    case "delta":
    case "events":
    case "beat":
    case "notice":
    case "ack":
      return frame as unknown as Frame;
  }
  return undefined;
}

/** The client's first frame, and what it says when it has lost something. A device proves in it who it is. */
export function hello(stream: string, place: Place, credential?: object): string {
  return JSON.stringify({ v: version, type: "hello", stream, epoch: place.epoch, offset: place.offset, credential });
}

/** The answer to a beat. */
export const beat = JSON.stringify({ v: version, type: "beat" });
