/** What is typed on the console, read; and anything at all typed there, which is never taken for what it is not. */
import { readBroker, readCommandLine } from "../../console/command-line";
import { notAllowed } from "../../settings/settings";
import Random from "./support/random";
import { done, report } from "./support/report";

const set = (subject: string, change: object) => ({ name: "set", subject, change });
const wifi = (wifi_ssid: string, wifi_password = "") =>
  set("wifi", { wifi_ssid, wifi_password, wifi_channel: 0 });
const broker = (host: string, port: number, secure = false, user = "", password = "") =>
  set("broker", { broker: host, port, secure, user, password });
const usage = (subject: string) => ({ name: "usage", subject });

const cases: [string, object][] = [
  ["ayuda", { name: "help" }],
  ["HELP", { name: "help" }],
  ["?", { name: "help" }],
  ["  estado  ", { name: "status" }],
  ["status", { name: "status" }],
  ["reiniciar", { name: "restart" }],
  ["Restart", { name: "restart" }],
  ["restaurar", { name: "restore" }],
  ["restore", { name: "restore" }],
  ["", { name: "unknown" }],
  ["clave", { name: "unknown" }],
  ["constructor", { name: "unknown" }],
  ["__proto__", { name: "unknown" }],
  ["wifi casa", wifi("casa")],
  ["wifi casa secreta1", wifi("casa", "secreta1")],
  ['wifi "mi casa" "la clave"', wifi("mi casa", "la clave")],
  ["wifi 'mi \"casa\"' x", wifi('mi "casa"', "x")],
  ['wifi "a\\"b\\\\c"', wifi('a"b\\c')],
  ["wifi a\"b c'd", wifi('a"b', "c'd")],
  ['wifi "" ""', wifi("")],
  ["wifi Señal Ñandú🏠", wifi("Señal", "Ñandú🏠")],
  ["wifi", usage("wifi")],
  ["wifi mi casa clave", usage("wifi")],
  ['wifi "mi casa', { name: "quotes" }],
  ["tema vigia/salón", set("topic", { topic: "vigia/salón" })],
  ['topic "un tema"', set("topic", { topic: "un tema" })],
  ["tema", usage("topic")],
  ["tema a b", usage("topic")],
  ["intervalo 30", set("interval", { interval: 30 })],
  ["interval 2", set("interval", { interval: 2 })],
  ["intervalo 2.5", usage("interval")],
  ["intervalo -2", usage("interval")],
  ["intervalo 1e3", usage("interval")],
  ["intervalo 99999999999", usage("interval")],
  ["intervalo 5 s", usage("interval")],
  ["broker mqtt://localhost", broker("localhost", 1883)],
  ["broker MQTT://h:1884/", broker("h", 1884)],
  ["broker mqtts://h", broker("h", 8883, true)],
  ["broker mqtt://ana:sol@h:1883", broker("h", 1883, false, "ana", "sol")],
  ["broker mqtt://ana@h", broker("h", 1883, false, "ana")],
  ["broker mqtt://ana:a%40b%3A%2Fc@h", broker("h", 1883, false, "ana", "a@b:/c")],
  ["broker mqtt://ana:p@ss:w@h", broker("h", 1883, false, "ana", "p@ss:w")],
  ["broker mqtt://10.0.0.1:1", broker("10.0.0.1", 1)],
  ["broker h", usage("broker")],
  ["broker http://h", usage("broker")],
  ["broker mqtt://", usage("broker")],
  ["broker mqtt://:1883", usage("broker")],
  ["broker mqtt://h:", usage("broker")],
  ["broker mqtt://h:123456", usage("broker")],
  ["broker mqtt://h/path", usage("broker")],
  ["broker mqtt://:clave@h", usage("broker")],
  ["broker mqtt://a:%zz@h", usage("broker")],
  ["broker mqtt://a:%00@h", usage("broker")],
  ["broker mqtt://[::1]:1883", usage("broker")],
  ["broker mqtt://h x", usage("broker")],
];
for (const [line, expected] of cases) {
  // A copy, since XS does not stringify what is preloaded.
  const read = JSON.stringify({ ...readCommandLine(line) });
  report(JSON.stringify(line), read === JSON.stringify(expected), read);
}

const random = new Random(5);
const alphabet = "wifibrokertema mqtts://@:.\"'\\%0aZñ🏠\u0001 ";
let wrong = "";
for (let i = 0; i < 3000 && wrong === ""; i++) {
  let line = ["", "wifi ", "broker mqtt://", "tema ", "intervalo "][random.below(5)] as string;
  for (let n = random.below(40); n > 0; n--) line += alphabet.charAt(random.below(alphabet.length));
  const command = readCommandLine(line);
  if (command.name !== "set") continue;
  for (const name of Object.keys(command.change))
    if (notAllowed(name, null) === "") wrong = `${JSON.stringify(line)} sets ${name}`;
}
report("3,000 random lines set nothing but settings", wrong === "", wrong);

let changed = "";
for (let i = 0; i < 1000 && changed === ""; i++) {
  let password = "";
  for (let n = random.between(1, 20); n > 0; n--) password += String.fromCharCode(random.between(0x20, 0x7e));
  const read = readBroker(`mqtt://u:${encodeURIComponent(password)}@h`);
  if (read?.password !== password) changed = `${password}: ${read?.password}`;
}
report("any password goes through a URL", changed === "", changed);
done();
