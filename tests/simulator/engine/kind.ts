/** Which engine the suite runs on: in-process.test.ts asks for the other one before it loads the tests. */
import type { EngineKind } from "../../../simulator/engine/build.ts";

export const chosen: { kind: EngineKind } = { kind: "process" };
