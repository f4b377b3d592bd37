import type { Case } from "./case.ts";

/** Bytes in hexadecimal from a client that is inside, and a ping for a broker that overlooks them. */
const violation = (name: string, clause: string, bytes: string): Case => ({
  name,
  clause,
  run: async (bench) => [await (await bench.inside()).raw(bytes).ping().next()],
  expected: ["closed"],
});

export const violations: Case[] = [
  violation("a packet of type 0", "2.2.1", "00 00"),
  violation("a packet of type 15", "2.2.1", "f0 00"),
  violation("a remaining length of five digits", "2.2.3", "30 ff ff ff ff 01"),
  violation("a CONNACK from a client", "MQTT-4.8.0-1", "20 02 00 00"),
  violation("a SUBACK from a client", "MQTT-4.8.0-1", "90 03 00 01 00"),
  violation("a PINGRESP from a client", "MQTT-4.8.0-1", "d0 00"),
  violation("flags on a PINGREQ", "MQTT-2.2.2-2", "c1 00"),
  violation("flags on a DISCONNECT", "MQTT-3.14.1-1", "e1 00"),
  violation("a PUBREL without its flags", "MQTT-3.6.1-1", "60 02 00 01"),
  violation("QoS 3", "MQTT-3.3.1-4", "36 06 00 01 74 00 01 78"),
  violation("DUP at QoS 0", "MQTT-3.3.1-2", "38 04 00 01 74 78"),
  violation("the identifier 0 on a PUBLISH", "MQTT-2.3.1-1", "32 06 00 01 74 00 00 78"),
  violation("the identifier 0 on a SUBSCRIBE", "MQTT-2.3.1-1", "82 06 00 00 00 01 74 00"),
  violation("a PUBLISH shorter than its topic", "MQTT-4.8.0-1", "30 03 00 09 74"),
  violation("a PUBLISH without a topic", "MQTT-4.7.3-1", "30 03 00 00 78"),
  violation("a PUBLISH to +", "MQTT-3.3.2-2", "30 04 00 01 2b 78"),
  violation("a PUBLISH to a/#", "MQTT-3.3.2-2", "30 06 00 03 61 2f 23 78"),
  violation("a null in a topic", "MQTT-1.5.3-2", "30 06 00 03 61 00 62 78"),
  violation("malformed UTF-8 in a topic", "MQTT-1.5.3-1", "30 05 00 02 c3 28 78"),
  violation("a surrogate in a topic", "MQTT-1.5.3-1", "30 06 00 03 ed a0 80 78"),
  violation("a SUBSCRIBE without its flags", "MQTT-3.8.1-1", "80 06 00 01 00 01 74 00"),
  violation("a SUBSCRIBE to nothing", "MQTT-3.8.3-3", "82 02 00 01"),
  violation("a SUBSCRIBE at QoS 3", "MQTT-3.8.3-4", "82 06 00 01 00 01 74 03"),
  violation("a SUBSCRIBE with reserved bits", "MQTT-3.8.3-4", "82 06 00 01 00 01 74 80"),
  violation("a SUBSCRIBE to a filter without characters", "MQTT-4.7.3-1", "82 05 00 01 00 00 00"),
  violation("a SUBSCRIBE to a/#/b", "MQTT-4.7.1-2", "82 0a 00 01 00 05 61 2f 23 2f 62 00"),
  violation("a SUBSCRIBE to a#", "MQTT-4.7.1-2", "82 07 00 01 00 02 61 23 00"),
  violation("a SUBSCRIBE to a+/b", "MQTT-4.7.1-3", "82 09 00 01 00 04 61 2b 2f 62 00"),
  violation("an UNSUBSCRIBE from nothing", "MQTT-3.10.3-2", "a2 02 00 01"),
  violation("an UNSUBSCRIBE without its flags", "MQTT-3.10.1-1", "a0 05 00 01 00 01 74"),
];
