/**
 * Deliberate defects of the firmware, each a few words changed in its sources as they are loaded: a campaign must
 * find every one of them. A patch whose text has moved is an error, so that none of them dies out unseen.
 */
import type { SourcePatch } from "../../simulator/firmware/patch.ts";

export interface Defect {
  readonly name: string;
  readonly what: string;
  /** The rule that must find it. */
  readonly rule: string;
  readonly patches: readonly SourcePatch[];
}

const session = "network/session";

export const defects: readonly Defect[] = [
  {
    name: "lost-puback",
    what: "an event whose acknowledgement was lost with its connection is taken for acknowledged",
    rule: "presses-acknowledged",
    patches: [
      {
        specifier: session,
        find: "    this.#eventId = this.#recordId = 0;\n    this.#others.length = 0;",
        replace:
          "    if (this.#eventId || this.#recordId) this.#options.journal.removeFirst();\n    this.#eventId = this.#recordId = 0;\n    this.#others.length = 0;",
      },
    ],
  },
  {
    name: "removed-before-acknowledged",
    what: "an event leaves the journal when it is sent",
    rule: "presses-acknowledged",
    patches: [
      {
        specifier: session,
        find: "    this.write(topics.alarmHistory, record, 1, event.recordId, false, duplicate);\n",
        replace:
          "    this.write(topics.alarmHistory, record, 1, event.recordId, false, duplicate);\n    this.#options.journal.removeFirst();\n",
      },
      {
        specifier: session,
        find: "      journal.removeFirst();\n      delegate.alarmAcknowledged",
        replace: "      delegate.alarmAcknowledged",
      },
    ],
  },
  {
    name: "identifiers-reused",
    what: "packet identifiers come round after three, in flight or not",
    rule: "protocol",
    patches: [
      {
        specifier: "network/packet-ids",
        find: "this.#last === 65535 ? 1",
        replace: "this.#last === 3 ? 1",
      },
      {
        specifier: session,
        find: "    while (this.isInFlight(id)) id = this.#ids.next();\n",
        replace: "",
      },
    ],
  },
  {
    name: "identifier-65536",
    what: "packet identifiers count on after 65,535",
    rule: "protocol",
    patches: [
      {
        specifier: "network/packet-ids",
        find: "this.#last === 65535 ? 1 : this.#last + 1",
        replace: "this.#last + 1",
      },
    ],
  },
  {
    name: "will-not-retained",
    what: "the will is not retained",
    rule: "retained-state",
    patches: [
      {
        specifier: session,
        find: "message: ArrayBuffer.fromString(Offline), QoS: 1, retain: true",
        replace: "message: ArrayBuffer.fromString(Offline), QoS: 1, retain: false",
      },
    ],
  },
  {
    name: "state-not-said-again",
    what: "the alarm's state is not said again on a new connection",
    rule: "retained-state",
    patches: [
      {
        specifier: session,
        find: "this.#connected = this.#birth = this.#state = this.#announce",
        replace: "this.#connected = this.#birth = this.#announce",
      },
    ],
  },
  {
    name: "resent-in-another-order",
    what: "what is sent again is sent the other way round",
    rule: "protocol",
    patches: [
      {
        specifier: session,
        find: "    this.write(topics.alarm, text, 1, event.id, true, duplicate);\n    this.write(topics.alarmHistory, record, 1, event.recordId, false, duplicate);\n",
        replace:
          "    if (!duplicate) this.write(topics.alarm, text, 1, event.id, true, duplicate);\n    this.write(topics.alarmHistory, record, 1, event.recordId, false, duplicate);\n    if (duplicate) this.write(topics.alarm, text, 1, event.id, true, duplicate);\n",
      },
    ],
  },
  {
    name: "leak",
    what: "one object an hour is never let go of",
    rule: "nothing-grows",
    patches: [
      {
        specifier: "node",
        find: "    this.#uptime += this.#settings.diagnostics;\n",
        replace:
          "    this.#uptime += this.#settings.diagnostics;\n    const leaking = this as { leaked?: object };\n    if (this.#uptime % 3600 === 0) leaking.leaked = { next: leaking.leaked };\n",
      },
    ],
  },
  {
    name: "debounce-too-short",
    what: "a contact counts as still after a millisecond",
    rule: "presses-count",
    patches: [{ specifier: "sensors/button", find: "const Still = 10;", replace: "const Still = 1;" }],
  },
  {
    name: "one-slot",
    what: "the journal writes both records into one slot",
    rule: "presses-acknowledged",
    patches: [
      {
        specifier: "alarm/journal",
        find: "this.#store.write((record.sequence & 1) as 0 | 1",
        replace: "this.#store.write(0",
      },
    ],
  },
  {
    name: "sent-again-without-dup",
    what: "what is sent again is sent as if for the first time",
    rule: "protocol",
    patches: [
      {
        specifier: session,
        find: "const duplicate = event.id !== 0;",
        replace: "const duplicate = false;",
      },
    ],
  },
  {
    name: "trouble-not-counted",
    what: "a write that the storage refused is not counted",
    rule: "trouble-told",
    patches: [
      {
        specifier: "alarm/journal",
        find: "      record.sequence = before;\n      this.storageFailures++;\n",
        replace: "      record.sequence = before;\n",
      },
    ],
  },
  {
    name: "newest-folded",
    what: "when too many changes wait, the two newest are folded, not the two behind the first",
    rule: "presses-acknowledged",
    patches: [
      {
        specifier: "alarm/journal",
        find: "events.splice(1, 2);",
        replace: "events.splice(events.length - 2, 2);",
      },
    ],
  },
  {
    name: "replay-obeyed",
    what: "a command is obeyed whenever it comes",
    rule: "commands",
    patches: [{ specifier: "network/commands", find: 'if (counter <= last) return "replay";', replace: "" }],
  },
  {
    name: "signature-not-checked",
    what: "a command is obeyed whatever its signature says",
    rule: "commands",
    patches: [
      { specifier: "network/commands", find: "  return difference === 0;", replace: "  return true;" },
    ],
  },
  {
    name: "counter-not-stored",
    what: "the counter of a command that changes nothing is not stored",
    rule: "commands",
    patches: [
      { specifier: "alarm/alarm", find: "if (counter !== undefined) journal.count(counter);", replace: "" },
    ],
  },
  {
    name: "reading-kept",
    what: "when the sensor fails the last reading is told once more",
    rule: "true-readings",
    patches: [
      {
        specifier: "node",
        find: "    this.#session.sendClimate(temperature, humidity, Date.now());\n",
        replace:
          "    this.#session.sendClimate(temperature, humidity, Date.now());\n    (this as { last?: number[] }).last = [temperature, humidity];\n",
      },
      {
        specifier: "node",
        find: "    node.#console.say(node.#console.texts.sensorError(error));\n",
        replace:
          "    node.#console.say(node.#console.texts.sensorError(error));\n    const [temperature, humidity] = (node as { last?: number[] }).last ?? [];\n    if (temperature !== undefined) node.#session.sendClimate(temperature, humidity as number, Date.now());\n",
      },
    ],
  },
  {
    name: "no-back-off",
    what: "a lost connection is tried again at once",
    rule: "back-off",
    patches: [
      {
        specifier: session,
        find: "const LeastWait = 1_000;\nconst MostWait = 60_000;",
        replace: "const LeastWait = 10;\nconst MostWait = 10;",
      },
    ],
  },
  {
    name: "acknowledgement-awaited-for-ever",
    what: "a broker that stays silent is waited for without an end",
    rule: "presses-acknowledged",
    patches: [
      {
        specifier: session,
        find: "const AckTimeout = 20_000;",
        replace: "const AckTimeout = 2_000_000_000;",
      },
    ],
  },
  {
    name: "expired-certificate-taken",
    what: "whether a broker's certificate is valid now is not checked",
    rule: "trust",
    patches: [
      {
        specifier: "network/tls/chain",
        find: '  checkTime(server, now, "the certificate");\n',
        replace: "",
      },
    ],
  },
];

/** @throws Error naming the defects that there are */
export function defectNamed(name: string): Defect {
  const found = defects.find((defect) => defect.name === name);
  if (found) return found;
  throw new Error(`there is no defect ${name}; there are ${defects.map((each) => each.name).join(", ")}`);
}
