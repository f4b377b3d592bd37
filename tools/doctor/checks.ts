/** What the project can use on this machine: each found or not, with the way to get it. */
import { describePort, listPorts, serialPortClass } from "../serial/ports.ts";
import { type ESPIDF, findIDF } from "../toolchain/esp-idf.ts";
import { findEsptool } from "../toolchain/esptool.ts";
import { findModdable, type ModdableSDK, triedSDK } from "../toolchain/moddable.ts";
import { ToolchainError } from "../toolchain/problem.ts";
import { findProgram, majorMinor, programVersion } from "../toolchain/programs.ts";

/** What one can want: the virtual board (npm start, npm test), all tests, a real board, Wokwi. */
export const goals = ["board", "tests", "esp32", "wokwi"] as const;
export type Goal = (typeof goals)[number];

export interface Finding {
  readonly name: string;
  readonly goal: Goal;
  readonly state: "found" | "doubtful" | "missing";
  /** Version and place. */
  readonly detail: string;
  /** What to do; empty when nothing is. */
  readonly advice: string;
}

const leastNode = [20, 9] as const;

function node(): Finding {
  const { version, execPath } = process;
  const [major = 0, minor = 0] = majorMinor(version) ?? [];
  const fits = major > leastNode[0] || (major === leastNode[0] && minor >= leastNode[1]);
  return {
    name: "Node.js",
    goal: "board",
    state: fits ? "found" : "missing",
    detail: `${version.slice(1)}, ${execPath}`,
    advice: fits ? "" : `${leastNode.join(".")} or later: https://nodejs.org`,
  };
}

interface ProgramCheck {
  readonly name: string;
  readonly goal: Goal;
  /** The first that is on PATH counts. */
  readonly programs: readonly string[];
  readonly option: string;
  readonly advice: string;
}

const debian = process.platform === "linux";
const install = (packages: string, formula: string): string =>
  debian ? `sudo apt install ${packages}` : `brew install ${formula}`;

const programs: readonly ProgramCheck[] = [
  {
    name: "C compiler",
    goal: "board",
    programs: ["cc", "gcc", "clang"],
    option: "--version",
    advice: debian ? "sudo apt install build-essential" : "xcode-select --install",
  },
  {
    name: "make",
    goal: "board",
    programs: ["make"],
    option: "--version",
    advice: debian ? "sudo apt install build-essential" : "xcode-select --install",
  },
  {
    name: "Mosquitto",
    goal: "tests",
    programs: ["mosquitto", "/usr/sbin/mosquitto"],
    option: "-h",
    advice: install("mosquitto mosquitto-clients", "mosquitto"),
  },
  {
    name: "RabbitMQ",
    goal: "tests",
    programs: ["rabbitmq-server", "/usr/sbin/rabbitmq-server", "/usr/lib/rabbitmq/bin/rabbitmq-server"],
    option: "",
    advice: install("rabbitmq-server", "rabbitmq"),
  },
  {
    name: "OpenSSL",
    goal: "tests",
    programs: ["openssl"],
    option: "version",
    advice: install("openssl", "openssl"),
  },
  {
    name: "Python",
    goal: "esp32",
    programs: ["python3", "python"],
    option: "--version",
    advice: install("python3 python3-venv", "python"),
  },
  {
    name: "wokwi-cli",
    goal: "wokwi",
    programs: ["wokwi-cli"],
    option: "--version",
    advice: "curl -L https://wokwi.com/ci/install.sh | sh, and a token in WOKWI_CLI_TOKEN",
  },
];

function program({ name, goal, programs: names, option, advice }: ProgramCheck): Finding {
  const path = names.map((candidate) => findProgram(candidate)).find((found) => found !== undefined);
  if (!path) return { name, goal, state: "missing", detail: "", advice };
  const version = option === "" ? undefined : programVersion(path, option);
  return { name, goal, state: "found", detail: [version, path].filter(Boolean).join(", "), advice: "" };
}

function failed(name: string, goal: Goal, error: unknown): Finding {
  if (!(error instanceof ToolchainError)) throw error;
  return { name, goal, state: "missing", detail: error.fact, advice: error.advice };
}

/** The SDK, then the ESP-IDF that it wants, then the esptool that comes with that. */
function toolchain(env: NodeJS.ProcessEnv): Finding[] {
  let sdk: ModdableSDK | undefined;
  let idf: ESPIDF | undefined;
  const findings: Finding[] = [];
  try {
    sdk = findModdable(env);
    const tried = sdk.version === triedSDK;
    findings.push({
      name: "Moddable SDK",
      goal: "esp32",
      state: tried ? "found" : "doubtful",
      detail: `${sdk.version}, ${sdk.folder}`,
      advice: tried ? "" : `tried with ${triedSDK}`,
    });
    findings.push({ name: "mcconfig", goal: "esp32", state: "found", detail: sdk.mcconfig, advice: "" });
  } catch (error) {
    findings.push(failed("Moddable SDK", "esp32", error));
  }
  try {
    idf = findIDF(sdk?.expectedIDF ?? "v6.0", env);
    const detail = `${idf.version}, ${idf.folder}`;
    findings.push({ name: "ESP-IDF", goal: "esp32", state: "found", detail, advice: "" });
  } catch (error) {
    findings.push(failed("ESP-IDF", "esp32", error));
  }
  const esptool = findEsptool(idf, env);
  findings.push({
    name: "esptool",
    goal: "esp32",
    state: esptool ? "found" : "missing",
    detail: esptool ? `${esptool.version}, ${esptool.place}` : "",
    advice: esptool ? "" : "comes with ESP-IDF; alone: pipx install esptool",
  });
  return findings;
}

async function serial(): Promise<Finding[]> {
  const name = "serial ports";
  const goal = "esp32";
  try {
    await serialPortClass();
    const ports = await listPorts();
    if (ports.length > 0)
      return [{ name, goal, state: "found", detail: ports.map(describePort).join("; "), advice: "" }];
    return [
      {
        name,
        goal,
        state: "doubtful",
        detail: "none",
        advice: "plug the board in, with a cable that carries data",
      },
    ];
  } catch (error) {
    return [failed(name, goal, error)];
  }
}

/** All of them, in the order of the goals. */
export async function examine(env = process.env): Promise<Finding[]> {
  const all = [node(), ...programs.map(program), ...toolchain(env), ...(await serial())];
  return goals.flatMap((goal) => all.filter((finding) => finding.goal === goal));
}

/** The exit code for a goal: the virtual board is needed for all of them. */
export function exitCode(findings: readonly Finding[], goal: Goal | "all"): number {
  const matters = (finding: Finding) => goal === "all" || finding.goal === goal || finding.goal === "board";
  return findings.some((finding) => finding.state === "missing" && matters(finding)) ? 1 : 0;
}
