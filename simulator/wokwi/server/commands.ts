/** The commands of Wokwi's protocol: their parameters, and what they do with a session. */
import * as v from "valibot";
import { suggest } from "../../diagram/suggest.ts";
import { ESP32_GPIOS } from "../../parts/esp32-devkit.ts";
import { CommandError, parameters } from "./messages.ts";
import { bytes, pausePoint } from "./pause-points.ts";
import type { Session } from "./session.ts";

/** @returns what the response holds, a promise of it, or nothing */
type Run = (session: Session, params: unknown) => unknown;

/** A command whose parameters are checked first. */
const command =
  <Schema extends v.GenericSchema>(
    schema: Schema,
    run: (session: Session, params: v.InferOutput<Schema>) => unknown,
  ): Run =>
  (session, params) =>
    run(session, parameters(schema, params));

/** It is shown to whoever runs the server. */
const fileName = v.pipe(v.string(), v.regex(/^[^\p{Cc}]{1,255}$/u, "it is no file's name"));
const file = v.object({
  name: fileName,
  text: v.optional(v.string()),
  binary: v.optional(v.pipe(v.string(), v.base64("it is not base64"))),
});
/** Bytes at a time at the serial monitor. */
const mostTyped = 64 * 1024;
/** A part's pin; scenarios write numbers too. */
const pinName = v.pipe(v.union([v.string(), v.number()]), v.transform(String));
const pin = v.object({ part: v.string(), pin: pinName });
const image = v.object({ offset: v.number(), file: fileName });
const start = v.object({
  firmware: v.nullish(v.union([fileName, v.array(image)])),
  elf: v.nullish(fileName),
  chips: v.nullish(v.array(v.string()), []),
  pause: v.nullish(v.boolean(), false),
});

const commands: Readonly<Record<string, Run>> = {
  "file:upload": command(file, ({ files }, { name, text, binary }) => {
    if (text === undefined && binary === undefined)
      throw new CommandError(400, "text or binary is missing: what the file holds");
    files.upload(name, text === undefined ? Buffer.from(binary!, "base64") : Buffer.from(text));
  }),

  "file:download": command(v.object({ name: fileName }), ({ files }, { name }) => {
    const content = files.download(name);
    const text = content.toString();
    return Buffer.from(text).equals(content) ? { text } : { binary: content.toString("base64") };
  }),

  "sim:start": command(start, async (session, { firmware, elf, chips, pause }) => {
    if (chips!.length > 0)
      throw new CommandError(400, `the virtual board has no custom chips (${chips!.join(", ")})`);
    const flashed = typeof firmware === "string" ? [firmware] : (firmware ?? []).map((part) => part.file);
    const images = [...flashed, ...(elf ? [elf] : [])];
    for (const name of images) session.files.download(name);
    await session.start({ images, pause: pause! });
  }),

  "sim:pause": (session) => session.pause(),

  "sim:resume": command(
    v.object({ pauseAfter: v.nullish(v.pipe(v.number(), v.minValue(0))) }),
    (session, params) => session.resume(params.pauseAfter ?? undefined),
  ),

  "sim:restart": command(v.object({ pause: v.nullish(v.boolean(), false) }), (session, { pause }) =>
    session.restart(pause!),
  ),

  "sim:status": (session) => ({ running: session.running, nanos: session.nanos }),

  "sim:read-vcd": ({ recorder }) => ({
    vcd: recorder.toVCD(),
    channelCount: recorder.signals,
    sampleCount: recorder.changes,
  }),

  "serial-monitor:listen": (session) => {
    session.listens = true;
  },

  "serial-monitor:write": command(
    v.object({ bytes: v.pipe(bytes, v.maxLength(mostTyped)) }),
    ({ simulation }, params) => simulation.writeSerial(Uint8Array.from(params.bytes)),
  ),

  "control:set": command(
    v.object({ part: v.string(), control: v.string(), value: v.union([v.number(), v.boolean()]) }),
    ({ simulation }, { part, control, value }) => simulation.setControl(part, control, Number(value)),
  ),

  "pin:read": command(pin, ({ simulation }, params) => {
    const { level, voltage } = simulation.readPin(params.part, params.pin);
    return { pin: params.pin, value: level, voltage };
  }),

  "pin:listen": command(
    v.object({ ...pin.entries, listen: v.optional(v.boolean(), true) }),
    (session, params) => session.listenToPin(params.part, params.pin, params.listen),
  ),

  "gpio:list": () => ({ pins: ESP32_GPIOS.map((gpio) => `esp32:GPIO${gpio}`) }),

  "pause-point:add": command(pausePoint, (session, point) => session.addPausePoint(point)),

  "pause-point:remove": command(v.object({ id: v.string() }), ({ pausePoints }, { id }) =>
    pausePoints.remove(id),
  ),

  "framebuffer:read": command(v.object({ id: v.string() }), ({ simulation }, { id }) => ({
    png: simulation.screenshot(id).toString("base64"),
  })),

  "touch:event": command(v.object({ part: v.string() }), ({ simulation }, { part }) => {
    throw new CommandError(400, `part "${part}" (${simulation.part(part).type}) has no touch screen`);
  }),
};

/**
 * @returns what the response holds
 * @throws CommandError, or RangeError where the board has no such part, pin or control
 */
export async function runCommand(session: Session, name: string, params: unknown): Promise<unknown> {
  const run = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!run)
    throw new CommandError(404, `there is no command "${name}"; ${suggest(name, Object.keys(commands))}`);
  return (await run(session, params)) ?? {};
}
