/**
 * The alarm as it is stored: one record with the state, the events that the broker has not acknowledged, and
 * the counter of the last command. Pure.
 *
 * Bytes: version, state, number of events, sequence (u32), counter (f64), then for each event its state (u8)
 * and time (f64), and at the end a checksum (u16, Fletcher) over all before it. Big-endian.
 */

/** A change of the alarm that the broker must acknowledge. */
export interface AlarmEvent {
  readonly on: boolean;
  /** Milliseconds since 1970; 0 when it is not known any more. */
  at: number;
  /** Packet identifiers of its messages, once it was sent; kept when it is sent again. */
  id: number;
  recordId: number;
}

export interface AlarmRecord {
  sequence: number;
  on: boolean;
  /** Of the last command that was obeyed. */
  counter: number;
  events: AlarmEvent[];
}

const Version = 1;
const Header = 15;
const EventSize = 9;
const ChecksumSize = 2;

/** Events that one record holds at most. */
export const MostEvents = 32;

function checksum(bytes: DataView, length: number): number {
  let low = 1;
  let high = 0;
  for (let i = 0; i < length; i++) {
    low = (low + bytes.getUint8(i)) % 255;
    high = (high + low) % 255;
  }
  return (high << 8) | low;
}

export function encodeRecord(record: AlarmRecord): ArrayBuffer {
  const { events } = record;
  const length = Header + events.length * EventSize;
  const view = new DataView(new ArrayBuffer(length + ChecksumSize));
  view.setUint8(0, Version);
  view.setUint8(1, record.on ? 1 : 0);
  view.setUint8(2, events.length);
  view.setUint32(3, record.sequence);
  view.setFloat64(7, record.counter);
  for (let i = 0, offset = Header; i < events.length; i++, offset += EventSize) {
    const event = events[i] as AlarmEvent;
    view.setUint8(offset, event.on ? 1 : 0);
    view.setFloat64(offset + 1, event.at);
  }
  view.setUint16(length, checksum(view, length));
  return view.buffer;
}

/** @returns undefined for what is not a whole record */
export function decodeRecord(data: unknown): AlarmRecord | undefined {
  if (!(data instanceof ArrayBuffer) || data.byteLength < Header + ChecksumSize) return undefined;
  const view = new DataView(data);
  const count = view.getUint8(2);
  const length = Header + count * EventSize;
  if (view.getUint8(0) !== Version || count > MostEvents || data.byteLength !== length + ChecksumSize)
    return undefined;
  if (view.getUint16(length) !== checksum(view, length)) return undefined;
  const events: AlarmEvent[] = [];
  for (let offset = Header; offset < length; offset += EventSize)
    events.push({ on: view.getUint8(offset) === 1, at: view.getFloat64(offset + 1), id: 0, recordId: 0 });
  return {
    sequence: view.getUint32(3),
    on: view.getUint8(1) === 1,
    counter: view.getFloat64(7),
    events,
  };
}
