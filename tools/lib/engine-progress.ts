/** The engine, built with a line of progress on standard error when there is something to build. */
import { buildEngine, type EngineKind } from "../../simulator/engine/build.ts";

/** @param kind `in-process` for virtual time */
export async function engineWithProgress(kind?: EngineKind): Promise<string> {
  const { stderr } = process;
  let told = false;
  const program = await buildEngine(({ done, total }) => {
    if (!told && !stderr.isTTY) stderr.write(`Building the XS engine (once, ${total} files)...\n`);
    told = true;
    if (stderr.isTTY) stderr.write(`\rBuilding the XS engine (once): ${done}/${total} `);
  }, kind);
  if (told) stderr.write(stderr.isTTY ? "\r\x1b[2K" : "The XS engine is built.\n");
  return program;
}
