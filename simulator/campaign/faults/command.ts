/** Commands that somebody sends by the broker: signed ones, and what those send who have no secret. */
import { type CommandName, commandNames, signedCommand } from "../signature.ts";
import type { FaultKind, Parameters, Scene } from "./fault.ts";

const drawName: FaultKind["draw"] = (random) => ({
  name: commandNames[random.integer(0, commandNames.length - 1)]!,
});

/** What a forger may get wrong. */
const forgeries = ["secret", "topic", "command", "digit", "signature", "early", "old", "unsigned"] as const;
type Forgery = (typeof forgeries)[number];

/** Where the scene's node listens, and what it must be signed with. */
function targetOf({ firmware: { config } }: Scene): { topic: string; secret: string } {
  return { topic: `${config.topic}/${config.topic_alarm}/set`, secret: String(config.command_secret) };
}

const nowOf = ({ home }: Scene): number => Math.floor(home.network.date);

/** A command as its owner sends it now. */
const valid = (scene: Scene, name: CommandName): string => signedCommand(name, nowOf(scene), targetOf(scene));

/** Far beyond the node's window (network/commands.ts), in milliseconds. */
const farOff = 3_600_000;

function forged(scene: Scene, name: CommandName, forgery: Forgery): string {
  const target = targetOf(scene);
  const now = nowOf(scene);
  const text = signedCommand(name, now, target);
  switch (forgery) {
    case "secret":
      return signedCommand(name, now, { ...target, secret: `${target.secret}?` });
    case "topic":
      return signedCommand(name, now, { ...target, topic: `${target.topic}/` });
    case "command":
      return text.replace(name, name === "ON" ? "OFF" : "ON");
    case "digit":
      return text.replace(String(now), String(now + 1));
    case "signature":
      return text.slice(0, -1) + (text.endsWith("0") ? "1" : "0");
    case "early":
      return signedCommand(name, now + farOff, target);
    case "old":
      return signedCommand(name, now - farOff, target);
    default:
      return name;
  }
}

function publish(scene: Scene, payload: string | Uint8Array, { qos = 1, retain = false }: Parameters): void {
  scene.home.broker.publish(targetOf(scene).topic, payload, {
    qos: qos === 0 ? 0 : 1,
    retain: retain === true,
  });
}

export const commands: readonly FaultKind[] = [
  {
    name: "command",
    what: "a signed command; one that is retained must not be obeyed later",
    place: "commands",
    lasts: [0, 0],
    weight: 4,
    draw: (random) => ({ ...drawName(random), qos: random.integer(0, 1), retain: random.chance(0.2) }),
    begin(scene, parameters) {
      publish(scene, valid(scene, parameters.name as CommandName), parameters);
      return undefined;
    },
  },
  {
    name: "command-replayed",
    what: "a signed command, and later the same again",
    place: "commands",
    lasts: [1, 1800],
    weight: 3,
    draw: drawName,
    begin(scene, parameters) {
      const text = valid(scene, parameters.name as CommandName);
      publish(scene, text, parameters);
      return () => publish(scene, text, parameters);
    },
  },
  {
    name: "command-forged",
    what: "a command that is signed wrongly, at another time, or not at all",
    place: "commands",
    lasts: [0, 0],
    weight: 2,
    draw: (random) => ({ ...drawName(random), wrong: forgeries[random.integer(0, forgeries.length - 1)]! }),
    begin(scene, parameters) {
      publish(scene, forged(scene, parameters.name as CommandName, parameters.wrong as Forgery), parameters);
      return undefined;
    },
  },
  {
    name: "command-garbage",
    what: "bytes without a meaning, none and too many among them, where commands come",
    place: "commands",
    lasts: [0, 0],
    draw: (random) => ({ bytes: Math.round(700 * random.next() ** 4) }),
    begin(scene, parameters) {
      const { random } = scene;
      publish(
        scene,
        Uint8Array.from({ length: parameters.bytes as number }, () => random.integer(0, 255)),
        {},
      );
      return undefined;
    },
  },
];
