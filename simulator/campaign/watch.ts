/** All rules of a run, and what they are given: events, packets, time, and looks at the memory. */
import type { HomeEvent } from "../home/events.ts";
import { eventText, tappedText, traceLine } from "../home/trace-text.ts";
import { type Tapped, Wiretap } from "../home/wiretap.ts";
import { Changes } from "./changes.ts";
import type { Result, Sample, Violation } from "./result.ts";
import { CommandsObeyed } from "./rules/commands.ts";
import { Delivered } from "./rules/delivery.ts";
import { BacksOff, LoopFree, Recovers, RestartsExplained } from "./rules/life.ts";
import { NothingGrows } from "./rules/memory.ts";
import { PressesCount } from "./rules/presses.ts";
import { KeepsProtocol } from "./rules/protocol.ts";
import { TrueReadings } from "./rules/readings.ts";
import { RetainedTruth } from "./rules/retained.ts";
import type { Report, Rule } from "./rules/rule.ts";
import { StateKept, TroubleTold } from "./rules/storage.ts";
import { TrustsNoStranger } from "./rules/trust.ts";
import type { Situation } from "./situation.ts";

/** Microseconds between two ticks of the rules, and between two samples. */
const tickEvery = 10e6;
const sampleEvery = 600e6;
/** A run that goes wrong goes wrong at every event: more are not kept. */
const mostViolations = 20;
/** Events that a violation is shown with. */
const remembered = 25;

type With<Hook extends keyof Rule> = Rule & Required<Pick<Rule, Hook>>;

type Remembered = { readonly event: HomeEvent; readonly at: number } | Tapped;

export class Watch {
  readonly violations: Violation[] = [];
  readonly #situation: Situation;
  readonly #changes: Changes;
  readonly #rules: Rule[] = [];
  /** Those of the rules that look at events, and at packets. */
  readonly #observing: With<"observe">[];
  readonly #tapping: With<"tapped">[];
  readonly #presses: PressesCount;
  readonly #loop: LoopFree;
  readonly #memory: NothingGrows;
  readonly #tap: Wiretap;
  readonly #samples: Sample[] = [];
  readonly #deaths: string[] = [];
  #recent: Remembered[] = [];
  #connections = 0;
  #readings = 0;

  /** @param deaths reasons that the firmware may end for */
  constructor(situation: Situation, deaths: readonly RegExp[]) {
    this.#situation = situation;
    const { home } = situation;
    this.#tap = new Wiretap((tapped) => this.#tapped(tapped), home.keysOf);
    const kept = new StateKept();
    this.#changes = new Changes(situation, {
      changed: (change) => this.#presses.changed(change),
      restored: (on, was) => kept.restored(on, was),
    });
    const changes = this.#changes;
    const add = <T extends Rule>(make: (report: Report) => T): T => {
      const rule = make((message) => this.#report(rule.name, message));
      this.#rules.push(rule);
      return rule;
    };
    add((report) => kept.reportingTo(report));
    const commands = add((report) => new CommandsObeyed(situation, changes, report));
    this.#presses = add((report) => new PressesCount(situation, (change) => commands.claims(change), report));
    add((report) => new Delivered(situation, changes, report));
    add((report) => new RetainedTruth(situation, changes, report));
    add((report) => new TroubleTold(situation, report));
    add((report) => new TrueReadings(situation, report));
    this.#loop = add((report) => new LoopFree(situation, report));
    add((report) => new RestartsExplained(situation, deaths, report));
    add((report) => new Recovers(situation, report));
    add((report) => new BacksOff(situation, report));
    add((report) => new KeepsProtocol(situation, report));
    add((report) => new TrustsNoStranger(situation, report));
    this.#memory = add((report) => new NothingGrows(situation, report));
    this.#observing = this.#rules.filter((rule): rule is With<"observe"> => rule.observe !== undefined);
    this.#tapping = this.#rules.filter((rule): rule is With<"tapped"> => rule.tapped !== undefined);
    home.observe((event) => {
      if (event.kind === "network") this.#tap.observe(event.event);
    });
  }

  /** The power is on. */
  start(): void {
    this.#every(tickEvery, (at) => {
      for (const rule of this.#rules) rule.tick?.(at);
    });
    this.#every(sampleEvery, (at) => this.#sample(at));
  }

  observe(event: HomeEvent, at: number): void {
    if (event.kind !== "pin" && event.kind !== "turn" && event.kind !== "network")
      this.#remember({ event, at });
    if (event.kind === "died") this.#deaths.push(`${event.death.name}: ${event.death.reason}`);
    if (event.kind === "broker" && event.event.kind === "connect") this.#connections++;
    if (event.kind === "broker" && event.event.kind === "publish")
      if (event.event.topic === this.#situation.topic("clima")) this.#readings++;
    this.#situation.observe(event, at);
    this.#changes.observe(event, at);
    for (const rule of this.#observing) rule.observe(event, at);
  }

  finish(): void {
    for (const rule of this.#rules) rule.finish?.(this.#situation.home.world.now);
  }

  result(): Pick<
    Result,
    "violations" | "samples" | "presses" | "readings" | "boots" | "deaths" | "longestTurn"
  > {
    return {
      violations: this.violations,
      samples: this.#samples,
      presses: this.#presses.presses,
      readings: this.#readings,
      boots: this.#situation.boots,
      deaths: this.#deaths,
      longestTurn: this.#loop.longest,
    };
  }

  #tapped(tapped: Tapped): void {
    this.#remember(tapped);
    for (const rule of this.#tapping) rule.tapped(tapped);
  }

  #remember(it: Remembered): void {
    this.#recent.push(it);
    if (this.#recent.length >= 2 * remembered) this.#recent = this.#recent.slice(-remembered);
  }

  #report(rule: string, message: string): void {
    if (this.violations.length >= mostViolations) return;
    const { world, start } = this.#situation.home;
    const before = this.#recent.slice(-remembered).flatMap((it) => {
      const [source, text] = "event" in it ? eventText(it.event) : ["mqtt", tappedText(it)];
      return text === undefined ? [] : [traceLine(it.at - start, source, text)];
    });
    this.violations.push({ rule, at: (world.now - start) / 1e6, message, before });
  }

  #every(period: number, action: (at: number) => void): void {
    const { world } = this.#situation.home;
    const again = (): void => {
      world.schedule(world.now + period, () => {
        action(world.now);
        again();
      });
    };
    again();
  }

  #sample(at: number): void {
    const { home } = this.#situation;
    const memory = home.board.statistics(true);
    if (memory) this.#memory.look(at, memory);
    const { all, acknowledged } = this.#changes;
    this.#samples.push({
      at: (at - home.start) / 1e6,
      changes: all.length,
      acknowledged,
      waiting: all.length - acknowledged,
      connections: this.#connections,
      slots: memory?.slots,
      chunkBytes: memory?.chunkBytes,
    });
  }
}
