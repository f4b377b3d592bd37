/** One client's connection: its packets, one after another, and what the standard says to each. */
import {
  generate,
  type IConnectPacket,
  type IPublishPacket,
  type ISubscribePacket,
  type IUnsubscribePacket,
  type Packet,
} from "mqtt-packet";
import { Lane } from "../network/lane.ts";
import type { Peer } from "../network/simulated-network.ts";
import type { Scheduled } from "../world/world.ts";
import type { Message, QoS } from "./events.ts";
import type { Hub } from "./hub.ts";
import { OtherLevel, PacketReader, Violation } from "./packet-reader.ts";
import type { Session } from "./session.ts";
import { isTopicFilter, isTopicName } from "./topics.ts";

type Acknowledgement = { cmd: "puback" | "pubrec" | "pubcomp"; messageId: number };

/** Until a client has sent its CONNECT, in microseconds. */
const connectTimeout = 30_000_000;
/** Codes of CONNACK [3.2.2.3]. */
const code = { accepted: 0, level: 1, identifier: 2, unavailable: 3, login: 4, notAuthorized: 5 };
/** The code of SUBACK for a subscription that was not made [MQTT-3.9.3-2]. */
const failure = 0x80;

export class Connection {
  readonly #hub: Hub;
  readonly #peer: Peer;
  readonly #reader: PacketReader;
  readonly #acknowledgements: Lane<Acknowledgement>;
  #session: Session | undefined;
  #will: Message | undefined;
  #packets = 0;
  /** Microseconds; Infinity for no limit. */
  #silenceLimit = connectTimeout;
  #lastPacket: number;
  #check: Scheduled | undefined;
  #over = false;

  constructor(hub: Hub, peer: Peer) {
    this.#hub = hub;
    this.#peer = peer;
    this.#reader = new PacketReader(hub.limits.packet);
    this.#lastPacket = hub.world.now;
    this.#acknowledgements = new Lane(hub.world, (packets) => {
      for (const packet of packets) this.#confirm(packet);
    });
    hub.open.add(this);
    peer.onData = (bytes) => this.#receive(bytes);
    peer.onClose = (cause) => this.#leave(cause, true);
    this.#watchSilence();
  }

  get client(): string | undefined {
    return this.#session?.client;
  }

  /** Bytes as they are, whatever they mean to the client. */
  sendRaw(bytes: Uint8Array): void {
    if (!this.#over) this.#peer.write(bytes);
  }

  /** Ends the connection in order, without a DISCONNECT of the client's: its will is published. */
  end(reason: string): void {
    if (this.#over) return;
    this.#peer.close();
    this.#leave(reason, true);
  }

  /** Resets the connection. @param will whether the client's will is published */
  reset(reason: string, will: boolean): void {
    if (this.#over) return;
    this.#peer.reset();
    this.#leave(reason, will);
  }

  #receive(bytes: Uint8Array): void {
    const { faults, world } = this.#hub;
    if (this.#over || faults.silent) return;
    this.#reader.add(bytes);
    try {
      for (;;) {
        const packet = this.#reader.next();
        if (packet === undefined) return;
        this.#lastPacket = world.now;
        this.#handle(packet);
        if (++this.#packets >= (faults.disconnectAfter ?? Number.POSITIVE_INFINITY))
          this.reset("fault: disconnect", true);
        if (this.#over) return;
      }
    } catch (error) {
      if (!(error instanceof Violation)) throw error;
      if (error instanceof OtherLevel && !this.#session) this.#refuse(undefined, code.level);
      else this.end(error.message); // [MQTT-4.8.0-1]
    }
  }

  #handle(packet: Packet): void {
    const session = this.#session;
    if (session === undefined) {
      if (packet.cmd !== "connect") throw new Violation(`${packet.cmd} before CONNECT`); // [MQTT-3.1.0-1]
      this.#connect(packet);
      return;
    }
    switch (packet.cmd) {
      case "publish":
        this.#publish(packet, session);
        break;
      case "puback":
      case "pubrec":
      case "pubcomp":
        session.acknowledged(packet.cmd, packet.messageId!);
        break;
      case "pubrel":
        session.unreleased.delete(packet.messageId!);
        this.#acknowledge({ cmd: "pubcomp", messageId: packet.messageId! }); // [MQTT-4.3.3-2]
        break;
      case "subscribe":
        this.#subscribe(packet, session);
        break;
      case "unsubscribe":
        this.#unsubscribe(packet, session);
        break;
      case "pingreq":
        this.#send({ cmd: "pingresp" }); // [MQTT-3.12.4-1]
        this.#hub.tell({ kind: "ack", client: session.client, packet: "pingresp", packetId: undefined });
        break;
      case "disconnect":
        this.#peer.close();
        this.#leave("disconnected", false); // [MQTT-3.14.4-3]
        break;
      default:
        // A second CONNECT [MQTT-3.1.0-2], or what only a server sends.
        throw new Violation(`${packet.cmd} from a client`);
    }
  }

  #connect(packet: IConnectPacket): void {
    const { clientId, clean = true, keepalive = 0, will } = packet;
    if (will && !isTopicName(will.topic)) throw new Violation("will topic");
    const refusal = this.#refusal(packet);
    if (refusal !== undefined) {
      this.#refuse(clientId, refusal);
      return;
    }
    const client = clientId === "" ? this.#hub.newClientId() : clientId;
    const { connections, faults } = this.#hub;
    connections.get(client)?.end("taken over"); // [MQTT-3.1.4-2]
    const { session, present } = this.#hub.session(client, clean);
    this.#session = session;
    connections.set(client, this);
    this.#silenceLimit = keepalive === 0 ? Number.POSITIVE_INFINITY : keepalive * 1.5e6; // [MQTT-3.1.2-24]
    this.#watchSilence();
    if (will)
      this.#will = {
        topic: will.topic,
        payload: Uint8Array.from(will.payload as Buffer),
        qos: will.qos ?? 0,
        retain: will.retain ?? false,
      };
    // [MQTT-3.2.0-1], [MQTT-3.2.2-1] to [-3]
    if (!faults.swallowConnack)
      this.#send({ cmd: "connack", returnCode: code.accepted, sessionPresent: present });
    this.#hub.tell({ kind: "connect", client, clean, present, keepAlive: keepalive });
    session.resume((outgoing) => this.#send(outgoing));
  }

  /** The code that a CONNECT is refused with, if it is. */
  #refusal({ clientId, clean, username, password }: IConnectPacket): number | undefined {
    const { sessions, limits, access } = this.#hub;
    const { users, mayConnect } = access;
    if (clientId === "" && !clean) return code.identifier; // [MQTT-3.1.3-8]
    if (this.#hub.faults.refuse !== undefined) return this.#hub.faults.refuse;
    if (users) {
      if (username === undefined) return code.notAuthorized;
      if (!Object.hasOwn(users, username) || users[username] !== password?.toString()) return code.login;
    }
    if (mayConnect && !mayConnect(clientId, username)) return code.notAuthorized;
    if (sessions.size >= limits.sessions && !sessions.has(clientId)) return code.unavailable;
    return undefined;
  }

  #refuse(client: string | undefined, returnCode: number): void {
    this.#send({ cmd: "connack", returnCode, sessionPresent: false }); // [MQTT-3.2.2-4]
    this.#hub.tell({ kind: "refused", client, code: returnCode });
    this.end(`refused with code ${returnCode}`); // [MQTT-3.2.2-5]
  }

  #publish(packet: IPublishPacket, session: Session): void {
    const { topic, qos, retain, dup, messageId } = packet;
    const { client } = session;
    if (!isTopicName(topic)) throw new Violation("topic"); // [MQTT-3.3.2-2]
    const again = qos === 2 && session.unreleased.has(messageId!);
    if (again) this.#hub.tell({ kind: "duplicate", client, packetId: messageId! });
    else {
      if (qos === 2) session.unreleased.add(messageId!);
      if (this.#hub.access.mayPublish?.(client, topic) ?? true) {
        const payload = Uint8Array.from(packet.payload as Buffer);
        const packetId = qos === 0 ? undefined : messageId!;
        this.#hub.publish({ topic, payload, qos, retain, dup, packetId, client });
      }
    }
    if (qos === 1) this.#acknowledge({ cmd: "puback", messageId: messageId! }); // [MQTT-4.3.2-2]
    if (qos === 2) this.#acknowledge({ cmd: "pubrec", messageId: messageId! }); // [MQTT-4.3.3-2]
  }

  #subscribe({ subscriptions, messageId }: ISubscribePacket, session: Session): void {
    const { client } = session;
    for (const { topic } of subscriptions) if (!isTopicFilter(topic)) throw new Violation("topic filter");
    const granted = subscriptions.map(({ topic, qos }) => this.#grant(session, topic, qos));
    if (!this.#hub.faults.swallowSuback) {
      this.#send({ cmd: "suback", messageId: messageId!, granted }); // [MQTT-3.8.4-1], [MQTT-3.8.4-5]
      this.#hub.tell({ kind: "ack", client, packet: "suback", packetId: messageId });
    }
    for (const [index, { topic, qos }] of subscriptions.entries())
      if (granted[index] !== failure) this.#hub.sendRetained(session, topic, qos);
  }

  /** Makes a subscription [MQTT-3.8.4-3]. @returns its code in SUBACK */
  #grant(session: Session, filter: string, qos: QoS): number {
    const { access, limits } = this.#hub;
    const { client, subscriptions } = session;
    const fits = subscriptions.has(filter) || subscriptions.size < limits.subscriptions;
    const allowed = fits && (access.maySubscribe?.(client, filter) ?? true);
    if (allowed) subscriptions.set(filter, qos);
    const granted = allowed ? qos : failure;
    this.#hub.tell({ kind: "subscribe", client, filter, granted });
    return granted;
  }

  #unsubscribe({ unsubscriptions, messageId }: IUnsubscribePacket, session: Session): void {
    const { client } = session;
    for (const filter of unsubscriptions) if (!isTopicFilter(filter)) throw new Violation("topic filter");
    for (const filter of unsubscriptions) {
      session.subscriptions.delete(filter); // [MQTT-3.10.4-1], [MQTT-3.10.4-2]
      this.#hub.tell({ kind: "unsubscribe", client, filter });
    }
    this.#send({ cmd: "unsuback", messageId: messageId! } as Packet); // [MQTT-3.10.4-4], [MQTT-3.10.4-5]
    this.#hub.tell({ kind: "ack", client, packet: "unsuback", packetId: messageId });
  }

  /** Acknowledges as the faults have it, and always in order [MQTT-4.6.0-2] to [-4]. */
  #acknowledge(acknowledgement: Acknowledgement): void {
    const { faults, random, world } = this.#hub;
    if (faults.acknowledgeNot > 0) {
      faults.acknowledgeNot--;
      return;
    }
    if (random.chance(faults.acknowledgeNever)) return;
    const times = faults.acknowledgeTwice ? 2 : 1;
    for (let time = 0; time < times; time++) {
      if (faults.acknowledgeAfter === 0 && this.#acknowledgements.empty) this.#confirm(acknowledgement);
      else this.#acknowledgements.send(world.now + faults.acknowledgeAfter, acknowledgement);
    }
  }

  #confirm(acknowledgement: Acknowledgement): void {
    this.#send(acknowledgement);
    const { cmd: packet, messageId: packetId } = acknowledgement;
    this.#hub.tell({ kind: "ack", client: this.client!, packet, packetId });
  }

  /** @returns false, and sends nothing, if it is a message of QoS 0 and the client does not read */
  #send(packet: Packet): boolean {
    if (this.#over) return false;
    const { unsent } = this.#hub.limits;
    const behind = this.#peer.unacknowledged;
    if (behind > unsent && packet.cmd === "publish" && packet.qos === 0) return false;
    this.#peer.write(generate(packet));
    if (behind > 16 * unsent) this.#endSoon("does not read");
    return true;
  }

  /** Ends the connection, but not in the midst of what is being done for it. */
  #endSoon(reason: string): void {
    const { world } = this.#hub;
    world.schedule(world.now, () => this.end(reason));
  }

  #watchSilence(): void {
    this.#check?.cancel();
    this.#check = undefined;
    if (this.#silenceLimit === Number.POSITIVE_INFINITY) return;
    const { world, faults } = this.#hub;
    const due = this.#lastPacket + this.#silenceLimit;
    this.#check = world.schedule(due > world.now ? due : world.now + this.#silenceLimit, () => {
      if (!faults.silent && world.now >= this.#lastPacket + this.#silenceLimit)
        this.end(this.#session ? "keep-alive expired" : "no CONNECT"); // [MQTT-3.1.2-24]
      else this.#watchSilence();
    });
  }

  #leave(reason: string, abnormal: boolean): void {
    if (this.#over) return;
    this.#over = true;
    this.#check?.cancel();
    this.#acknowledgements.clear();
    const { sessions, connections, open } = this.#hub;
    open.delete(this);
    const session = this.#session;
    if (session) {
      session.suspend();
      connections.delete(session.client);
      if (session.clean) sessions.delete(session.client); // [MQTT-3.1.2-6]
    }
    this.#hub.tell({ kind: "disconnect", client: session?.client, reason });
    if (abnormal && session && this.#will) this.#hub.will(session.client, this.#will); // [MQTT-3.1.2-8]
  }
}
