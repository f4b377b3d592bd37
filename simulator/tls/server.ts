/** The server's side, for one client. */
import { sign } from "node:crypto";
import type { Random } from "../world/random.ts";
import { TLSError } from "./alert.ts";
import type { Identity } from "./identity.ts";
import { KeyPair, randomBytes } from "./key-pair.ts";
import {
  certificates,
  HandshakeType,
  keyExchangeParameters,
  type Message,
  readClientHello,
  readClientKeyExchange,
  serverHello,
  serverKeyExchange,
} from "./messages.ts";
import { Session } from "./session.ts";

type State = "hello" | "exchange" | "finished";

export class ServerSession extends Session {
  readonly #identity: Identity;
  readonly #serverRandom: Uint8Array;
  readonly #pair: KeyPair;
  #clientRandom: Uint8Array = new Uint8Array();
  #next: State = "hello";

  constructor(identity: Identity, random: Random) {
    super("server");
    this.#identity = identity;
    this.#serverRandom = randomBytes(random, 32);
    this.#pair = new KeyPair(random);
  }

  protected received({ type, body }: Message): void {
    if (type === HandshakeType.clientHello && this.#next === "hello") this.#answer(body);
    else if (type === HandshakeType.clientKeyExchange && this.#next === "exchange") {
      const premaster = this.#pair.agree(readClientKeyExchange(body));
      this.agreed(premaster, { client: this.#clientRandom, server: this.#serverRandom });
      this.#next = "finished";
    } else throw new TLSError("unexpectedMessage", `message ${type} out of turn`);
  }

  protected finished(): void {
    this.sendFinished();
  }

  #answer(hello: Uint8Array): void {
    const { random, renegotiation } = readClientHello(hello);
    this.#clientRandom = random;
    const parameters = keyExchangeParameters(this.#pair.point);
    const signed = Buffer.concat([random, this.#serverRandom, parameters]);
    const signature = sign("sha256", signed, this.#identity.key);
    this.send(HandshakeType.serverHello, serverHello(this.#serverRandom, renegotiation));
    this.send(HandshakeType.certificate, certificates(this.#identity.chain));
    this.send(HandshakeType.serverKeyExchange, serverKeyExchange(parameters, signature));
    this.send(HandshakeType.serverHelloDone, new Uint8Array());
    this.#next = "exchange";
  }
}
