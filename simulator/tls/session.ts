/**
 * What both sides of a TLS 1.2 connection have in common. Bytes of the other side go in, bytes for it come out,
 * at once, and the same from the same seed: so it can be part of a world in virtual time. One suite is spoken,
 * TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, without resumption and renegotiation.
 */
import { createHash } from "node:crypto";
import { AlertCode, type AlertName, TLSError } from "./alert.ts";
import { encodeMessage, HandshakeType, type Message, MessageReader } from "./messages.ts";
import { ContentType, RecordReader, RecordWriter, type TLSRecord } from "./records.ts";
import { masterSecret, type Randoms, type TrafficKeys, trafficKeys, verifyData } from "./secrets.ts";

const Level = { warning: 1, fatal: 2 } as const;

/** One end of a connection, whoever has made it. */
export interface TLSEnd {
  /** Bytes for the other side, each whole records. */
  readonly output: Uint8Array[];
  /** What the other side said. */
  readonly data: Uint8Array[];
  /** The handshake is over. */
  readonly ready: boolean;
  /** @throws Error where the other side does not keep to TLS: the connection is of no use any more */
  feed(bytes: Uint8Array): void;
  write(data: Uint8Array): void;
  close(): void;
}

export abstract class Session implements TLSEnd {
  readonly output: Uint8Array[] = [];
  readonly data: Uint8Array[] = [];
  readonly #side: "client" | "server";
  readonly #reader = new RecordReader();
  readonly #writer = new RecordWriter();
  readonly #messages = new MessageReader();
  readonly #transcript = createHash("sha256");
  #master: Uint8Array | undefined;
  #keys: TrafficKeys | undefined;
  /** The other side's records are protected; its Finished is the next. */
  #changed = false;
  #ready = false;
  #ended = false;

  constructor(side: "client" | "server") {
    this.#side = side;
  }

  get ready(): boolean {
    return this.#ready;
  }

  /** One of the sides has closed the connection, or broken it. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Once they are agreed on. */
  get keys(): TrafficKeys | undefined {
    return this.#keys;
  }

  feed(bytes: Uint8Array): void {
    this.#reader.add(bytes);
    try {
      while (!this.#ended) {
        const record = this.#reader.next();
        if (!record) return;
        this.#receive(record);
      }
    } catch (error) {
      if (error instanceof TLSError) this.#end(Level.fatal, error.alert);
      throw error;
    }
  }

  write(data: Uint8Array): void {
    if (!this.#ready) throw new Error("the handshake is not over");
    if (!this.#ended) this.output.push(this.#writer.write(ContentType.data, data));
  }

  /** Tells the other side that nothing more comes. */
  close(): void {
    this.#end(Level.warning, "closeNotify");
  }

  /** A message of the other side's, Finished excepted. @throws TLSError where it is out of turn */
  protected abstract received(message: Message): void;
  /** The other side's Finished was right. */
  protected abstract finished(): void;

  protected send(type: number, body: Uint8Array): void {
    const message = encodeMessage(type, body);
    this.#transcript.update(message);
    this.output.push(this.#writer.write(ContentType.handshake, message));
  }

  protected agreed(premaster: Uint8Array, randoms: Randoms): void {
    this.#master = masterSecret(premaster, randoms);
    this.#keys = trafficKeys(this.#master, randoms);
  }

  /** From here on what this side says is protected. */
  protected sendFinished(): void {
    this.output.push(this.#writer.write(ContentType.changeCipherSpec, Uint8Array.of(1)));
    this.#writer.protect(this.#side === "client" ? this.#keys!.toServer : this.#keys!.toClient);
    this.send(HandshakeType.finished, verifyData(this.#master!, this.#side, this.#digest()));
  }

  #receive({ type, body }: TLSRecord): void {
    if (type === ContentType.alert) this.#alerted(body);
    else if (type === ContentType.data && this.#ready) this.data.push(body);
    else if (type === ContentType.changeCipherSpec) this.#change();
    else if (type === ContentType.handshake && !this.#ready) {
      this.#messages.add(body);
      for (let message = this.#messages.next(); message; message = this.#messages.next())
        this.#message(message);
    } else throw new TLSError("unexpectedMessage", `a record of type ${type} out of turn`);
  }

  #alerted([level, code]: Uint8Array): void {
    this.#ended = true;
    if (level === Level.warning && code === AlertCode.closeNotify) return;
    throw new Error(`the other side says alert ${code}`);
  }

  #change(): void {
    if (!this.#keys || this.#changed || !this.#messages.empty)
      throw new TLSError("unexpectedMessage", "a change of the cipher out of turn");
    this.#changed = true;
    this.#reader.protect(this.#side === "client" ? this.#keys.toClient : this.#keys.toServer);
  }

  #message(message: Message): void {
    if (message.type !== HandshakeType.finished) {
      if (this.#changed) throw new TLSError("unexpectedMessage", "no Finished");
      this.#transcript.update(message.whole);
      this.received(message);
      return;
    }
    const other = this.#side === "client" ? "server" : "client";
    if (!this.#changed) throw new TLSError("unexpectedMessage", "Finished in the clear");
    if (!verifyData(this.#master!, other, this.#digest()).equals(message.body))
      throw new TLSError("decryptError", "a Finished of another handshake");
    this.#transcript.update(message.whole);
    this.#ready = true;
    this.finished();
  }

  #end(level: number, alert: AlertName): void {
    if (this.#ended) return;
    this.#ended = true;
    this.output.push(this.#writer.write(ContentType.alert, Uint8Array.of(level, AlertCode[alert])));
  }

  #digest(): Buffer {
    return this.#transcript.copy().digest();
  }
}
