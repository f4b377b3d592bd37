/** Topic names and filters of MQTT 3.1.1, section 4.7. Pure. */

/** Of a topic in UTF-8 [MQTT-4.7.3-3]. */
const mostBytes = 65_535;

/** Can this be published to? */
export function isTopicName(topic: string): boolean {
  return isTopic(topic) && !/[+#]/.test(topic); // [MQTT-3.3.2-2]
}

/** Can this be subscribed to? */
export function isTopicFilter(filter: string): boolean {
  if (!isTopic(filter)) return false;
  const levels = filter.split("/");
  return levels.every(
    (level, index) =>
      !/[+#]/.test(level) ||
      level === "+" || // [MQTT-4.7.1-3]
      (level === "#" && index === levels.length - 1), // [MQTT-4.7.1-2]
  );
}

function isTopic(topic: string): boolean {
  if (topic.length === 0 || topic.includes("\0")) return false; // [MQTT-4.7.3-1], [MQTT-4.7.3-2]
  return Buffer.byteLength(topic) <= mostBytes;
}

/** Does a topic match a filter? Wildcards at a filter's start do not match topics of the broker's own. */
export function matches(filter: string, topic: string): boolean {
  if (filter === topic) return true;
  if (topic.startsWith("$") && /^[+#]/.test(filter)) return false; // [MQTT-4.7.2-1]
  const wanted = filter.split("/");
  const levels = topic.split("/");
  for (const [index, level] of wanted.entries()) {
    if (level === "#") return true; // its parent level too: "a/#" matches "a"
    if (index >= levels.length) return false;
    if (level !== "+" && level !== levels[index]) return false;
  }
  return wanted.length === levels.length;
}
