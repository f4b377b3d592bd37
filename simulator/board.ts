/**
 * The virtual board: the engine's process with an ESP32's peripherals around it, in a world.
 *
 * The board is the only one that talks to the engine: it gives the firmware a turn when a timer is due or a
 * peripheral has something to say, and what the firmware says in that turn goes to the peripherals. When
 * the firmware dies the chip restarts, as the real one does; what is in NVS and the clock go on.
 */
import type { Circuit } from "./circuit.ts";
import type { Death } from "./engine/deaths.ts";
import {
  BoardDied,
  type BootOptions,
  type Creation,
  Engine,
  type Idle,
  type Statistics,
} from "./engine/engine.ts";
import type { Value } from "./engine/frames.ts";
import type { Firmware } from "./firmware/firmware.ts";
import { AccessPoint } from "./network/access-point.ts";
import type { Network } from "./network/network.ts";
import { Capture } from "./peripherals/capture.ts";
import { Chip } from "./peripherals/chip.ts";
import { Digests } from "./peripherals/digest.ts";
import { GPIO } from "./peripherals/gpio.ts";
import { NVS } from "./peripherals/nvs.ts";
import type { Peripheral, Port } from "./peripherals/peripheral.ts";
import { Pins } from "./peripherals/pins.ts";
import { Resolver, TCPSockets, TimeServer } from "./peripherals/sockets.ts";
import { type TLSClient, TLSSessions } from "./peripherals/tls.ts";
import { UART } from "./peripherals/uart.ts";
import { WiFiStation, type WiFiTimes } from "./peripherals/wifi.ts";
import { NodeClient } from "./tls/node-client.ts";
import type { Scheduled, World } from "./world/world.ts";

export interface BoardOptions {
  /** The engine's program (engine/build.ts). */
  engine: string;
  firmware: Firmware;
  circuit: Circuit;
  world: World;
  network: Network;
  accessPoint?: AccessPoint;
  wifiTimes?: WiFiTimes;
  nvs?: NVS;
  /** Of the network's servers; Node's, for real ones, if none is given. */
  tls?: TLSClient;
  /** Computrons that one turn may take; far more than any turn of the firmware needs. */
  meterLimit?: number;
  /** Milliseconds of the PC's time that one turn may take. */
  wallLimit?: number;
}

export interface BoardEvents {
  /** A whole line of the serial console, without its end. */
  console?(line: string, at: number): void;
  /** The firmware ended and the chip will restart. */
  died?(death: Death, at: number): void;
  booted?(at: number): void;
  /** The firmware had a turn, which took so many computrons. */
  turned?(computrons: number, at: number): void;
}

/** From reset to the firmware's first line, in microseconds: ROM, boot loader, ESP-IDF. */
const bootTime = 300_000;

export class Board {
  readonly nvs: NVS;
  readonly accessPoint: AccessPoint;
  readonly station: WiFiStation;
  /** Another machine than the manifest's, from the next start on. */
  creation: Creation | undefined;
  readonly #options: BoardOptions;
  readonly #events: BoardEvents;
  readonly #world: World;
  readonly #uart: UART;
  readonly #chip: Chip;
  readonly #peripherals: Readonly<Record<string, Peripheral>>;
  readonly #ports = new Map<number, Port>();
  readonly #inbox: { channel: number; values: readonly Value[]; delivered?: () => void }[] = [];
  #engine: Engine | undefined;
  #power = false;
  #delivery: Scheduled | undefined;
  #timer: Scheduled | undefined;
  #boot: Scheduled | undefined;
  #line = "";
  #clockOffset = 0;
  #computrons = 0;

  constructor(options: BoardOptions, events: BoardEvents = {}) {
    const { world, network, circuit } = options;
    this.#options = options;
    this.#events = events;
    this.#world = world;
    this.nvs = options.nvs ?? new NVS();
    this.accessPoint = options.accessPoint ?? new AccessPoint();
    this.station = new WiFiStation(world, this.accessPoint, options.wifiTimes, circuit.macAddress);
    const pins = new Pins((pin) => circuit.gpio(pin)!);
    this.#uart = new UART(pins, world);
    this.#chip = new Chip(this.station);
    const uplink = { network, station: this.station, world };
    this.#peripherals = {
      gpio: new GPIO(pins),
      capture: new Capture(pins, world),
      digest: new Digests(),
      nvs: this.nvs,
      wifi: this.station,
      tcp: new TCPSockets(uplink),
      dns: new Resolver(uplink),
      sntp: new TimeServer(uplink),
      tls: new TLSSessions(options.tls ?? ((server, late) => new NodeClient(server, late))),
      uart: this.#uart,
      chip: this.#chip,
      rtc: {
        open: () => ({
          receive: (seconds) => {
            this.#clockOffset = (seconds as number) * 1e6 - world.now;
          },
        }),
      },
    };
  }

  /** The firmware's clock, in microseconds since 1970; it counts from power-up until it is set. */
  get clock(): number {
    return this.#world.now + this.#clockOffset;
  }

  get on(): boolean {
    return this.#power;
  }

  /** The engine's process, while the firmware runs. */
  get pid(): number | undefined {
    return this.#engine?.pid;
  }

  powerOn(): void {
    if (this.#power) return;
    this.#power = true;
    this.#start(this.#world.now);
  }

  /** Cuts the power: nothing more is said or written. */
  powerOff(): void {
    this.#power = false;
    this.nvs.cuts++;
    this.#chip.powerOff();
    this.#stop();
    this.#clockOffset = 0;
  }

  /** Types on the serial console; lost where the firmware does not listen. */
  writeSerial(bytes: Uint8Array): void {
    this.#uart.send(bytes);
  }

  /** Slots, bytes and computrons of the firmware; undefined while it does not run. */
  statistics(collect = true): Statistics | undefined {
    try {
      return this.#engine?.statistics(collect);
    } catch (error) {
      if (!(error instanceof BoardDied)) throw error;
      this.#died(error.death);
      return undefined;
    }
  }

  #start(at: number): void {
    this.#boot = this.#world.schedule(at + bootTime, () => {
      const { firmware, meterLimit = 100_000_000, wallLimit = 5_000 } = this.#options;
      const { modules, main, abortHook } = firmware;
      const options: BootOptions = {
        modules,
        main,
        creation: this.creation ?? firmware.creation,
        abortHook,
        meterLimit,
        wallLimit,
        now: this.#world.now,
        clockOffset: this.#clockOffset,
        seed: this.#world.random.integer(1, 0x7fffffff),
      };
      this.#engine = new Engine(this.#options.engine, {
        trace: (text) => this.#trace(text),
        open: (channel, name) => this.#open(channel, name),
        close: (channel) => this.#close(channel),
        post: (channel, values) => this.#ports.get(channel)?.receive?.(...values),
        call: (channel, values) => this.#ports.get(channel)?.call?.(...values),
      });
      this.#computrons = 0;
      this.#events.booted?.(this.#world.now);
      this.#turn((engine) => engine.boot(options));
    });
  }

  #stop(): void {
    for (const step of [this.#boot, this.#timer]) step?.cancel();
    this.#boot = this.#timer = undefined;
    this.#engine?.close();
    this.#engine = undefined;
    // The radio goes first: what was connected is gone without a word.
    for (const peripheral of Object.values(this.#peripherals)) peripheral.reset?.();
    for (const channel of [...this.#ports.keys()]) this.#close(channel);
    this.#inbox.length = 0;
    this.#delivery?.cancel();
    this.#delivery = undefined;
    this.#flushLine();
  }

  #turn(action: (engine: Engine) => Idle): void {
    const engine = this.#engine;
    if (!engine) return;
    try {
      const { nextTimer, computrons } = action(engine);
      this.#events.turned?.(computrons - this.#computrons, this.#world.now);
      this.#computrons = computrons;
      if (engine === this.#engine) this.#arm(nextTimer);
    } catch (error) {
      if (!(error instanceof BoardDied)) throw error;
      if (engine === this.#engine) this.#died(error.death);
    }
  }

  #died(death: Death): void {
    const at = this.#world.now;
    this.#chip.died(death);
    this.#stop();
    this.#events.died?.(death, at);
    if (this.#power) this.#start(at);
  }

  #arm(milliseconds: number | undefined): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (milliseconds === undefined) return;
    this.#timer = this.#world.schedule(milliseconds * 1000, () => {
      this.#timer = undefined;
      this.#turn((engine) => engine.run(this.#world.now));
    });
  }

  #open(channel: number, name: string): void {
    const peripheral = this.#peripherals[name];
    if (!peripheral) throw new Error(`a stand-in opened ${name}, which the board does not have`);
    const send = (values: readonly Value[], delivered?: () => void) => {
      if (!this.#ports.has(channel)) return;
      this.#inbox.push({ channel, values, ...(delivered && { delivered }) });
      this.#delivery ??= this.#world.schedule(this.#world.now, () => this.#deliver());
    };
    this.#ports.set(
      channel,
      peripheral.open({ post: (...values) => send(values), notify: (delivered) => send([], delivered) }),
    );
  }

  #close(channel: number): void {
    const port = this.#ports.get(channel);
    this.#ports.delete(channel);
    port?.close?.();
  }

  #deliver(): void {
    this.#delivery = undefined;
    const messages = this.#inbox.splice(0);
    for (const { channel, values, delivered } of messages) {
      delivered?.();
      this.#turn((engine) => engine.event(this.#world.now, channel, values));
    }
  }

  #trace(text: string): void {
    if (this.#line === "" && text.indexOf("\n") === text.length - 1 && text !== "") {
      this.#events.console?.(text.slice(0, -1), this.#world.now);
      return;
    }
    const lines = (this.#line + text).split("\n");
    this.#line = lines.pop()!;
    for (const line of lines) this.#events.console?.(line, this.#world.now);
  }

  #flushLine(): void {
    if (this.#line) this.#events.console?.(this.#line, this.#world.now);
    this.#line = "";
  }
}
