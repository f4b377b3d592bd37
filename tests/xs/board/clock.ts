/** Says the time and how often it was started; sets the clock if nobody did; restarts where that is asked. */
import config from "mc/config";
import Preference from "preference";
import Time from "time";
import Timer from "timer";

const SetTo = 1_000_000_000;
const settings = config as unknown as { restart_after?: number };

export default function (): void {
  const starts = Number(Preference.get("test", "starts") ?? 0) + 1;
  Preference.set("test", "starts", starts);
  const now = Math.floor(Date.now() / 1000);
  trace(`start ${starts} at ${now}\n`);
  if (now < SetTo) Timer.set(() => Time.set(SetTo), 1000);
  if (settings.restart_after)
    Timer.set(() => {
      System.restart();
      trace("the callback ends\n");
    }, settings.restart_after);
}
