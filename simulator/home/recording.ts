/**
 * A recorded run: what it was made from, which is all that is needed to make it again; then its events, and every
 * so often the trace's hash, so that a replay sees where it departs from it. One JSON object a line.
 */
import { readFileSync } from "node:fs";
import * as v from "valibot";

const headerSchema = v.object({
  vigia: v.literal("recording"),
  version: v.literal(1),
  seed: v.union([v.number(), v.string()]),
  /** Seconds. */
  for: v.number(),
  press: v.array(v.number()),
  topic: v.string(),
  secure: v.optional(v.boolean(), false),
  manifest: v.string(),
  diagram: v.string(),
  /** Hash of firmware, diagram and engine: with another one the replay is another run. */
  made: v.object({ firmware: v.string(), diagram: v.string(), engine: v.string() }),
});

export type RecordingHeader = v.InferOutput<typeof headerSchema>;

const checkpointSchema = v.object({ event: v.literal("checkpoint"), at: v.number(), trace: v.string() });

/** The trace's hash at a time, in seconds since power-up. */
export type Checkpoint = v.InferOutput<typeof checkpointSchema>;

export interface Recording {
  readonly header: RecordingHeader;
  readonly checkpoints: readonly Checkpoint[];
}

/** A file that is no recording; the message names file and line. */
export class RecordingError extends Error {}

/** Seconds between two checkpoints. */
export const checkpointInterval = 60;

/** @throws RecordingError */
export function readRecording(file: string): Recording {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new RecordingError(`${file}: ${(error as NodeJS.ErrnoException).code ?? error}`);
  }
  const [first, ...lines] = text.split("\n");
  const header = v.safeParse(headerSchema, parseLine(file, 1, first!));
  if (!header.success)
    throw new RecordingError(
      `${file}:1: no recording of npm start -- --virtual --record (${issueOf(header)})`,
    );
  const checkpoints: Checkpoint[] = [];
  for (const [index, line] of lines.entries()) {
    if (!line.startsWith('{"event":"checkpoint"')) continue;
    const checkpoint = v.safeParse(checkpointSchema, parseLine(file, index + 2, line));
    if (!checkpoint.success) throw new RecordingError(`${file}:${index + 2}: ${issueOf(checkpoint)}`);
    checkpoints.push(checkpoint.output);
  }
  return { header: header.output, checkpoints };
}

function parseLine(file: string, number: number, line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new RecordingError(`${file}:${number}: not JSON, so no recording, or one that was cut off`);
  }
}

function issueOf({ issues }: { issues: readonly v.BaseIssue<unknown>[] | undefined }): string {
  const issue = issues![0]!;
  const path = issue.path?.map(({ key }) => String(key)).join(".");
  return path ? `${path}: ${issue.message}` : issue.message;
}
