/**
 * Obeys what is typed on the serial console, from the start on and whatever the network does: so a
 * configuration that cannot connect can always be mended. Settings are checked before they are stored, and
 * count after a restart, all of them together.
 */
import Serial from "embedded:io/serial";
import { addOverrides, clearOverrides, type OverrideStore, type OverrideValues } from "../settings/overrides";
import { notAllowed, type Settings } from "../settings/settings";
import { answers, type Status } from "./answers";
import { readCommandLine, type Subject } from "./command-line";
import type Console from "./console";
import LineReader, { type LineListener } from "./line-reader";

export interface OperatorDelegate {
  status(): Omit<Status, "pending" | "ssid" | "interval" | "broker">;
  /** Somebody typed that the node restarts. */
  restart(): void;
}

const Baud = 115_200;

export default class Operator implements LineListener {
  readonly #settings: Settings;
  readonly #console: Console;
  readonly #store: OverrideStore;
  readonly #delegate: OperatorDelegate;
  readonly #reader = new LineReader(this);
  #pending = false;

  /**
   * Listens at once. Make it before anything is said: the port's set-up discards what is on its way out.
   */
  constructor(settings: Settings, console: Console, store: OverrideStore, delegate: OperatorDelegate) {
    this.#settings = settings;
    this.#console = console;
    this.#store = store;
    this.#delegate = delegate;
    try {
      new Serial({
        receive: settings.console_pin,
        port: 0,
        baud: Baud,
        target: this.#reader,
        onReadable: Operator.#onReadable,
      });
    } catch {
      // In the SDK's debug and instrumented builds its debugger has the port: then nothing can be typed.
    }
  }

  static #onReadable(this: Serial & { target?: LineReader }): void {
    this.target?.receive(new Uint8Array(this.read() as ArrayBuffer));
  }

  onLine(line: string): void {
    const command = readCommandLine(line);
    const texts = answers[this.#settings.language];
    switch (command.name) {
      case "help":
        this.#console.say(texts.help());
        break;
      case "status":
        this.#console.say(texts.status(this.status()));
        break;
      case "set":
        this.set(command.subject, command.change);
        break;
      case "restart":
        this.#console.say(texts.restarting());
        this.#delegate.restart();
        break;
      case "restore":
        this.#console.say(
          this.stores(() => clearOverrides(this.#store)) ? texts.restored() : texts.notStored(),
        );
        break;
      case "usage":
        this.#console.say(texts.usage(command.subject));
        break;
      case "unknown":
        this.#console.say(texts.unknown());
        break;
      case "quotes":
        this.#console.say(texts.quotes());
    }
  }

  onBadLine(cause: "long" | "encoding"): void {
    const texts = answers[this.#settings.language];
    this.#console.say(cause === "long" ? texts.tooLong() : texts.encoding());
  }

  private set(subject: Subject, change: OverrideValues): void {
    const texts = answers[this.#settings.language];
    for (const name of Object.keys(change) as (keyof Settings)[]) {
      const allowed = notAllowed(name, change[name]);
      if (allowed !== undefined) {
        this.#console.say(texts.notAllowed(name, allowed));
        return;
      }
    }
    if (change.secure === true && this.#settings.ca === "") this.#console.say(texts.noAuthority());
    else if (this.stores(() => addOverrides(this.#store, change))) this.#console.say(texts.stored(subject));
    else this.#console.say(texts.notStored());
  }

  private stores(action: () => void): boolean {
    try {
      action();
    } catch {
      return false;
    }
    this.#pending = true;
    return true;
  }

  private status(): Status {
    const { wifi_ssid: ssid, interval, secure, user, broker, port } = this.#settings;
    const login = user === "" ? "" : `${user}:***@`;
    return {
      ...this.#delegate.status(),
      ssid,
      interval,
      broker: `mqtt${secure ? "s" : ""}://${login}${broker}:${port}`,
      pending: this.#pending,
    };
  }
}
