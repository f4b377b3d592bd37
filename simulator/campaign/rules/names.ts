/** The rules, and what each of them holds. */
export const ruleNames = {
  "presses-count":
    "each press toggles the alarm once, however it bounces, and nothing but a command else does",
  "presses-acknowledged": "each change is acknowledged by the broker, in order, at least once",
  "retained-state": "the retained state is the lamp's in peace; the will is retained and tells offline",
  "state-kept": "the alarm is after a restart what it was, unless the storage failed",
  "trouble-told": "what a failing storage may have lost is told",
  "true-readings": "no reading that the sensor did not have, none twice, none missing in peace",
  "nothing-grows": "live slots and chunk bytes do not grow",
  "loop-free": "no turn of the firmware takes longer than the limit",
  "restart-reasons": "the firmware ends only for a reason that the run brings",
  commands: "a signed command is obeyed once, and no forged, replayed or retained one ever",
  trust: "with TLS nothing is said to a broker whose certificate is not to be trusted",
  recovers: "the firmware runs, and is connected, once it is left in peace",
  "back-off": "connections are not tried at full speed",
  protocol: "packet identifiers, DUP and the first packets are as MQTT 3.1.1 wants them",
} as const;

export type RuleName = keyof typeof ruleNames;
