/** Loaded before a command: broker.emqx.io is an address of this machine, where a test has its stand-in. */
import dns from "node:dns";
import { syncBuiltinESMExports } from "node:module";

const address = process.env.VIGIA_TEST_PUBLIC_BROKER;
const { lookup } = dns;
if (address)
  dns.lookup = (name, options, done = options) =>
    name === "broker.emqx.io"
      ? process.nextTick(() => (options?.all ? done(null, [{ address, family: 4 }]) : done(null, address, 4)))
      : lookup(name, options, done);
syncBuiltinESMExports();
