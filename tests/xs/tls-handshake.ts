/** network/tls/handshake.ts: what a server may say, byte for byte, and when. */
import { P256 } from "../../network/tls/ecdsa";
import Handshake from "../../network/tls/handshake";
import { Refusal } from "../../network/tls/refusal";
import { done, same } from "./support/report";

const bytes = (text: string) => {
  const digits = text.replace(/\s/g, "");
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) =>
    Number(`0x${digits.slice(i * 2, i * 2 + 2)}`),
  );
};
const hex = (value: number, length: number) => value.toString(16).padStart(length * 2, "0");
const record = (type: number, body: string) => bytes(`${hex(type, 1)}0303${hex(body.length / 2, 2)}${body}`);
const message = (type: number, body: string) => hex(type, 1) + hex(body.length / 2, 3) + body;
const random = "5a".repeat(32);

const clientHello = record(22, message(1, `0303${random}00`));
const serverHello = (suite: string) => message(2, `0303${random}00${suite}00`);
const certificates = message(11, "00000500000201ff");
/** The key exchange with a point, and whatever stands for its signature. */
const exchange = (signature: string) => message(12, `03001704aabbccdd${signature}`);
const helloDone = message(14, "");
const ECDHE = "c02b";
const RSA = "002f";

/** What becomes of a server that says these handshake messages, and then these records. */
function outcome(messages: readonly string[], ...records: (Uint8Array | "change")[]): string {
  const handshake = new Handshake((chain) => {
    if (chain.length !== 1 || chain[0]?.length !== 2) throw new Error("not the server's certificate");
    return { kind: "ec", curve: P256, x: P256.x, y: P256.y };
  });
  try {
    handshake.sent(clientHello);
    for (const body of messages) handshake.received(record(22, body));
    for (const next of records)
      if (next === "change") handshake.sent(record(20, "01"));
      else handshake.received(next);
    return handshake.done ? "done" : "waits";
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return error.message;
  }
}

const rsa = [serverHello(RSA), certificates, helloDone];
const change = record(20, "01");
const finished = record(22, "00".repeat(40));
const unsigned = "the server does not have its certificate's key";

same("RSA, as it should be", outcome(rsa, "change", change, finished), "done");
same("all in one record", outcome([rsa.join("")], "change", change, finished), "done");
same("a certificate is asked for", outcome([...rsa.slice(0, 2), message(13, "0101"), helloDone]), "waits");
same("what follows is not looked at", outcome(rsa, "change", change, finished, record(23, "00")), "done");

same("no certificate", outcome([serverHello(RSA), helloDone]), "message 14 out of turn");
same("no hello", outcome([certificates]), "message 11 out of turn");
same("two certificates", outcome([serverHello(RSA), certificates, certificates]), "message 11 out of turn");
same("a ticket", outcome([...rsa, message(4, "0000")]), "message 4 out of turn");
same("no key exchange", outcome([serverHello(ECDHE), certificates, helloDone]), "message 14 out of turn");
same(
  "a key exchange for RSA",
  outcome([serverHello(RSA), certificates, exchange("")]),
  "message 12 out of turn",
);
same("encryption before the node's own", outcome(rsa, change), "encrypts too early");
same(
  "encryption instead of a certificate",
  outcome([serverHello(RSA)], "change", change),
  "encrypts too early",
);
same("data instead of Finished", outcome(rsa, "change", change, record(23, "00")), "no Finished");
same("an alert instead of Finished", outcome(rsa, "change", change, record(21, "0100")), "no Finished");
same("another suite", outcome([serverHello("1301")]), "the server chose cipher suite 1301");
same("TLS 1.3", outcome([message(2, `0304${random}00${RSA}00`)]), "the server speaks version 304");
same("an empty hello", outcome([message(2, "")]), "the server speaks version 0");
same(
  "a cut list",
  outcome([serverHello(RSA), message(11, "000006000002")]),
  "a list of certificates that is cut off",
);

const signatures: [name: string, signature: string][] = [
  ["no hash, no signature", "00000000"],
  ["no hash", "00030000"],
  ["no signature algorithm", "04000000"],
  ["an algorithm that does not exist", "04ff0000"],
  ["another key's algorithm", `04010100${"5a".repeat(256)}`],
  ["r and s are 0", "040300083006020100020100"],
  ["s is 0", "040300083006020101020100"],
  [
    "s is the order",
    "040300283026020101022100ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
  ],
];
for (const [name, signature] of signatures)
  same(`signature: ${name}`, outcome([serverHello(ECDHE), certificates, exchange(signature)]), unsigned);

function clear(type: number): string {
  const handshake = new Handshake(() => {
    throw new Error("there is no server");
  });
  try {
    handshake.sent(record(type, "00"));
    return "sent";
  } catch (error) {
    return (error as Error).message;
  }
}
same("data is not sent in the clear", clear(23), "nothing is sent in the clear");
done();
