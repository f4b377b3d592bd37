/** Joins the configured network and says each change; joins again when `again` ms after a loss are configured. */
import WiFi from "embedded:network/interface/wifi";
import config from "mc/config";
import Timer from "timer";

const settings = config as unknown as {
  wifi_ssid: string;
  wifi_password: string;
  wifi_channel: number;
  again?: number;
};

export default function (): void {
  const { wifi_ssid: SSID, wifi_password: password, wifi_channel: channel, again } = settings;
  const wifi = new WiFi({
    onChanged(property) {
      if (property !== "connection") return;
      trace(`${wifi.connection} ${wifi.address ?? "-"}\n`);
      if (wifi.connection === 200 && again) Timer.set(connect, again);
      if (wifi.connection === 500) connect();
    },
  });
  const connect = () => {
    try {
      wifi.connect({
        SSID,
        ...(password ? { password } : undefined),
        ...(channel ? { channel } : undefined),
      });
      trace(`${wifi.connection}\n`);
    } catch (error) {
      trace(`refused: ${(error as Error).message}\n`);
    }
  };
  connect();
  connect();
}
