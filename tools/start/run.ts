/** One run of the node on the virtual board: broker, board, subscriber, and what is done to the parts. */
import { randomBytes } from "node:crypto";
import { Board } from "../../simulator/board.ts";
import { buildCircuit, type Circuit } from "../../simulator/circuit.ts";
import { readDiagram } from "../../simulator/diagram/diagram.ts";
import { restartCode } from "../../simulator/engine/deaths.ts";
import { type Firmware, loadFirmware } from "../../simulator/firmware/firmware.ts";
import { AccessPoint } from "../../simulator/network/access-point.ts";
import { RealNetwork } from "../../simulator/network/real-network.ts";
import type { Led } from "../../simulator/parts/led.ts";
import { WallWorld } from "../../simulator/world/wall-world.ts";
import { type BrokerAccess, brokerUrl } from "../lib/broker-address.ts";
import { type Configuration, defaultTopic } from "../lib/configuration.ts";
import { startBroker } from "../lib/embedded-broker.ts";
import { announce } from "../lib/running.ts";
import { subscribe } from "../lib/subscriber.ts";
import type { TypedLine } from "../lib/values.ts";
import type { RunEvent } from "./events.ts";

export interface RunOptions {
  /** The engine's program. */
  engine: string;
  manifest: string;
  diagram: string;
  /** Where it names no broker, there is the embedded one. */
  configuration: Configuration;
  /** Seconds after power-up at which the button is pressed once. */
  presses: readonly number[];
  /** Lines that are typed on the node's serial console. */
  typed: readonly TypedLine[];
  onEvent(event: RunEvent): void;
}

/** How long a finger stays on the button, in microseconds. */
const pressLength = 120_000;

/** The embedded broker is alone; elsewhere many boards meet, so names must differ. */
function names({ broker, topic, settings }: Configuration): { topic: string; id: string } {
  const own = broker ? randomBytes(3).toString("hex") : undefined;
  return {
    topic: topic ?? (own === undefined ? defaultTopic : `vigia/${own}`),
    id: settings.client_id ?? `vigia-${own ?? "casa"}`,
  };
}

/** The Wi-Fi that the node is configured for is there: a real node's configuration runs here too. */
function accessPointFor({ settings }: Configuration): AccessPoint {
  const { wifi_ssid: SSID, wifi_password: password } = settings;
  return new AccessPoint({
    ...(SSID !== undefined && { SSID }),
    ...(password !== undefined && { password }),
  });
}

export class Run {
  readings = 0;
  messages = 0;
  restarts = 0;
  /** Restarts that the firmware did not ask for. */
  failures = 0;
  readonly #options: RunOptions;
  readonly #world = new WallWorld(randomBytes(4).readUInt32LE());
  readonly #closers: (() => void | Promise<void>)[] = [];
  #circuit: Circuit | undefined;
  #board: Board | undefined;
  #start = 0;
  #closed: Promise<void> | undefined;

  constructor(options: RunOptions) {
    this.#options = options;
  }

  /**
   * Switches the node on: with a foreign broker when that has answered, with the embedded one at once; its
   * subscriber joins while the board starts.
   * @throws Error when diagram, manifest or broker are not as they must be
   */
  async start(): Promise<void> {
    const { manifest, diagram: file, configuration } = this.#options;
    const { topic, id } = names(configuration);
    this.#closers.push(() => this.#world.close());
    const diagram = readDiagram(file);
    const circuit = buildCircuit(diagram, this.#world);
    this.#circuit = circuit;
    const broker = configuration.broker ?? (await this.#embedded());
    const { host, port, secure } = broker;
    const firmware = await loadFirmware(manifest, {
      config: { ...configuration.settings, broker: host, port, secure, topic, client_id: id },
    });
    if (configuration.broker) {
      await this.#subscribe(broker, topic);
      this.#powerOn(broker, topic, circuit, firmware);
    } else {
      this.#powerOn(broker, topic, circuit, firmware);
      await this.#subscribe(broker, topic);
    }
  }

  /** Types a line on the node's console. Only its first word is told: there may be a password in it. */
  type(line: string): void {
    this.#tell({ event: "type", at: this.#at(), command: line.trim().split(" ", 1)[0]! });
    this.#board?.writeSerial(Buffer.from(`${line}\r\n`));
  }

  /** Does something so many seconds after power-up. */
  at(seconds: number, action: () => void): void {
    this.#world.schedule(this.#start + seconds * 1e6, action);
  }

  /** Presses and lets go. */
  press(): void {
    const button = this.#control("wokwi-pushbutton", "pressed");
    if (!button) return;
    this.#tell({ event: "press", at: this.#at() });
    button.control.set(1);
    this.#world.schedule(this.#world.now + pressLength, () => button.control.set(0));
  }

  /** Moves the sensor's temperature (°C) or humidity (%), within what it can have. */
  change(control: "temperature" | "humidity", by: number): void {
    const found = this.#control("wokwi-dht22", control);
    if (!found) return;
    const value = Number((Number(found.control.get()) + by).toFixed(1));
    try {
      found.control.set(value);
    } catch {
      return;
    }
    this.#tell({ event: "control", at: this.#at(), part: found.id, control, value });
  }

  toggleSensor(): void {
    const found = this.#control("wokwi-dht22", "fault");
    if (!found) return;
    const value = found.control.get() === "absent" ? "none" : "absent";
    found.control.set(value);
    this.#tell({ event: "control", at: this.#at(), part: found.id, control: "fault", value });
  }

  toggleWiFi(): void {
    const accessPoint = this.#board?.accessPoint;
    if (!accessPoint) return;
    accessPoint.on = !accessPoint.on;
    const value = accessPoint.on ? "on" : "off";
    this.#tell({ event: "control", at: this.#at(), part: "wifi", control: "access point", value });
  }

  /** Switches all off; may be called at any moment, and again. */
  close(): Promise<void> {
    this.#closed ??= (async () => {
      for (const close of this.#closers.splice(0).reverse()) await close();
      const { readings, messages, restarts } = this;
      this.#tell({ event: "end", at: this.#at(), readings, messages, restarts });
    })();
    return this.#closed;
  }

  async #embedded(): Promise<BrokerAccess> {
    const { user, password } = this.#options.configuration;
    const broker = await startBroker(user === "" ? undefined : { user, password });
    this.#closers.push(() => broker.close());
    const { host, port } = broker;
    return { host, port, secure: false, ca: "", user, password };
  }

  async #subscribe(broker: BrokerAccess, topic: string): Promise<void> {
    const climate = `${topic}/${this.#options.configuration.settings.topic_climate ?? "clima"}`;
    const subscriber = await subscribe(broker, `${topic}/#`, ({ topic: name, payload, qos, retain }) => {
      this.messages++;
      if (name === climate && !retain) this.readings++;
      this.#tell({ event: "message", at: this.#at(), topic: name, payload: payload.toString(), qos, retain });
    });
    this.#closers.push(() => subscriber.close());
  }

  #powerOn(broker: BrokerAccess, topic: string, circuit: Circuit, firmware: Firmware): void {
    this.#start = this.#world.now;
    this.#tell({
      event: "broker",
      at: 0,
      url: brokerUrl(broker),
      embedded: !this.#options.configuration.broker,
      topic,
    });
    const { host, port, secure } = broker;
    this.#closers.push(announce({ host, port, secure, topic }));
    this.#watchLamps(circuit);
    const { engine, presses, typed, configuration } = this.#options;
    const board = new Board(
      {
        engine,
        firmware,
        circuit,
        world: this.#world,
        network: new RealNetwork(),
        accessPoint: accessPointFor(configuration),
      },
      {
        booted: (at) => this.#tell({ event: "boot", at: this.#at(at) }),
        console: (line, at) => this.#tell({ event: "console", at: this.#at(at), line }),
        died: ({ code, name, reason }, at) => {
          this.restarts++;
          if (code !== restartCode) this.failures++;
          this.#tell({ event: "died", at: this.#at(at), code, name, reason });
        },
      },
    );
    this.#board = board;
    this.#closers.push(() => board.powerOff());
    board.powerOn();
    for (const seconds of presses) this.at(seconds, () => this.press());
    for (const { at, line } of typed) this.at(at, () => this.type(line));
  }

  #watchLamps(circuit: Circuit): void {
    for (const part of circuit.parts.values())
      if (part.type === "wokwi-led")
        (part as Led).onChange((lit, at) =>
          this.#tell({ event: "lamp", at: this.#at(at), part: part.id, lit }),
        );
  }

  #control(type: string, name: string) {
    for (const part of this.#circuit?.parts.values() ?? []) {
      const control = part.controls[name];
      if (part.type === type && control) return { id: part.id, control };
    }
    return undefined;
  }

  #at(microseconds = this.#world.now): number {
    return Math.round((microseconds - this.#start) / 1000) / 1000;
  }

  #tell(event: RunEvent): void {
    this.#options.onEvent(event);
  }
}
