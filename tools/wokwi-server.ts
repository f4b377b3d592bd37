/** `npm run wokwi-server`: the virtual board behind Wokwi's protocol, for wokwi-cli and @wokwi/client. */
import { Command, InvalidArgumentError } from "commander";
import { readDiagram } from "../simulator/diagram/diagram.ts";
import { loadFirmware } from "../simulator/firmware/firmware.ts";
import { WokwiServer } from "../simulator/wokwi/server/server.ts";
import version from "../version.ts";
import { engineWithProgress } from "./lib/engine-progress.ts";
import { runCommand } from "./lib/main.ts";
import { checkBroker, openReal, openVirtual } from "./lib/simulations.ts";
import { type BrokerAddress, brokerAddress, fileName } from "./lib/values.ts";

interface Options {
  host: string;
  port: number;
  virtual?: boolean;
  broker?: BrokerAddress;
  connections: number;
  seed: number;
  diagram: string;
  manifest: string;
}

const tokenVariable = "VIGIA_WOKWI_TOKEN";

const numberTo =
  (most: number, least = 0) =>
  (text: string) => {
    const number = Number(text);
    if (!/^\d{1,9}$/.test(text) || number < least || number > most)
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
    return number;
  };

const options = new Command("npm run wokwi-server --")
  .description("Serves Wokwi's simulation protocol: wokwi-cli drives the virtual board.")
  .option(
    "--host <address>",
    "listen there; other than on loopback a token must be set",
    fileName,
    "127.0.0.1",
  )
  .option("--port <number>", "0 for any that is free", numberTo(65535), 9177)
  .option("--virtual", "as fast as the PC can, with a simulated network and broker; else wall-clock time")
  .option(
    "--broker <url>",
    "the broker at mqtt://host:port, instead of one for each simulation",
    brokerAddress,
  )
  .option("--connections <number>", "the most at a time", numberTo(1000, 1), 16)
  .option("--seed <number>", "another course of chance", numberTo(999_999_999), 1)
  .option("--diagram <file>", "for clients that upload none", fileName, "diagram.json")
  .option("--manifest <file>", "the firmware", fileName, "manifest.json")
  .addHelpText(
    "after",
    `
It runs this project's firmware. An ESP32's image that a client uploads is not executed, and the client is told.
Environment: ${tokenVariable}, which clients must then send as their WOKWI_CLI_TOKEN.
Exit code: 130 after Ctrl-C, 1 when it cannot listen.

Example, in another terminal:
  WOKWI_CLI_SERVER=ws://127.0.0.1:9177 WOKWI_CLI_TOKEN=any wokwi-cli . --scenario wokwi/alarm.test.yaml`,
  )
  .showHelpAfterError("(--help lists the options)")
  .allowExcessArguments(false)
  .parse()
  .opts<Options>();

const loopback = ["127.0.0.1", "::1", "localhost"];
let server: WokwiServer | undefined;

await runCommand(
  async () => {
    const { host, port, virtual, broker, connections, seed, manifest } = options;
    const token = process.env[tokenVariable] || undefined;
    if (!loopback.includes(host) && token === undefined)
      throw new Error(`--host ${host} lets others in: set ${tokenVariable} to what they must send`);
    if (virtual && broker)
      throw new Error("--broker does not go with --virtual: virtual time has its own broker");
    const engine = await engineWithProgress();
    const firmware = await loadFirmware(manifest);
    checkBroker(firmware.config, virtual === true, broker);
    const log = (text: string) => void process.stdout.write(`${text}\n`);
    server = new WokwiServer({
      host,
      port,
      token,
      mostConnections: connections,
      appVersion: `${version} (Vigía's virtual board; it runs ${manifest}, no uploaded image)`,
      session: {
        diagram: readDiagram(options.diagram),
        firmwareName: `Vigía ${version} (${manifest})`,
        async open(diagram, events) {
          const source = { engine, firmware, diagram, seed };
          if (virtual) return openVirtual(source, events);
          const open = await openReal(source, events, broker);
          log(`${firmware.config.broker} is played by mqtt://${open.broker!.host}:${open.broker!.port}`);
          return open;
        },
      },
      log,
    });
    const listening = await server.listen();
    const url = `ws://${host.includes(":") ? `[${host}]` : host}:${listening}`;
    log(`listening: WOKWI_CLI_SERVER=${url}${token === undefined ? "" : ", token required"}`);
    return new Promise(() => {});
  },
  async () => server?.close(),
);
