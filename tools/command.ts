/** `npm run command -- ON|OFF|TOGGLE`: tells a node what to do, signed where it has a secret. */
import { createHmac } from "node:crypto";
import { Argument, Command, Option } from "commander";
import { connectAsync } from "mqtt";
import { runCommand } from "./lib/main.ts";
import { type BrokerAddress, baseTopic, brokerAddress } from "./lib/values.ts";

interface Options {
  broker: BrokerAddress;
  topic: string;
  user?: string;
}

const program = new Command("npm run command --")
  .description("Sends a command to a node: its alarm on, off, or the other way round.")
  .addArgument(new Argument("<command>", "what to do").choices(["ON", "OFF", "TOGGLE"]))
  .addOption(
    new Option("--broker <url>", "the node's broker")
      .argParser(brokerAddress)
      .default({ host: "127.0.0.1", port: 1883 }, "mqtt://127.0.0.1:1883"),
  )
  .option("--topic <base>", "the node's base topic", baseTopic, "vigia/casa")
  .option("--user <name>", "user at the broker; its password is taken from VIGIA_PASSWORD")
  .addHelpText(
    "after",
    `
Environment: VIGIA_PASSWORD, the broker's password; VIGIA_COMMAND_SECRET, the node's command_secret: with it the
command is signed (HMAC-SHA256 over topic, command and time). Neither is ever shown.
Exit code: 0 when the broker has the command; the node says on its console whether it obeys.`,
  )
  .showHelpAfterError("(--help lists the options)")
  .parse();

/** As network/commands.ts reads it: the counter is the time in ms. */
function signed(command: string, topic: string, secret: string): string {
  const counter = String(Date.now());
  const signature = createHmac("sha256", secret).update(`${topic}\n${command}\n${counter}`).digest("hex");
  return `${command} ${counter} ${signature}`;
}

await runCommand(
  async () => {
    const [command] = program.processedArgs as [string];
    const { broker, topic, user } = program.opts<Options>();
    const { VIGIA_PASSWORD, VIGIA_COMMAND_SECRET } = process.env;
    const name = `${topic}/alarma/set`;
    const url = `mqtt://${broker.host}:${broker.port}`;
    const client = await connectAsync(url, {
      reconnectPeriod: 0,
      connectTimeout: 5000,
      ...(user !== undefined && { username: user, password: VIGIA_PASSWORD ?? "" }),
    }).catch((error: NodeJS.ErrnoException) => {
      throw new Error(`no MQTT broker at ${url} takes the connection (${error.code ?? error.message})`);
    });
    await client.publishAsync(
      name,
      VIGIA_COMMAND_SECRET ? signed(command, name, VIGIA_COMMAND_SECRET) : command,
      {
        qos: 1,
      },
    );
    await client.endAsync();
    process.stdout.write(`sent ${command} to ${name}${VIGIA_COMMAND_SECRET ? ", signed" : ""}\n`);
    return 0;
  },
  async () => {},
);
