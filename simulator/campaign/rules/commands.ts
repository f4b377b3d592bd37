/**
 * A signed command is obeyed once, and nothing else that comes to its topic changes anything; each is answered on
 * the console, as it deserves (network/commands.ts).
 *
 * The counter that rules out replays is stored with the alarm's state: what the storage did not take may be
 * obeyed again after a restart, within five minutes of its signature; while the clock is not set, at any time.
 */
import type { HomeEvent } from "../../home/events.ts";
import type { Tapped } from "../../home/wiretap.ts";
import type { Change, Changes } from "../changes.ts";
import { isDated } from "../dates.ts";
import { type CommandName, signedCommand } from "../signature.ts";
import type { Situation } from "../situation.ts";
import type { Report, Rule } from "./rule.ts";

/** A message on the commands' topic, as it has come to the node. */
interface Message {
  readonly at: number;
  readonly text: string;
  readonly retained: boolean;
}

/** A command that was obeyed, in the turn that it is in, and until its change has come. */
interface Obeyed {
  readonly at: number;
  readonly name: CommandName;
  /** Whether the lamp must change. */
  readonly changes: boolean;
  done: boolean;
}

/** How far a command's time may be from the node's (network/commands.ts), and what rounding takes; in ms. */
const window = 300_000;
const rounding = 1_000;
/** An answer comes in the turn that the message comes in; in microseconds. */
const patience = 1e6;

const form = /^(ON|OFF|TOGGLE) (\d{1,15}) [0-9a-f]{64}$/;
const answer = /^Orden: (?:(ON|OFF|TOGGLE)$|rechazada, )/;

export class CommandsObeyed implements Rule {
  readonly name = "commands";
  readonly #situation: Situation;
  readonly #changes: Changes;
  readonly #report: Report;
  #waiting: Message[] = [];
  #obeyed: Obeyed[] = [];
  /** The connection ended in this turn; what it had brought before may still be answered in it. */
  #over = false;
  /** Bytes that are no packet have come on this connection: what else came on it is not known. */
  #deaf = false;
  /** Of the last command that was obeyed: in memory, and in the storage. */
  #counter = 0;
  #stored = 0;

  constructor(situation: Situation, changes: Changes, report: Report) {
    this.#situation = situation;
    this.#changes = changes;
    this.#report = report;
  }

  /** Whether a change of the lamp is a command's. */
  claims({ on, at }: Change): boolean {
    const command = this.#obeyed.find(
      (each) =>
        each.at === at &&
        each.changes &&
        !each.done &&
        (each.name === "TOGGLE" || (each.name === "ON") === on),
    );
    if (command) command.done = true;
    return command !== undefined;
  }

  tapped({ direction, packet, at }: Tapped): void {
    if (direction === "toClient" && packet === undefined) this.#deaf = true;
    if (
      direction === "toServer" ||
      packet?.cmd !== "publish" ||
      packet.topic !== this.#situation.topic("alarma/set")
    )
      return;
    this.#waiting.push({ at, text: `${packet.payload}`, retained: packet.retain });
  }

  observe(event: HomeEvent, at: number): void {
    switch (event.kind) {
      case "boot":
        this.#counter = this.#stored;
        this.#waiting = [];
        this.#over = false;
        break;
      case "network":
        if (event.event.kind === "over" && event.event.side === "client") this.#over = true;
        if (event.event.kind === "connect") this.#deaf = false;
        break;
      case "action":
        if (event.name === "storage damaged") this.#stored = 0;
        break;
      case "nvs":
        if (event.phase === "written" && event.key.startsWith("alarm")) this.#stored = this.#counter;
        break;
      case "console":
        this.#said(event.line, at);
        break;
      case "turn":
        this.#judge();
        if (this.#over) this.#waiting = [];
        this.#over = false;
        break;
    }
  }

  tick(at: number): void {
    const old = this.#waiting.find((message) => at - message.at > patience);
    if (!old) return;
    this.#report(`there was no answer to ${old.text}`);
    this.#waiting = [];
  }

  #said(line: string, at: number): void {
    const [is, name] = answer.exec(line) ?? [];
    if (is === undefined) return;
    const message = this.#waiting.shift();
    if (!message) {
      if (!this.#deaf) this.#report(`an answer to no command: ${line}`);
      return;
    }
    const verdict = this.#verdict(message);
    if (name === undefined) {
      if (verdict === "obey") this.#report(`a command was refused: ${message.text}: ${line}`);
      return;
    }
    if (verdict === "refuse") this.#report(`a command was obeyed that must be refused: ${message.text}`);
    this.#counter = Number(form.exec(message.text)?.[2] ?? this.#counter);
    const changes = name === "TOGGLE" || (name === "ON") !== this.#changes.on;
    this.#obeyed.push({ at, name: name as CommandName, changes, done: false });
  }

  #verdict({ text, retained }: Message): "obey" | "refuse" | "either" {
    const { names, home } = this.#situation;
    const [, name, digits] = form.exec(text) ?? [];
    if (retained || name === undefined || digits === undefined) return "refuse";
    const target = { topic: this.#situation.topic("alarma/set"), secret: names.commandSecret };
    if (signedCommand(name as CommandName, digits, target) !== text) return "refuse";
    const counter = Number(digits);
    if (counter <= this.#counter) return "refuse";
    const now = home.board.clock / 1000;
    const off = Math.abs(now - counter);
    if (!isDated({ date: now, boot: 0 }) || off < window - rounding) return "obey";
    return off > window + rounding ? "refuse" : "either";
  }

  /** The turn is over: what was obeyed has had its effect, unless the firmware ended in it. */
  #judge(): void {
    const { aliveSince } = this.#situation;
    if (aliveSince === undefined) return;
    for (const { at, name, changes, done } of this.#obeyed)
      if (at >= aliveSince && changes && !done)
        this.#report(`the command ${name} was obeyed, and the lamp did not change`);
    this.#obeyed = [];
  }
}
