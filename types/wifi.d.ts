/**
 * The SDK's Wi-Fi network interface (ECMA-419 chapter 23, "Network Interface Class Pattern").
 * Missing from npm's \@moddable/typings 5.6.
 */
declare module "embedded:network/interface/wifi" {
  /** The property that changed. */
  export type WiFiProperty = "connection" | "address";

  export interface WiFiOptions {
    onChanged?: (property: WiFiProperty) => void;
  }

  export interface WiFiConnectOptions {
    SSID: string;
    /** Leave it out for an open network. */
    password?: string;
    /** A hint that saves a scan of all channels. */
    channel?: number;
  }

  export default class WiFi {
    constructor(options: WiFiOptions);
    /** @throws Error while a connection is being made. */
    connect(options: WiFiConnectOptions): void;
    disconnect(): void;
    close(): void;
    /** 200 not connected, 300 connecting, 400 associated, 500 ready (has an IPv4 address). */
    readonly connection: number;
    readonly address: string | undefined;
    readonly MAC: string | undefined;
    readonly SSID: string | undefined;
    readonly RSSI: number | undefined;
  }
}
