/** The logic level of a net. */
export type Level = 0 | 1;
/** What a terminal does to its net, strongly. */
export type Drive = "low" | "high" | "released";
/** What a terminal does to its net, weakly. */
export type Pull = "up" | "down" | "none";
/** Told of a change of level, with the time in microseconds. */
export type LevelObserver = (level: Level, at: number) => void;
/** What a net is held at; a floating net still has a level, the last it was held at. */
export type NetState = "low" | "high" | "floating";
/** Told of a change of state, with the time in microseconds. */
export type StateObserver = (state: NetState, at: number) => void;

/** What can be seen of a net. */
export interface NetView {
  readonly level: Level;
  readonly state: NetState;
  /** Calls `observer` on every change of the level, in order; returns how to stop it. */
  observe(observer: LevelObserver): () => void;
  /** Calls `observer` on every change of the state, in order; returns how to stop it. */
  observeState(observer: StateObserver): () => void;
}

/** What one pin holds on its net, and sees of it. */
export interface Terminal extends NetView {
  /** Drives the net, or lets go of it; a new terminal is released. */
  drive(drive: Drive): void;
  /** Sets the pin's pull resistor; a new terminal has none. */
  pull(pull: Pull): void;
}

/** A contact between two nets, open until it is closed. */
export interface Link {
  readonly closed: boolean;
  set(closed: boolean): void;
}

/** What a net, or a group of joined nets, comes to. */
export interface Outcome {
  readonly level: Level;
  readonly state: NetState;
  /** Driven low and high at once. */
  readonly conflict: boolean;
}

const atFirst: Outcome = { level: 0, state: "floating", conflict: false };

/** Pins that are wired together. */
export class Net implements NetView {
  /** For messages: a rail's name, or the name of one of its pins. */
  readonly name: string;
  readonly #changed: (net: Net) => void;
  readonly #terminals: NetTerminal[] = [];
  readonly #contacts: Contact[] = [];
  readonly #levelObservers = new Observers<Level>();
  readonly #stateObservers = new Observers<NetState>();
  #outcome: Outcome = atFirst;

  /** Made by the wiring, which `changed` tells that a terminal does something else. */
  constructor(name: string, changed: (net: Net) => void) {
    this.name = name;
    this.#changed = changed;
  }

  get level(): Level {
    return this.#outcome.level;
  }

  get state(): NetState {
    return this.#outcome.state;
  }

  /** Whether one terminal drives this net low while another drives it high. */
  get conflict(): boolean {
    return this.#outcome.conflict;
  }

  get terminals(): readonly NetTerminal[] {
    return this.#terminals;
  }

  get contacts(): readonly Contact[] {
    return this.#contacts;
  }

  /** A new pin on this net. */
  attach(): Terminal {
    const terminal = new NetTerminal(this, () => this.#changed(this));
    this.#terminals.push(terminal);
    return terminal;
  }

  observe(observer: LevelObserver): () => void {
    return this.#levelObservers.add(observer);
  }

  observeState(observer: StateObserver): () => void {
    return this.#stateObservers.add(observer);
  }

  /** For the wiring: a contact that may join this net to another. */
  meet(contact: Contact): void {
    this.#contacts.push(contact);
  }

  /** For the wiring: sets what the group this net belongs to has come to; returns what it was before. */
  settle(outcome: Outcome): Outcome {
    const before = this.#outcome;
    this.#outcome = outcome;
    return before;
  }

  /** For the wiring: tells the observers what is new. */
  notify(before: Outcome, { level, state }: Outcome, at: number): void {
    if (level !== before.level) this.#levelObservers.tell(level, at);
    if (state !== before.state) this.#stateObservers.tell(state, at);
  }
}

/** Observers in the order they came; one that was stopped is not told any more, not even of this change. */
class Observers<Value> {
  /** Another array with every change, so that the one that is being told stays as it was. */
  #all: readonly { readonly tell: (value: Value, at: number) => void; stopped: boolean }[] = [];

  add(tell: (value: Value, at: number) => void): () => void {
    const observer = { tell, stopped: false };
    this.#all = [...this.#all, observer];
    return () => {
      observer.stopped = true;
      this.#all = this.#all.filter((other) => other !== observer);
    };
  }

  tell(value: Value, at: number): void {
    for (const observer of this.#all) {
      if (!observer.stopped) observer.tell(value, at);
    }
  }
}

/** A terminal as the wiring sees it. */
export class NetTerminal implements Terminal {
  driven: Drive = "released";
  pulled: Pull = "none";
  readonly #net: Net;
  readonly #changed: () => void;

  constructor(net: Net, changed: () => void) {
    this.#net = net;
    this.#changed = changed;
  }

  get level(): Level {
    return this.#net.level;
  }

  get state(): NetState {
    return this.#net.state;
  }

  drive(drive: Drive): void {
    if (drive === this.driven) return;
    this.driven = drive;
    this.#changed();
  }

  pull(pull: Pull): void {
    if (pull === this.pulled) return;
    this.pulled = pull;
    this.#changed();
  }

  observe(observer: LevelObserver): () => void {
    return this.#net.observe(observer);
  }

  observeState(observer: StateObserver): () => void {
    return this.#net.observeState(observer);
  }
}

/** A link as the wiring sees it. */
export class Contact implements Link {
  readonly ends: readonly [Net, Net];
  readonly #changed: (contact: Contact) => void;
  #closed = false;

  constructor(ends: readonly [Net, Net], changed: (contact: Contact) => void) {
    this.ends = ends;
    this.#changed = changed;
  }

  get closed(): boolean {
    return this.#closed;
  }

  set(closed: boolean): void {
    if (closed === this.#closed) return;
    this.#closed = closed;
    this.#changed(this);
  }
}
