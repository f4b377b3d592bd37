/** One run of the node in virtual time: the same board, parts and firmware, in a world made from a seed. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { readDiagram } from "../../simulator/diagram/diagram.ts";
import { restartCode } from "../../simulator/engine/deaths.ts";
import { type Firmware, loadFirmware } from "../../simulator/firmware/firmware.ts";
import type { HomeEvent, HomeObserver } from "../../simulator/home/events.ts";
import { brokerConfig, brokerHost, Home } from "../../simulator/home/home.ts";
import { pass } from "../../simulator/home/pass.ts";
import { PinDump } from "../../simulator/home/pin-dump.ts";
import { type Checkpoint, checkpointInterval, type RecordingHeader } from "../../simulator/home/recording.ts";
import { TraceHash } from "../../simulator/home/trace-hash.ts";
import { TraceText } from "../../simulator/home/trace-text.ts";
import { brokerUrl } from "../lib/broker-address.ts";
import type { TypedLine } from "../lib/values.ts";
import type { RunEvent } from "./events.ts";
import { homeState } from "./home-state.ts";

export interface VirtualRunOptions {
  /** The engine's program. */
  engine: string;
  manifest: string;
  diagram: string;
  seed: number | string;
  topic: string;
  /** Whether node and broker speak TLS. */
  secure: boolean;
  /** Seconds after power-up at which the button is pressed once. */
  presses: readonly number[];
  /** Lines that are typed on the node's serial console. */
  typed: readonly TypedLine[];
  onEvent(event: RunEvent): void;
  /** Called with each line of a recording. */
  onRecord?(line: string): void;
  /** Called with whole lines of a readable trace. */
  onTrace?(text: string): void;
  /** Called with pieces of a value change dump of the pins. */
  onDump?(text: string): void;
}

/** How long a finger stays on the button, in microseconds. */
const pressLength = 120_000;

const shortHash = (data: string | Buffer): string =>
  createHash("sha256").update(data).digest("hex").slice(0, 16);

export class VirtualRun {
  readings = 0;
  messages = 0;
  restarts = 0;
  /** Restarts that the firmware did not ask for. */
  failures = 0;
  readonly #options: VirtualRunOptions;
  readonly #home: Home;
  readonly #firmware: Firmware;
  readonly #hash = new TraceHash();
  readonly #dump: PinDump | undefined;
  readonly #observed: (() => void)[] = [];

  private constructor(options: VirtualRunOptions, home: Home, firmware: Firmware, dump: PinDump | undefined) {
    this.#options = options;
    this.#home = home;
    this.#firmware = firmware;
    this.#dump = dump;
  }

  /** Everything is made, and the power is off. @throws Error when diagram or manifest are not as they must be */
  static async make(options: VirtualRunOptions): Promise<VirtualRun> {
    const { engine, manifest, diagram: file, seed, topic, secure, onTrace, onDump } = options;
    const diagram = readDiagram(file);
    const config = { ...brokerConfig(secure), topic, client_id: "vigia-casa" };
    const firmware = await loadFirmware(manifest, { config });
    const home = new Home({ engine, firmware, diagram, seed });
    const dump = onDump && new PinDump(home, diagram, onDump);
    const run = new VirtualRun(options, home, firmware, dump);
    const observers: (HomeObserver | undefined)[] = [
      run.#hash.observe,
      onTrace && new TraceText(home, onTrace).observe,
      (event, at) => run.#show(event, at),
    ];
    for (const observer of observers) if (observer) run.#observed.push(home.observe(observer));
    return run;
  }

  /** What the run is made from. @param seconds how long it is */
  header(seconds: number): RecordingHeader {
    const { engine, manifest, diagram, seed, topic, secure, presses } = this.#options;
    return {
      vigia: "recording",
      version: 1,
      seed,
      for: seconds,
      press: [...presses],
      topic,
      secure,
      manifest,
      diagram,
      made: {
        firmware: shortHash(JSON.stringify(this.#firmware)),
        diagram: shortHash(readFileSync(diagram)),
        engine: basename(dirname(engine)),
      },
    };
  }

  /**
   * Switches the node on and lets time pass.
   * @param stopped asked now and then; true ends the run there
   * @param checkpoints of a recording; @throws Error where the run departs from them
   */
  async run(seconds: number, stopped: () => boolean, checkpoints?: readonly Checkpoint[]): Promise<void> {
    const { world, start } = this.#home;
    const { topic, secure, presses, typed } = this.#options;
    this.#tell({
      event: "broker",
      at: 0,
      url: brokerUrl({ host: brokerHost.name, port: this.#home.broker.port, secure }),
      embedded: true,
      topic,
    });
    const expected = new Map(checkpoints?.map(({ at, trace }) => [at, trace]));
    for (const time of presses) world.schedule(start + time * 1e6, () => this.#press());
    for (const { at, line } of typed) world.schedule(start + at * 1e6, () => this.#type(line));
    this.#home.powerOn();
    for (let at = 0, going = true; going && at < seconds; ) {
      at = Math.min(at + checkpointInterval, seconds);
      going = await pass(world, start + at * 1e6, stopped);
      if (going) this.#checkpoint(at, expected);
    }
  }

  /** Tells how all stands. */
  showState(): void {
    this.#tell({ event: "state", at: this.#at(), ...homeState(this.#home) });
  }

  close(): void {
    const { readings, messages, restarts } = this;
    const trace = this.#hash.digest();
    const { computrons } = this.#hash;
    this.#dump?.end(this.#home.world.now);
    for (const stop of this.#observed) stop();
    this.#tell({ event: "end", at: this.#at(), readings, messages, restarts, trace, computrons });
    this.#home.close();
  }

  #checkpoint(at: number, expected: ReadonlyMap<number, string>): void {
    const { onRecord } = this.#options;
    if (!onRecord && expected.size === 0) return;
    const trace = this.#hash.digest();
    onRecord?.(JSON.stringify({ event: "checkpoint", at, trace } satisfies Checkpoint));
    const recorded = expected.get(at);
    if (recorded !== undefined && recorded !== trace)
      throw new Error(
        `the replay departs from the recording between ${at - checkpointInterval} s and ${at} s: firmware, diagram or simulator are not those of the recording`,
      );
  }

  #press(): void {
    const { button, world } = this.#home;
    if (!button) return;
    this.#home.act("press");
    button.press();
    world.schedule(world.now + pressLength, () => button.release());
  }

  #type(line: string): void {
    const [command = ""] = line.trim().split(" ", 1);
    this.#home.act("type", command);
    this.#home.board.writeSerial(Buffer.from(`${line}\r\n`));
  }

  #show(event: HomeEvent, time: number): void {
    const at = this.#at(time);
    switch (event.kind) {
      case "boot":
        this.#tell({ event: "boot", at });
        break;
      case "console":
        this.#tell({ event: "console", at, line: event.line });
        break;
      case "lamp":
        this.#tell({ event: "lamp", at, part: event.part, lit: event.lit });
        break;
      case "action":
        if (event.name === "press") this.#tell({ event: "press", at });
        else if (event.name === "type") this.#tell({ event: "type", at, command: event.detail });
        break;
      case "died": {
        const { code, name, reason } = event.death;
        this.restarts++;
        if (code !== restartCode) this.failures++;
        this.#tell({ event: "died", at, code, name, reason });
        break;
      }
      case "broker":
        if (event.event.kind === "publish" || event.event.kind === "will") {
          const { topic, payload, qos } = event.event;
          this.messages++;
          if (topic === `${this.#options.topic}/clima`) this.readings++;
          const text = Buffer.from(payload).toString();
          // A subscriber that is there already gets it without the flag [MQTT-3.3.1-9].
          this.#tell({ event: "message", at, topic, payload: text, qos, retain: false });
        }
        break;
    }
  }

  #at(microseconds = this.#home.world.now): number {
    return Math.round((microseconds - this.#home.start) / 1000) / 1000;
  }

  #tell(event: RunEvent): void {
    this.#options.onEvent(event);
    this.#options.onRecord?.(JSON.stringify(event));
  }
}
