// starts at 2147480 s
/** The DHT22's driver where the tick counter turns negative, after 24.8 days: 3.6 s from the start. */
import Time from "time";
import rhythm from "./dht22/rhythm";
import { doneAfter, report } from "./support/report";

report("the ticks are positive", Time.ticks > 0, `${Time.ticks}`);
doneAfter(rhythm(1).then(() => report("and negative in the end", Time.ticks < 0, `${Time.ticks}`)));
