/** sensors/button.ts on a contact that bounces: one press a press. */
import Button from "../../sensors/button";
import { Contact } from "./button/contact";
import { wait } from "./dht22/bench";
import Random from "./support/random";
import { doneAfter, report, same } from "./support/report";

interface Pushed {
  contact: Contact;
  button: Button;
  events: string[];
}

function push(level: 0 | 1 = 1): Pushed {
  const contact = new Contact(level);
  const events: string[] = [];
  const button = new Button({
    io: contact.io,
    pin: 4,
    onPress: () => void events.push("press"),
    onRelease: () => void events.push("release"),
  });
  return { contact, button, events };
}

const random = new Random(11);

/** What 2 * `times` levels should be told as. */
const both = (times: number) => Array.from({ length: 2 * times }, (_, i) => (i % 2 ? "release" : "press"));

async function storms(): Promise<void> {
  const { contact, button, events } = push();
  same("the input has its pull-up, and both edges", contact.setUp, "pin 4, mode 1, edge 3");
  same("no event before the first edge", [events.length, button.pressed], [0, false]);
  for (let i = 0; i < 50; i++) {
    await contact.bounce(0, 1, 100);
    await wait(100);
    contact.expect(button.pressed, true);
    await contact.bounce(1, 1, 100);
    await wait(100);
    contact.expect(button.pressed, false);
  }
  same("100 edges in a ms, at press and at release, 50 times", events, both(50));
  same("and `pressed` says so", contact.unexpected, 0);
}

async function fast(): Promise<void> {
  const { contact, events } = push();
  for (let i = 0; i < 100; i++) {
    await contact.bounce(0, random.between(1, 6), random.between(1, 50));
    await wait(50 - contact.lasted);
    await contact.bounce(1, random.between(1, 6), random.between(1, 50));
    await wait(50 - contact.lasted);
  }
  await wait(100);
  same("ten presses a second, 100 times", events, both(100));
}

async function longBounce(): Promise<void> {
  const { contact, events } = push();
  for (let i = 0; i < 20; i++) {
    await contact.bounce(0, 30, 40);
    await wait(150);
    await contact.bounce(1, 30, 40);
    await wait(150);
  }
  same("a contact that bounces for 30 ms", events, both(20));
}

async function glitches(): Promise<void> {
  const { contact, button, events } = push();
  for (let width = 0; width < 10; width++) {
    contact.set(0);
    if (width) await wait(width);
    contact.set(1);
    await wait(100);
  }
  same("a glitch shorter than 10 ms is no press", events, []);
  contact.set(0);
  await wait(100);
  for (let width = 0; width < 10; width++) {
    contact.set(1);
    if (width) await wait(width);
    contact.set(0);
    await wait(100);
  }
  same("nor is one a release", [events, button.pressed], [["press"], true]);
}

async function held(): Promise<void> {
  const { contact, button, events } = push(0);
  await wait(1000);
  await contact.bounce(1, 1, 30);
  await wait(100);
  same(
    "a button held from the start is neither pressed nor let go of",
    [events, button.pressed],
    [[], false],
  );
  await contact.bounce(0, 1, 30);
  await wait(100);
  same("the press after that counts", [events, button.pressed], [["press"], true]);
}

async function closed(): Promise<void> {
  const { contact, button, events } = push();
  for (const level of [0, 1, 0] as const) {
    contact.set(level);
    await wait(3);
  }
  button.close();
  await wait(100);
  same("closed while it bounces", [events.length, contact.closed], [0, 1]);
  for (let i = 0; i < 100; i++) {
    contact.set(contact.level ? 0 : 1);
    await wait(random.below(20));
  }
  button.close();
  same("and edges after that", events, []);
}

async function closesItself(): Promise<void> {
  const contact = new Contact(1);
  let presses = 0;
  const button = new Button({
    io: contact.io,
    pin: 4,
    onPress() {
      presses++;
      button.close();
    },
  });
  for (let i = 0; i < 10; i++) {
    contact.set(0);
    await wait(50);
    contact.set(1);
    await wait(50);
  }
  same("closed in onPress, without an onRelease", presses, 1);
}

/** Any edges: presses and releases take turns, and after 100 ms of stillness the last one is the level's. */
async function anything(): Promise<void> {
  const { contact, button, events } = push();
  let wrong = 0;
  for (let i = 0; i < 300; i++) {
    for (let edges = random.below(30); edges > 0; edges--) {
      contact.set(random.below(2) as 0 | 1);
      if (random.below(2)) await wait(random.below(25));
    }
    await wait(100);
    if (button.pressed !== (contact.level === 0)) wrong++;
  }
  same("after any edges the level counts", wrong, 0);
  same(
    "presses and releases take turns",
    events,
    both(events.length >> 1).concat(events.length % 2 ? ["press"] : []),
  );
  report("and there were many", events.length > 100, `${events.length}`);
}

doneAfter(
  Promise.all([storms(), fast(), longBounce(), glitches(), held(), closed(), closesItself(), anything()]),
);
