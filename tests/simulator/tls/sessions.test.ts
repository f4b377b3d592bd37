/** The world's own TLS, held against Node's at the other end, against itself, and against bytes that are none. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Duplex } from "node:stream";
import { describe, test } from "node:test";
import { connect, TLSSocket } from "node:tls";
import { ClientSession } from "../../../simulator/tls/client.ts";
import { authority, identityNamed, identityNames } from "../../../simulator/tls/identity.ts";
import { mostData } from "../../../simulator/tls/records.ts";
import { prf } from "../../../simulator/tls/secrets.ts";
import { ServerSession } from "../../../simulator/tls/server.ts";
import type { TLSEnd } from "../../../simulator/tls/session.ts";
import { TLSTap } from "../../../simulator/tls/tap.ts";
import { Random } from "../../../simulator/world/random.ts";
import { project } from "../../support/xs-program.ts";

const client = (seed: number | string = 1) => new ClientSession("broker.local", new Random(`client ${seed}`));
const server = (seed: number | string = 1) =>
  new ServerSession(identityNamed("good"), new Random(`server ${seed}`));
const text = (data: readonly Uint8Array[]) => Buffer.concat(data).toString();

/** Carries what each says to the other until both are silent. @returns all of it */
function talk(a: TLSEnd, b: TLSEnd): Buffer {
  const carried: Uint8Array[] = [];
  const carry = (from: TLSEnd, to: TLSEnd) => {
    for (const bytes of from.output.splice(0)) {
      carried.push(bytes);
      to.feed(bytes);
    }
  };
  while (a.output.length > 0 || b.output.length > 0) {
    carry(a, b);
    carry(b, a);
  }
  return Buffer.concat(carried);
}

/** A stream whose other end is a session. */
class Carrier extends Duplex {
  readonly #end: TLSEnd;

  constructor(end: TLSEnd) {
    super();
    this.#end = end;
    setImmediate(() => this.flush());
  }

  flush(): void {
    for (const bytes of this.#end.output.splice(0)) this.push(bytes);
  }

  override _read(): void {}

  override _write(bytes: Buffer, _encoding: string, done: () => void): void {
    this.#end.feed(bytes);
    this.flush();
    done();
  }
}

const until = (socket: TLSSocket, event: string) =>
  new Promise<Buffer>((resolve, reject) => {
    socket.once(event, resolve);
    socket.once("error", reject);
  });

describe("the world's TLS", () => {
  test("the pseudorandom function, by the known answer of its authors' mailing list", () => {
    const secret = Buffer.from("9bbe436ba940f017b17652849a71db35", "hex");
    const seed = Buffer.from("a0ba9f936cda311827a6f796ffd5198c", "hex");
    assert.equal(
      prf(secret, "test label", seed, 100).subarray(0, 16).toString("hex"),
      "e3f229ba727be17b8d122620557cd453",
    );
  });

  test("a client of Node's, which verifies, at our server", async () => {
    const session = server();
    const carrier = new Carrier(session);
    const socket = connect({ socket: carrier, servername: "broker.local", ca: authority() });
    await until(socket, "secureConnect");
    assert.equal(socket.authorized, true);
    assert.equal(socket.getCipher().standardName, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
    socket.write("to the server");
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(text(session.data), "to the server");
    session.write(Buffer.from("to the client"));
    const heard = until(socket, "data");
    carrier.flush();
    assert.equal(`${await heard}`, "to the client");
    const ended = until(socket, "end");
    session.close();
    carrier.flush();
    await ended;
    socket.destroy();
  });

  test("our client at a server of Node's", async () => {
    const session = client();
    const folder = join(project, "simulator", "tls", "identities");
    const [cert, key] = ["good.pem", "key.pem"].map((file) => readFileSync(join(folder, file)));
    const carrier = new Carrier(session);
    const socket = new TLSSocket(carrier, { isServer: true, cert: cert!, key: key! });
    await until(socket, "secure");
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(session.ready, true);
    session.write(Buffer.from("to the server"));
    const heard = until(socket, "data");
    carrier.flush();
    assert.equal(`${await heard}`, "to the server");
    socket.write("to the client");
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(text(session.data), "to the client");
    socket.destroy();
  });

  test("the same seed is the same bytes, another one is not", () => {
    assert.deepEqual(talk(client(1), server(1)), talk(client(1), server(1)));
    assert.notDeepEqual(talk(client(1), server(1)), talk(client(2), server(1)));
    assert.notDeepEqual(talk(client(1), server(1)), talk(client(1), server(2)));
  });

  test("data both ways in any length, cut anywhere; who has the keys hears it too", () => {
    const random = new Random("lengths");
    const [a, b] = [client(), server()];
    const tap = new TLSTap(() => b.keys?.toServer);
    const tapped: Uint8Array[] = [];
    const carry = (from: TLSEnd, to: TLSEnd) => {
      const bytes = Buffer.concat(from.output.splice(0));
      for (let at = 0; at < bytes.length; ) {
        const end = at + random.integer(1, 2000);
        if (from === a) tapped.push(...tap.read(bytes.subarray(at, end)));
        to.feed(bytes.subarray(at, end));
        at = end;
      }
    };
    for (let i = 0; i < 3; i++) {
      carry(a, b);
      carry(b, a);
    }
    assert.ok(a.ready && b.ready);
    const lengths = [0, 1, mostData - 1, mostData, mostData + 1, 3 * mostData];
    for (const length of [...lengths, ...Array.from({ length: 50 }, () => random.integer(0, 5000))]) {
      const said = Buffer.from(Array.from({ length }, () => random.integer(0, 255)));
      a.write(said);
      b.write(said);
      carry(a, b);
      carry(b, a);
      for (const heard of [a.data, b.data, tapped]) assert.deepEqual(Buffer.concat(heard.splice(0)), said);
    }
  });

  test("no byte from the server can be changed unseen, once it is protected", () => {
    for (const kind of ["finished", "data"] as const) {
      for (let place = 5; place < 45; place++) {
        const [a, b] = [client(), server()];
        b.feed(a.output.shift()!);
        for (const bytes of b.output.splice(0)) a.feed(bytes);
        for (const bytes of a.output.splice(0)) b.feed(bytes);
        const [change, finished] = b.output.splice(0);
        a.feed(change!);
        if (kind === "data") {
          a.feed(finished!);
          b.write(Buffer.alloc(20));
        }
        const spoilt = kind === "data" ? b.output.shift()! : finished!;
        spoilt[place]! ^= 1;
        assert.throws(() => a.feed(spoilt), /does not authenticate/, `${kind} ${place}`);
        assert.deepEqual([a.ended, a.output.length, a.data.length], [true, 1, 0]);
      }
    }
  });

  test("what is out of turn, or no TLS, is refused with an alert and nothing else", () => {
    const random = new Random("garbage");
    const flawed: [string, string, RegExp][] = [
      ["MQTT", "101000044d51545404c2001e000474657374", /no record of TLS/],
      ["data in the clear", "170303000161", /record of type 23 out of turn/],
      ["a change of the cipher", "140303000101", /change of the cipher out of turn/],
      ["Finished", `16030300101400000c${"00".repeat(12)}`, /Finished in the clear/],
      ["a message of another kind", "16030300040e000000", /message 14 out of turn/],
      ["a ClientHello that is cut off", "16030300050100000103", /cut off/],
      ["a long record", "160303ffff", /a record of/],
      ["an older client", `160301002b010000270302${"00".repeat(32)}000002c02f0100`, /without TLS 1.2/],
      [
        "other suites",
        `160303002d010000290303${"00".repeat(32)}000002003501000000`,
        /without this server's suite/,
      ],
    ];
    for (const [what, hex, message] of flawed) {
      const session = server();
      assert.throws(() => session.feed(Buffer.from(hex, "hex")), message, what);
      assert.equal(session.output.length, 1, what);
      assert.equal(session.output[0]![0], 21, what);
    }
    for (let i = 0; i < 3000; i++) {
      const session = random.chance(0.5) ? server() : client();
      session.output.length = 0;
      const body = Array.from({ length: random.integer(0, 60) }, () => random.integer(0, 255));
      const type = random.integer(19, 24);
      try {
        session.feed(Uint8Array.from([type, 3, 3, 0, body.length, ...body]));
      } catch (error) {
        assert.ok(
          error instanceof Error && !(error instanceof RangeError || error instanceof TypeError),
          `${error}`,
        );
      }
      assert.ok(!session.ready);
    }
  });

  test("a close is told, and is the end", () => {
    const [a, b] = [client(), server()];
    talk(a, b);
    a.close();
    talk(a, b);
    assert.equal(b.ended, true);
    b.write(Buffer.from("too late"));
    assert.deepEqual([b.output.length, a.data.length], [0, 0]);
  });

  test("every identity is there", () => {
    for (const name of identityNames) assert.equal(identityNamed(name).chain.length, 1, name);
  });
});
