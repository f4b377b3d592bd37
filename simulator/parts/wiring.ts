import { type Change, Contact, type Link, Net, type Outcome } from "./net.ts";

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
  readonly #changes: { net: Net; change: Change; at: number }[] = [];
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
    return new Net(name, (net) => this.resolve(net));
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

  #settle(group: readonly Net[]): void {
    const outcome = outcomeOf(group);
    const at = this.#now();
    const begins = outcome.conflict && !group.some((net) => net.conflict);
    for (const net of group) this.#changes.push({ net, change: net.settle(outcome), at });
    if (begins) {
      this.#conflicts++;
      this.onConflict?.(group, at);
    }
  }

  #tell(): void {
    if (this.#telling) return;
    this.#telling = true;
    try {
      let told = 0;
      for (let next = this.#changes.shift(); next !== undefined; next = this.#changes.shift()) {
        if (++told > MOST_CHANGES)
          throw new Error(`net ${next.net.name} oscillates: its parts set each other off`);
        next.net.notify(next.change, next.at);
      }
    } finally {
      this.#changes.length = 0;
      this.#telling = false;
    }
  }
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

function outcomeOf(group: readonly Net[]): Outcome {
  const terminals = group.flatMap((net) => net.terminals);
  const low = terminals.some(({ driven }) => driven === "low");
  const high = terminals.some(({ driven }) => driven === "high");
  if (low) return { level: 0, state: "low", conflict: high };
  if (high) return { level: 1, state: "high", conflict: false };
  if (terminals.some(({ pulled }) => pulled === "up")) return { level: 1, state: "high", conflict: false };
  if (terminals.some(({ pulled }) => pulled === "down")) return { level: 0, state: "low", conflict: false };
  return { level: group.every((net) => net.level === 1) ? 1 : 0, state: "floating", conflict: false };
}
