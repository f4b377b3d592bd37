/** The node at a Mosquitto that speaks TLS: the right certificate, and each wrong one refused with its reason. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  type Certificates,
  type Kind,
  makeCertificates,
  skipWithoutOpenSSL,
} from "../support/certificates.ts";
import { skipWithout, startMosquitto } from "../support/mosquitto.ts";
import { realNode } from "../support/real-node.ts";

describe("TLS", { skip: skipWithout("mosquitto") || skipWithoutOpenSSL() }, () => {
  let certificates: Certificates;
  before(() => {
    certificates = makeCertificates();
  });
  after(() => certificates.remove());

  const atMosquitto = async (kind: Kind) => {
    const { chain, key } = certificates.identities[kind];
    const broker = await startMosquitto({
      lines: ["allow_anonymous true", `certfile ${chain}`, `keyfile ${key}`],
    });
    const config = { broker: "localhost", port: broker.port, secure: true, ca: certificates.ca };
    return { broker, node: await realNode(config) };
  };

  for (const kind of ["good", "elliptic"] as const)
    test(`the whole node over TLS, certificate: ${kind}`, async () => {
      const { broker, node } = await atMosquitto(kind);
      try {
        await node.line(/conectado como/, true);
        const confirmed = node.line(/confirmado t\/alarma/);
        await node.press();
        await confirmed;
        await node.line(/enviado a t\/clima/);
        assert.deepEqual(node.deaths, []);
      } finally {
        node.close();
        await broker.close();
      }
    });

  for (const [kind, reason] of [
    ["foreign", /no es de la autoridad configurada/],
    ["otherName", /de otro servidor/],
    ["expired", /ha caducado/],
  ] as const)
    test(`refused, certificate: ${kind}`, async () => {
      const { broker, node } = await atMosquitto(kind);
      try {
        assert.match(await node.line(/nuevo intento/, true), reason);
        assert.ok(!node.lines.some((line) => line.includes("conectado como")), "it never connected");
        assert.deepEqual(node.deaths, []);
      } finally {
        node.close();
        await broker.close();
      }
    });

  test("a broker without TLS is told as such", async () => {
    const broker = await startMosquitto();
    const node = await realNode({ port: broker.port, secure: true, ca: certificates.ca });
    try {
      assert.match(await node.line(/nuevo intento/, true), /no hay acuerdo TLS|no se llega/);
      assert.ok(!node.lines.some((line) => line.includes("conectado como")), "nothing was told in the clear");
    } finally {
      node.close();
      await broker.close();
    }
  });
});
