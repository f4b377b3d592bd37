/**
 * The Spanish documents, run: every command of docs/guia.md and README.es.md gives the output that they show
 * (document.ts says how), and every command that their text names is one of the examples.
 */
import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { Aedes } from "aedes";
import { skipWithoutOpenSSL } from "../support/certificates.ts";
import { cleanEnvironment, makeCheckout } from "../support/checkout.ts";
import { freePort, skipWithout } from "../support/mosquitto.ts";
import { python, skipWithoutPaho } from "../support/paho.ts";
import { project } from "../support/xs-program.ts";
import { namedCommands, readDocument, type Section } from "./document.ts";
import { difference } from "./output.ts";
import { Shell } from "./shell.ts";

const { scripts } = JSON.parse(readFileSync(join(project, "package.json"), "utf8")) as {
  scripts: Record<string, string>;
};

/** The short one goes through npm itself. */
const documents = [
  { name: "docs/guia.md", throughNpm: false },
  { name: "README.es.md", throughNpm: true },
].map((each) => ({ ...each, text: readFileSync(join(project, each.name), "utf8") }));

/** Commands that the text only mentions, each with the reason why no example shows it. */
const mentioned: readonly [RegExp, string][] = [
  [/^npm install$/, "what CI does before"],
  [/^npm test( -- --all)?$/, "this"],
  [/^npm run (doctor|build:esp32|flash|monitor)$/, "needs a board; those blocks are marked `placa`"],
  [/^npm run broker -- --host 0\.0\.0\.0 /, "would open a port to the network"],
  [/^npm run scenario$/, "tests/tools/scenario.test.ts runs it"],
  [/^docker compose -f broker\/compose\.yaml up$/, "needs a docker daemon"],
];

describe("the comparison can fail", () => {
  const shown = ["Conectado como publisher-a1b2c3", "12:00:00  a  b"];
  const printed = ["> vigia@0.1.0 x", "", "Conectado como publisher-ffffff", "09:08:07  a  b"];
  for (const [name, expected, actual, ended, differs] of [
    ["the same but for id and time", shown, printed, true, false],
    ["another word", ["Conectado con publisher-a1b2c3", shown[1]!], printed, true, true],
    ["a line too few", shown, printed.slice(0, 3), true, true],
    ["a line too many", shown, [...printed, "more"], true, true],
    ["a line too many, more may be shown later", shown, [...printed, "more"], false, false],
    ["left out", ["...", "c"], ["a", "b", "c"], true, false],
    ["left out, in another order", ["b", "...", "a"], ["a", "b"], true, true],
    ["left out, and one is missing", ["a", "...", "d"], ["a", "b", "c"], true, true],
    [
      "sources may interleave",
      ["0.1 node  │ a", "0.1 mqtt  │ b", "..."],
      ["    7.9 mqtt  │ b", "    8.0 node  │ a"],
      true,
      false,
    ],
  ] as const)
    test(name, () => assert.equal(difference(expected, actual, ended) !== undefined, differs));
});

const reasons: Readonly<Record<string, () => string | false>> = {
  mosquitto: () => skipWithout("mosquitto") || skipWithoutOpenSSL(),
  mosquitto_sub: () => skipWithout("mosquitto_sub", "mosquitto_pub"),
  paho: skipWithoutPaho,
};

/** Why a section is skipped, or false. */
function skipped(section: Section): string | false {
  for (const need of new Set(section.blocks.flatMap(({ needs }) => needs))) {
    const reason = reasons[need];
    assert.ok(reason, `nobody knows what ${need} is`);
    const answer = reason();
    if (answer) return answer;
  }
  return false;
}

const isRun = ({ blocks }: Section): boolean => blocks.some(({ steps, board }) => steps.length > 0 && !board);

for (const { name, text, throughNpm } of documents)
  describe(name, () => {
    const sections = readDocument(text);
    let bin: string;
    let stand: Server;
    let publicBroker: Aedes;
    const address = `127.${1 + (process.pid % 200)}.${(process.pid >> 8) % 200}.9`;

    before(async () => {
      bin = mkdtempSync(join(tmpdir(), "vigia-bin-"));
      // Debian's own Python has Debian's paho-mqtt.
      writeFileSync(join(bin, "python3"), `#!/bin/sh\nexec ${python} "$@"\n`);
      chmodSync(join(bin, "python3"), 0o755);
      publicBroker = await Aedes.createBroker();
      stand = createServer(publicBroker.handle);
      await new Promise<void>((resolve, reject) => stand.on("error", reject).listen(1883, address, resolve));
    });
    after(() => {
      publicBroker.close();
      stand.close();
      rmSync(bin, { recursive: true, force: true });
    });

    const environment = () => ({
      ...cleanEnvironment(),
      PATH: `${bin}:${process.env.PATH}`,
      NODE_OPTIONS: `--import ${pathToFileURL(join(project, "tests", "docs", "public-broker-here.mjs")).href}`,
      VIGIA_TEST_PUBLIC_BROKER: address,
      NO_COLOR: "1",
      npm_config_loglevel: "error",
      npm_config_update_notifier: "false",
    });

    // Most of the time they wait for the clock.
    describe("its sections", { concurrency: 2 }, () => {
      for (const section of sections.filter(isRun))
        test(section.title || "its beginning", { skip: skipped(section) }, async () => {
          const checkout = makeCheckout();
          const ownPort = await freePort();
          const shell = new Shell(checkout.folder, environment(), {
            ownPort,
            ...(!throughNpm && { scripts }),
          });
          try {
            for (const block of section.blocks) if (!block.board) await shell.run(block);
          } finally {
            await shell.close();
            await checkout.remove();
          }
        });
    });

    test("every command that the text names is an example, or known not to be", () => {
      const examples = sections.flatMap(({ blocks }) =>
        blocks.flatMap(({ steps }) => steps.flatMap(({ command }) => command ?? [])),
      );
      for (const command of namedCommands(text)) {
        const shown = examples.some((example) => example.startsWith(command));
        const known = mentioned.some(([pattern]) => pattern.test(command));
        assert.ok(shown || known, `\`${command}\` is named, and no example runs it`);
      }
    });

    test("what needs a board is marked in the text, and shows no output", () => {
      for (const { blocks } of sections)
        for (const { board, steps, line } of blocks)
          if (board) for (const { output } of steps) assert.deepEqual(output, [], `line ${line}`);
    });

    test("every script that is named is one of package.json", () => {
      for (const [, script] of text.matchAll(/npm run (?:-s )?([\w:]+)/g))
        assert.ok(script! in scripts, `npm run ${script}`);
    });

    test("its links lead to files", () => {
      for (const [, link] of text.matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)) {
        assert.ok(existsSync(join(project, name, "..", link!)), link);
      }
    });
  });
