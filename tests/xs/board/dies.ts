/** Uses a part of each kind, then dies at once. */
import Digital from "embedded:io/digital";
import WiFi from "embedded:network/interface/wifi";
import PulseCapture from "pulse-capture";
import Timer from "timer";

export default function (): void {
  new Digital({ pin: 18, mode: Digital.Output });
  new Digital({ pin: 4, mode: Digital.InputPullUp, edge: Digital.Falling, onReadable() {} });
  new PulseCapture({ pin: 15, onReadable() {} }).start(1100, 12);
  new WiFi({}).connect({ SSID: "Wokwi-GUEST" });
  Timer.repeat(() => {}, 10);
  throw new Error("on purpose");
}
