/** `npm start -- --virtual` and `--replay`: the run, and the files that are written of it. */
import { type Recording, readRecording } from "../../simulator/home/recording.ts";
import { TextFile } from "../lib/text-file.ts";
import type { TypedLine } from "../lib/values.ts";
import type { RunEvent } from "./events.ts";
import { VirtualRun } from "./virtual-run.ts";

/** Times in seconds. */
export interface VirtualOptions {
  for?: number;
  press?: number[];
  type?: TypedLine[];
  topic?: string;
  /** With TLS. */
  secure?: boolean;
  diagram: string;
  manifest: string;
  seed?: number;
  record?: string;
  replay?: string;
  until?: number;
  trace?: string;
  vcd?: string;
}

export interface VirtualStart {
  /** The exit code. */
  readonly ended: Promise<number>;
  /** Ends the run where it is; what was written stays, whole. */
  stop(): Promise<void>;
}

/** What the recording says, or else the command line. */
function plan(options: VirtualOptions, recording: Recording | undefined) {
  if (!recording) {
    const {
      manifest,
      diagram,
      seed = 1,
      press = [],
      type = [],
      topic = "vigia/casa",
      secure = false,
    } = options;
    return { manifest, diagram, seed, topic, secure, presses: press, typed: type, seconds: options.for! };
  }
  const { manifest, diagram, seed, topic, secure, press, for: seconds } = recording.header;
  const { until = seconds } = options;
  if (until > seconds) throw new Error(`--until: the recording ends at ${seconds} s`);
  return { manifest, diagram, seed, topic, secure, presses: press, typed: [], seconds: until };
}

function warnOfOthers(recording: Recording, made: Record<string, string>): void {
  for (const [name, hash] of Object.entries(recording.header.made))
    if (made[name] !== hash)
      process.stderr.write(
        `vigia: the ${name} is not that of the recording: the replay may depart from it\n`,
      );
}

async function run(
  engine: string,
  options: VirtualOptions,
  onEvent: (event: RunEvent) => void,
  stopped: () => boolean,
): Promise<number> {
  const recording = options.replay === undefined ? undefined : readRecording(options.replay);
  const { seconds, ...made } = plan(options, recording);
  const files = {
    record: TextFile.open(options.record),
    trace: TextFile.open(options.trace),
    vcd: TextFile.open(options.vcd),
  };
  try {
    const { record, trace, vcd } = files;
    const current = await VirtualRun.make({
      engine,
      ...made,
      onEvent,
      ...(record && { onRecord: (line: string) => record.write(`${line}\n`) }),
      ...(trace && { onTrace: (text: string) => trace.write(text) }),
      ...(vcd && { onDump: (text: string) => vcd.write(text) }),
    });
    const header = current.header(seconds);
    if (recording) warnOfOthers(recording, header.made);
    record?.write(`${JSON.stringify(header)}\n`);
    try {
      await current.run(seconds, stopped, recording?.checkpoints);
      if (options.until !== undefined) current.showState();
    } finally {
      current.close();
    }
    return current.failures === 0 && current.readings > 0 ? 0 : 1;
  } finally {
    for (const file of Object.values(files)) file?.close();
  }
}

export function startVirtually(
  engine: string,
  options: VirtualOptions,
  onEvent: (event: RunEvent) => void,
): VirtualStart {
  let stopping = false;
  const ended = run(engine, options, onEvent, () => stopping);
  return {
    ended,
    async stop() {
      stopping = true;
      await ended.catch(() => {});
    },
  };
}
