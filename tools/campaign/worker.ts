/** A worker of a campaign: runs the plans that it is sent, one after another, and answers with their results. */
import { runPlan } from "../../simulator/campaign/run-plan.ts";
import { readDiagram } from "../../simulator/diagram/diagram.ts";
import { campaignFirmware } from "./firmware.ts";
import type { Answer, Setting, Task } from "./messages.ts";

const setting = JSON.parse(process.argv[2]!) as Setting;
const diagram = readDiagram(setting.diagram);

async function run({ plan, untilViolation }: Task): Promise<Answer> {
  try {
    const firmware = await campaignFirmware(setting, plan.variations);
    return { result: await runPlan({ engine: setting.engine, firmware, diagram, plan, untilViolation }) };
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

// Ctrl-C goes to the whole group of processes: the campaign ends its workers itself.
process.on("SIGINT", () => {});
process.on("disconnect", () => process.exit(0));
process.on("message", (task: Task) => void run(task).then((answer) => process.send!(answer)));
