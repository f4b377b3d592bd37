/**
 * The client's side. As the SDK's with `verify: false` it takes any certificate and any signature of the key
 * exchange: to trust the server or not is the firmware's part (network/tls/handshake.ts).
 */
import type { Random } from "../world/random.ts";
import { TLSError } from "./alert.ts";
import { KeyPair, randomBytes } from "./key-pair.ts";
import {
  clientHello,
  clientKeyExchange,
  HandshakeType,
  type Message,
  readServerHello,
  readServerKeyExchange,
} from "./messages.ts";
import { Session } from "./session.ts";

type State = "hello" | "certificate" | "exchange" | "done" | "finished";

export class ClientSession extends Session {
  readonly #random: Random;
  readonly #clientRandom: Uint8Array;
  #serverRandom: Uint8Array = new Uint8Array();
  #point: Uint8Array = new Uint8Array();
  #next: State = "hello";

  /** Its ClientHello is its first output. @param server its name, or its address, which is not sent */
  constructor(server: string, random: Random) {
    super("client");
    this.#random = random;
    this.#clientRandom = randomBytes(random, 32);
    this.send(HandshakeType.clientHello, clientHello(this.#clientRandom, server));
  }

  protected received({ type, body }: Message): void {
    if (type === HandshakeType.serverHello && this.#next === "hello") {
      this.#serverRandom = readServerHello(body);
      this.#next = "certificate";
    } else if (type === HandshakeType.certificate && this.#next === "certificate") this.#next = "exchange";
    else if (type === HandshakeType.serverKeyExchange && this.#next === "exchange") {
      this.#point = readServerKeyExchange(body);
      this.#next = "done";
    } else if (type === HandshakeType.serverHelloDone && this.#next === "done") this.#exchange();
    else throw new TLSError("unexpectedMessage", `message ${type} out of turn`);
  }

  protected finished(): void {}

  #exchange(): void {
    const pair = new KeyPair(this.#random);
    const premaster = pair.agree(this.#point);
    this.send(HandshakeType.clientKeyExchange, clientKeyExchange(pair.point));
    this.agreed(premaster, { client: this.#clientRandom, server: this.#serverRandom });
    this.sendFinished();
    this.#next = "finished";
  }
}
