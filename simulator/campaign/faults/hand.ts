/** What a hand does to the button. Not faults, but planned, drawn and left out like them. */
import type { FaultKind, Scene } from "./fault.ts";

/** Finger down and up again after `hold` seconds. @returns how to let go at once */
function touch({ home }: Scene, hold: number): () => void {
  const { button, world } = home;
  home.act("finger", "down");
  button?.press();
  const lift = () => {
    if (!button?.pressed) return;
    home.act("finger", "up");
    button.release();
  };
  const later = world.schedule(world.now + hold * 1e6, lift);
  return () => {
    later.cancel();
    lift();
  };
}

/** Seconds between two touches. */
const rest = 1;

export const handKinds: ReadonlyMap<string, FaultKind> = new Map(
  (
    [
      {
        name: "press",
        what: "the button is pressed",
        place: "hand",
        lasts: [rest, rest],
        weight: 30,
        draw: (random) => ({ hold: random.integer(90, 400) / 1000 }),
        begin: (scene, { hold }) => touch(scene, hold as number),
      },
      {
        name: "held",
        what: "the button is held for long",
        place: "hand",
        lasts: [10, 10_800],
        draw: () => ({}),
        begin: (scene) => touch(scene, 1e6),
      },
      {
        name: "storm",
        what: "the button is pressed as fast as a hand can, and faster",
        place: "hand",
        lasts: [20, 60],
        draw: (random) => ({ presses: random.integer(3, 60), pace: random.integer(10, 200) }),
        begin(scene, { presses, pace }) {
          const { world } = scene.home;
          let left = presses as number;
          let lift = () => {};
          let later = world.schedule(world.now, next);
          function next(): void {
            lift();
            if (left-- === 0) return;
            const draw = () => scene.random.integer(5, pace as number) / 1000;
            const hold = draw();
            lift = touch(scene, hold);
            later = world.schedule(world.now + (hold + draw()) * 1e6, next);
          }
          return () => {
            later.cancel();
            lift();
          };
        },
      },
    ] satisfies FaultKind[]
  ).map((kind) => [kind.name, kind]),
);
