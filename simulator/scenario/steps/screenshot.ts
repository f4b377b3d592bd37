import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PNG } from "pngjs";
import * as v from "valibot";
import { parameters, partId, StepFailure, stepKind } from "../step.ts";

const file = v.optional(v.pipe(v.string("a file's name is text"), v.nonEmpty("a file's name is empty")));

/** Draws a part; keeps the picture, or compares it with one that was kept. */
export const takeScreenshot = stepKind({
  schema: v.pipe(
    parameters({ "part-id": partId, "save-to": file, "compare-with": file }),
    v.check(
      (params) => Boolean(params["save-to"] || params["compare-with"]),
      "save-to or compare-with is missing: where the picture goes, or what it must look like",
    ),
  ),
  describe: (params) =>
    [
      params["part-id"],
      params["save-to"] && `to ${params["save-to"]}`,
      params["compare-with"] && `as ${params["compare-with"]}`,
    ]
      .filter(Boolean)
      .join(" "),
  run(params, { simulation, folder }) {
    const png = simulation.screenshot(params["part-id"]);
    const { "save-to": saveTo, "compare-with": compareWith } = params;
    if (saveTo) save(join(folder, saveTo), png);
    if (compareWith) compare(PNG.sync.read(png), join(folder, compareWith), compareWith);
  },
});

function save(path: string, png: Buffer): void {
  try {
    writeFileSync(path, png);
  } catch (error) {
    throw new StepFailure(`the screenshot cannot be written: ${(error as Error).message}`);
  }
}

function compare(taken: PNG, path: string, name: string): void {
  const kept = read(path, name);
  if (kept.width !== taken.width || kept.height !== taken.height)
    throw new StepFailure(
      `${name} is ${kept.width}x${kept.height}, the part is ${taken.width}x${taken.height} pixels`,
    );
  const different = taken.data.findIndex((value, index) => value !== kept.data[index]);
  if (different === -1) return;
  const pixel = different >> 2;
  throw new StepFailure(
    `the part does not look like ${name} at x ${pixel % taken.width}, y ${Math.floor(pixel / taken.width)}`,
  );
}

function read(path: string, name: string): PNG {
  try {
    return PNG.sync.read(readFileSync(path));
  } catch (error) {
    throw new StepFailure(`${name} is not a picture to compare with: ${(error as Error).message}`);
  }
}
