import { Contact, type Link, Net, type NetTerminal, type Outcome } from "./net.ts";

/** Told when a net comes to be driven low and high at once. */
export type ConflictObserver = (nets: readonly Net[], at: number) => void;

/** Changes at one moment beyond which the parts are taken to set each other off without end. */
const MOST_CHANGES = 10_000;

/**
 * All the nets of a circuit, and what levels they come to.
 *
 * Logic only: no voltages, no currents. Nets joined by closed contacts are one group, and the group is
 * low if any terminal drives it low, else high if any drives it high, else where the pulls put it (up
 * wins over down), else it floats and keeps its level; floating nets that disagree when they are joined
 * fall low. A net starts low.
 *
 * Observers are told of every change in the order it happened, also of those that an observer causes.
 */
export class Wiring {
  /** Called when a conflict begins. */
  onConflict: ConflictObserver | undefined;
  readonly #now: () => number;
  #changes: { net: Net; before: Outcome; outcome: Outcome; at: number }[] = [];
  #telling = false;
  #conflicts = 0;

  /** `now` gives the time for the observers, in microseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** How many times nets came to be driven low and high at once. */
  get conflicts(): number {
    return this.#conflicts;
  }

  /** A new net; `name` is for messages. */
  net(name: string): Net {
    return new Net(name, (net) => this.#resolveOne(net));
  }

  /** A contact between two nets, open at first. */
  link(a: Net, b: Net): Link {
    const contact = new Contact([a, b], () => this.resolve(a, b));
    a.meet(contact);
    b.meet(contact);
    return contact;
  }

  /** Works out the level of the groups these nets belong to, and tells the observers. */
  resolve(...nets: readonly Net[]): void {
    const settled = new Set<Net>();
    for (const net of nets) {
      if (settled.has(net)) continue;
      const group = groupOf(net);
      for (const member of group) settled.add(member);
      this.#settle(group);
    }
    this.#tell();
  }

  /** The same for one net; at every edge of a sensor's wire, so without a detour where it stands alone. */
  #resolveOne(net: Net): void {
    if (this.#telling || !isAlone(net)) {
      this.resolve(net);
      return;
    }
    const { level, state, conflict } = net;
    const outcome = outcomeOf(net.terminals, level === 1);
    if (outcome.conflict !== conflict) {
      this.resolve(net);
      return;
    }
    if (outcome.level === level && outcome.state === state) return;
    const before = net.settle(outcome);
    this.#changes.push({ net, before, outcome, at: this.#now() });
    this.#tell();
  }

  #settle(group: readonly Net[]): void {
    const outcome = outcomeOf(
      group.flatMap((net) => net.terminals),
      group.every((net) => net.level === 1),
    );
    const at = this.#now();
    const begins = outcome.conflict && !group.some((net) => net.conflict);
    for (const net of group) {
      const before = net.settle(outcome);
      if (before !== outcome) this.#changes.push({ net, before, outcome, at });
    }
    if (begins) {
      this.#conflicts++;
      this.onConflict?.(group, at);
    }
  }

  #tell(): void {
    if (this.#telling) return;
    this.#telling = true;
    try {
      // The observers may add changes while they are told.
      for (let told = 0; told < this.#changes.length; told++) {
        const { net, before, outcome, at } = this.#changes[told]!;
        if (told === MOST_CHANGES)
          throw new Error(`net ${net.name} oscillates: its parts set each other off`);
        net.notify(before, outcome, at);
      }
    } finally {
      this.#changes = [];
      this.#telling = false;
    }
  }
}

/** Whether no closed contact joins this net to another. */
function isAlone(net: Net): boolean {
  for (const contact of net.contacts) if (contact.closed) return false;
  return true;
}

/** The nets that closed contacts join to this one, itself included. */
function groupOf(net: Net): Net[] {
  const group = new Set([net]);
  for (const member of group) {
    for (const contact of member.contacts) {
      if (!contact.closed) continue;
      for (const end of contact.ends) group.add(end);
    }
  }
  return [...group];
}

/** All that nets can come to: one object each, since this is worked out at every edge. */
const outcomes = {
  low: { level: 0, state: "low", conflict: false },
  both: { level: 0, state: "low", conflict: true },
  high: { level: 1, state: "high", conflict: false },
  floatingLow: { level: 0, state: "floating", conflict: false },
  floatingHigh: { level: 1, state: "floating", conflict: false },
} as const satisfies Record<string, Outcome>;

/** @param wasHigh the level that floating nets keep */
function outcomeOf(terminals: readonly NetTerminal[], wasHigh: boolean): Outcome {
  let [low, high, up, down] = [false, false, false, false];
  for (const { driven, pulled } of terminals) {
    if (driven === "low") low = true;
    else if (driven === "high") high = true;
    if (pulled === "up") up = true;
    else if (pulled === "down") down = true;
  }
  if (low) return high ? outcomes.both : outcomes.low;
  if (high || up) return outcomes.high;
  if (down) return outcomes.low;
  return wasHigh ? outcomes.floatingHigh : outcomes.floatingLow;
}
