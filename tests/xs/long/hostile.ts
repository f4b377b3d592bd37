/**
 * A hostile broker: a million malformed or random packets through guard, client and connection. Nothing
 * throws into the machine, every connection comes to an end and the next one works, and memory stays where
 * it was (the harness looks at it at each `measure`).
 */
import Timer from "timer";
import Connection from "../../../network/connection";
import { guarded, type SocketConstructor } from "../../../network/guard";

const Packets = 1_000_000;
const Measure = 90_000;
const Each = 40;

interface FakeOptions {
  onReadable(this: Fake, count: number): void;
  onWritable(count: number): void;
}

let socket: Fake | undefined;

/** What the SDK's TCP does, with bytes from this program. */
class Fake {
  format = "buffer";
  readonly #options: FakeOptions;
  #bytes = new Uint8Array(0);
  #offset = 0;
  closed = false;

  constructor(options: FakeOptions) {
    this.#options = options;
    socket = this;
    Timer.set(() => {
      if (!this.closed) options.onWritable(4096);
    });
  }

  feed(bytes: Uint8Array): void {
    const rest = this.#bytes.subarray(this.#offset);
    this.#bytes = new Uint8Array(rest.length + bytes.length);
    this.#bytes.set(rest);
    this.#bytes.set(bytes, rest.length);
    this.#offset = 0;
    this.#options.onReadable.call(this, this.#bytes.length);
  }

  read(count?: number | ArrayBuffer | Uint8Array): number | ArrayBuffer | undefined {
    if (this.closed) throw new SyntaxError("closed");
    const available = this.#bytes.length - this.#offset;
    if (!available) return undefined;
    if (this.format === "number") return this.#bytes[this.#offset++];
    const length = typeof count === "number" ? count : (count?.byteLength ?? available);
    if (length <= 0 || length > available) throw new Error("invalid");
    const part = this.#bytes.slice(this.#offset, this.#offset + length);
    this.#offset += length;
    return part.buffer;
  }

  write(): number {
    if (this.closed) throw new SyntaxError("closed");
    return 4096;
  }

  close(): void {
    this.closed = true;
  }
}

let state = 12345;
function random(most: number): number {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % most;
}

const connack = Uint8Array.of(0x20, 2, 0, 0);
const publish = Uint8Array.of(0x30, 5, 0, 1, 0x74, 0x4f, 0x4e);
const templates = [
  connack,
  publish,
  Uint8Array.of(0x40, 2, 0, 1),
  Uint8Array.of(0x90, 3, 0, 1, 1),
  Uint8Array.of(0xd0, 0),
  Uint8Array.of(0x31, 3, 0, 1, 0x74),
  Uint8Array.of(0x32, 9, 0, 1, 0x74, 0, 7, 0x4f, 0x46, 0x46, 0x21),
  Uint8Array.of(0x30, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff),
  Uint8Array.of(0x36, 4, 0, 1, 0x74, 1),
];

/** Random bytes, or a packet with some of its bytes changed. */
function malformed(): Uint8Array {
  if (random(3) === 0) {
    const bytes = new Uint8Array(1 + random(24));
    for (let i = 0; i < bytes.length; i++) bytes[i] = random(256);
    return bytes;
  }
  const bytes = (templates[random(templates.length)] as Uint8Array).slice();
  for (let changes = random(3); changes > 0; changes--) bytes[random(bytes.length)] = random(256);
  return bytes;
}

Object.assign(globalThis, {
  System: {
    resolve: (name: string, done: (name: string, address: string) => void) => done(name, "10.0.0.1"),
  },
});

const io = guarded(Fake as unknown as SocketConstructor);
const silent = () => {};
let sent = 0;
let connections = 0;
let ends = 0;
let messages = 0;
let escaped = "";

function connect(): Connection {
  connections++;
  return new Connection(
    {
      host: "h",
      port: 1,
      id: "i",
      user: "",
      password: "",
      keepAlive: 30,
      will: { topic: "w", message: new ArrayBuffer(1) },
      socket: { io },
    },
    {
      opened: silent,
      writable: silent,
      acknowledged: silent,
      received: () => messages++,
      ended: () => {
        ends++;
        current = undefined;
      },
    },
  );
}

let current: Connection | undefined;
/** Has had its CONNACK: a second one would end it. */
let greeted: Fake | undefined;

function turn(): void {
  if (!current) current = connect();
  else if (socket && !socket.closed) {
    try {
      if (socket !== greeted) socket.feed(connack);
      greeted = socket;
      for (let i = 0; i < Each && !socket.closed; i++, sent++) socket.feed(malformed());
    } catch (error) {
      escaped = `${error}`;
    }
    if (current && random(4) === 0) {
      current.close(random(2) === 0);
      current = undefined;
    }
  }
  if (sent >= Packets || escaped) finish();
  else if (Math.floor(sent / Measure) > measured) rest();
  else Timer.set(turn, 1);
}

/** With all timers run out, what is alive can be compared. */
function rest(): void {
  measured++;
  current?.close(false);
  current = undefined;
  socket = greeted = undefined;
  Timer.set(() => {
    trace("measure\n");
    Timer.set(turn, 1);
  }, 60_000);
}
let measured = 0;

const say = (name: string, ok: boolean, detail: string) =>
  trace(ok ? `ok ${name}\n` : `not ok ${name}\t${detail}\n`);

function finish(): void {
  say("nothing escapes into the machine", escaped === "", escaped);
  say("a million packets", escaped !== "" || sent >= Packets, `${sent}`);
  say("the guard ends connections that are not worth keeping", ends > 10_000, `${ends} of ${connections}`);
  say("good messages among them arrive", messages > 1000, `${messages}`);
  current?.close(false);
  current = connect();
  let good = 0;
  const before = messages;
  Timer.set(() => {
    socket?.feed(connack);
    socket?.feed(publish);
    good = messages - before;
    say("the next connection works", good === 1, `${good} messages`);
    trace("done\n");
  }, 10);
}

turn();
