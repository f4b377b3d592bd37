// starts at 4294960 s
/** The DHT22's driver where the tick counter comes round, after 49.7 days: 7.3 s from the start. */
import Time from "time";
import rhythm from "./dht22/rhythm";
import { doneAfter, report } from "./support/report";

report("the ticks are negative", Time.ticks < 0, `${Time.ticks}`);
doneAfter(rhythm(1).then(() => report("and positive in the end", Time.ticks > 0, `${Time.ticks}`)));
