/** TLS on the virtual board: who is let in, and why the others are not. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  type Certificates,
  type Kind,
  makeCertificates,
  skipWithoutOpenSSL,
} from "../../support/certificates.ts";
import { skipWithout, startMosquitto } from "../../support/mosquitto.ts";
import { forSilence, now, runOnBoard, type TLSTry, tryServers } from "../../support/tls-client.ts";
import { closeServers, echoServer, rawServer, spoiler } from "../../support/tls-servers.ts";

/** What the node says of each identity, up to the details that change. */
const outcomes: Readonly<Record<Kind, RegExp>> = {
  good: /^open$/,
  elliptic: /^open$/,
  elliptic384: /^open$/,
  intermediate: /^open$/,
  otherName: /^name, it is for other\.example$/,
  expired: /^expired, the certificate was valid until \d{4}-\d\d-\d\d$/,
  early: /^early, the certificate is valid from \d{4}-\d\d-\d\d$/,
  foreign: /^foreign, the configured authority did not sign it$/,
  byForeignNamesake: /^foreign, the certificates do not lead to the configured authority$/,
  clientOnly: /^certificate, it is not for servers$/,
  byServer: /^foreign, the certificates do not lead to the configured authority$/,
  weak: /^certificate, an RSA key of 1024 bits$/,
};

describe("TLS", { skip: skipWithoutOpenSSL() }, () => {
  let certificates: Certificates;
  before(() => {
    certificates = makeCertificates();
  });
  after(() => {
    closeServers();
    certificates.remove();
  });

  test("certificates", async () => {
    const tries: TLSTry[] = [];
    for (const [name, identity] of Object.entries(certificates.identities))
      tries.push({ name, port: await echoServer(identity) });
    const said = await tryServers(certificates.ca, tries);
    for (const [kind, outcome] of Object.entries(outcomes)) assert.match(said[kind] ?? "", outcome, kind);
  });

  test("names", async () => {
    const port = await echoServer(certificates.identities.good);
    const said = await tryServers(certificates.ca, [
      { name: "its address", host: "127.0.0.1", port },
      { name: "capitals", host: "LocalHost", port },
      { name: "a full stop", host: "localhost.", port },
      { name: "another address", host: "127.0.0.2", port },
      { name: "below it", host: "broker.localhost", port },
    ]);
    assert.equal(said["its address"], "open");
    assert.equal(said.capitals, "open");
    assert.equal(said["a full stop"], "open");
    assert.equal(said["another address"], "name, it is for localhost, 127.0.0.1");
    assert.equal(said["below it"], "name, it is for localhost, 127.0.0.1");
  });

  test("the authority", async () => {
    const { ca, foreignCA, identities } = certificates;
    const tries = [{ name: "server", port: await echoServer(identities.good) }];
    assert.match((await tryServers(foreignCA, tries)).server!, /^foreign, /);
    assert.equal((await tryServers(foreignCA + ca, tries)).server, "open");
  });

  test("the clock", async () => {
    const { ca, identities } = certificates;
    const tries = [{ name: "server", port: await echoServer(identities.good) }];
    assert.equal((await tryServers(ca, tries, 0)).server, "clock, the clock is not set");
    assert.match((await tryServers(ca, tries, 1_750_000_000)).server!, /^early, /);
    const inTwoMonths = Math.floor(Date.now() / 1000) + 60 * 86_400;
    assert.match((await tryServers(ca, tries, inTwoMonths)).server!, /^expired, /);
  });

  test("cipher suites and versions", async () => {
    const { ca, identities } = certificates;
    const suites = ["AES128-SHA", "AES256-SHA256", "ECDHE-RSA-AES128-SHA256", "ECDHE-RSA-AES128-GCM-SHA256"];
    const tries: TLSTry[] = [];
    for (const ciphers of suites)
      tries.push({ name: ciphers, port: await echoServer(identities.good, { ciphers }) });
    tries.push(
      { name: "others", port: await echoServer(identities.good, { ciphers: "AES256-GCM-SHA384" }) },
      { name: "TLS 1.3", port: await echoServer(identities.good, { minVersion: "TLSv1.3" }) },
    );
    const said = await tryServers(ca, tries);
    for (const ciphers of suites) assert.equal(said[ciphers], "open", ciphers);
    assert.equal(said.others, "handshake, the server says alert 40 handshake_failure");
    assert.equal(said["TLS 1.3"], "handshake, the server says alert 70 protocol_version");
  });

  test("what is no TLS 1.2", async () => {
    const hex = (text: string) => Buffer.from(text, "hex");
    const answers: [name: string, answer: Uint8Array | undefined, outcome: string][] = [
      ["hangs up", undefined, "handshake, the server hung up"],
      ["HTTP", Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n"), "handshake, the server does not speak TLS"],
      ["MQTT", hex("20020005"), "silent"],
      ["a close in the clear", hex("15030300020100"), "handshake, the server closed the connection"],
      [
        "TLS 1.1",
        hex(`160302002a020000260302${"00".repeat(33)}002f00`),
        "handshake, the server speaks version 302",
      ],
      ["data in the clear", hex("170303000120"), "handshake, data before encryption"],
      ["encryption at once", hex("140303000101"), "handshake, encrypts too early"],
      ["a long record", hex("1603034000"), "handshake, a record of 16384 bytes"],
      ["a piece of a message", hex("16030300040200ffff"), "handshake, a message in pieces"],
      ["an end at once", hex("16030300040e000000"), "handshake, message 14 out of turn"],
    ];
    const tries: TLSTry[] = [];
    for (const [name, answer] of answers) tries.push({ name, port: await rawServer(answer) });
    const said = await tryServers(certificates.ca, tries, now(), forSilence);
    for (const [name, , outcome] of answers) assert.equal(said[name], outcome, name);
  });

  test("a connection that ends during the handshake, at any point", async () => {
    const port = await echoServer(certificates.identities.good, { ciphers: "ECDHE-RSA-AES128-GCM-SHA256" });
    const tries: TLSTry[] = [];
    for (const end of [0, 1, 4, 5, 6, 40, 90, 100, 500, 1000, 1200, 1300]) {
      const cut = (bytes: Buffer, at: number) => Math.min(bytes.length, Math.max(0, end - at));
      tries.push({ name: `${end}`, port: await spoiler(port, cut) });
    }
    const said = await tryServers(certificates.ca, tries);
    for (const { name } of tries) assert.equal(said[name], "handshake, the server hung up", name);
  });

  test("no byte of the handshake can be changed", async () => {
    const port = await echoServer(certificates.identities.good, { ciphers: "ECDHE-RSA-AES128-GCM-SHA256" });
    let length = 0;
    const whole = await spoiler(port, (bytes, at) => {
      length = Math.max(length, at + bytes.length);
      return bytes.length;
    });
    assert.equal((await tryServers(certificates.ca, [{ name: "whole", port: whole }])).whole, "open");
    const tries: TLSTry[] = [];
    for (let place = 0; place < length - 80; place += 13)
      tries.push({
        name: `${place}`,
        port: await spoiler(port, (bytes, at) => {
          if (place >= at && place < at + bytes.length) bytes[place - at]! ^= 1;
          return bytes.length;
        }),
      });
    const said = await tryServers(certificates.ca, tries, now(), forSilence);
    const passed = tries.filter(
      ({ name }) => !/^(handshake|certificate|foreign|silent|error)/.test(said[name]!),
    );
    assert.deepEqual(
      passed.map(({ name }) => `${name}: ${said[name]}`),
      [],
    );
  });

  describe("MQTT at Mosquitto", { skip: skipWithout("mosquitto") }, () => {
    const atMosquitto = async (kind: Kind): Promise<string[]> => {
      const { chain, key } = certificates.identities[kind];
      const broker = await startMosquitto({
        lines: ["allow_anonymous true", `certfile ${chain}`, `keyfile ${key}`],
      });
      try {
        const config = { host: "localhost", port: broker.port, ca: certificates.ca, unix: now() };
        return await runOnBoard("mqtt", config, (line) => line === "heard both" || line.startsWith("end: "));
      } finally {
        await broker.close();
      }
    };

    for (const kind of ["good", "elliptic", "intermediate"] as const)
      test(`messages both ways: ${kind}`, async () => {
        const lines = await atMosquitto(kind);
        const messages = lines.filter((line) => line.startsWith("message: "));
        assert.deepEqual(messages, ["message: short", "message: long"], lines.join("\n"));
      });

    for (const kind of ["foreign", "expired", "otherName"] as const)
      test(`refused: ${kind}`, async () => {
        const lines = await atMosquitto(kind);
        const refused = lines.find((line) => line.startsWith("refused: "));
        assert.match(refused?.slice("refused: ".length) ?? "", outcomes[kind], lines.join("\n"));
        assert.ok(!lines.some((line) => line.startsWith("control: ")), "it was sent something");
      });
  });
});
