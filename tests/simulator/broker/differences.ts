/** Where brokers answer otherwise than the standard says: aedes 1.2, and Mosquitto 2.0.11. */
export type BrokerName = "model" | "aedes" | "mosquitto";

export interface Difference {
  /** What the broker answers instead. */
  readonly answers: readonly string[];
  readonly why: string;
}

/** aedes takes what mqtt-packet parses, and mqtt-packet leaves this to its caller. */
const unchecked = (rule: string, ...answers: string[]): Difference => ({
  answers: answers.length > 0 ? answers : ["pingresp"],
  why: `does not check ${rule}`,
});

/** By broker and case. */
export const differences: Readonly<Record<BrokerName, Readonly<Record<string, Difference>>>> = {
  model: {},
  aedes: {
    "a protocol level that does not exist": {
      answers: ["closed", "closed"],
      why: "closes without a word: its parser fails before a CONNACK could be made",
    },
    "a will of QoS 3": unchecked("a will's QoS", "connack 0"),
    "a will for a topic with a wildcard": unchecked("a will's topic before it is published", "connack 0"),
    "a password without a user's name": unchecked("the flags against each other", "connack 0"),
    "a client's name of malformed UTF-8": unchecked("UTF-8", "connack 0"),
    "malformed UTF-8 in a topic": unchecked("UTF-8"),
    "a surrogate in a topic": unchecked("UTF-8"),
    "a null in a topic": unchecked("topics for U+0000"),
    "DUP at QoS 0": unchecked("DUP"),
    "the identifier 0 on a PUBLISH": unchecked("identifiers", "puback 0"),
    "the identifier 0 on a SUBSCRIBE": unchecked("identifiers"),
    "a SUBSCRIBE to a#": unchecked("wildcards in a filter's first two characters"),
    "a SUBSCRIBE to a+/b": unchecked("wildcards in a filter's first two characters"),
    "an UNSUBSCRIBE from nothing": unchecked("that there are filters", "unsuback 1"),
    "a client without a name that wants its session kept": {
      answers: ["connack 0", "nothing"],
      why: "gives it a name, under which nobody will find the session again",
    },
    "QoS 1 sent again with DUP is acknowledged again, and DUP is not passed on": {
      answers: ["puback 7", "puback 7", "publish t x q1", "publish t x q1 dup"],
      why: "passes the sender's DUP on",
    },
    "subscriptions that overlap bring a message once, at their greatest QoS": {
      answers: ["publish t x q0", "nothing"],
      why: "delivers once, by the first subscription that matches",
    },
    "a wildcard brings every retained message that it matches": {
      answers: ["publish a a q1 retain, publish b b q1 retain", "nothing"],
      why: "looks the granted QoS up by the topic, where the subscription has a wildcard",
    },
    "what was not acknowledged at QoS 1 is sent again, with DUP": {
      answers: ["publish t x q1", "connack 0 present", "publish t x q1"],
      why: "sends it again without DUP",
    },
    "a QoS 2 message sent again over a new connection is passed on once": {
      answers: ["connack 0", "pubrec 7", "pubcomp 7", "publish t x q0", "publish t last q0"],
      why: "says that a session is present only if it has subscriptions",
    },
  },
  mosquitto: {
    "a login that is wrong": {
      answers: ["connack 5", "closed"],
      why: "answers not authorized, so as not to tell who exists",
    },
    "subscriptions that overlap bring a message once, at their greatest QoS": {
      answers: ["publish t x q0", "nothing"],
      why: "delivers once, by the first subscription that matches",
    },
    "a SUBACK from a client": { answers: ["pingresp"], why: "takes it as it would a bridge's" },
    "a PINGRESP from a client": { answers: ["pingresp"], why: "takes it as it would a bridge's" },
    "flags on a PINGREQ": { answers: ["pingresp"], why: "does not check them" },
    "DUP at QoS 0": { answers: ["pingresp"], why: "does not check DUP" },
  },
};
