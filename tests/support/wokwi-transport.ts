/** A WebSocket for `@wokwi/client`, as wokwi-cli has one. */
import type { ITransport } from "@wokwi/client";
import { WebSocket } from "ws";

export class WebSocketTransport implements ITransport {
  onMessage: (message: unknown) => void = () => {};
  onClose?: (code: number, reason?: string) => void;
  onError?: (error: Error) => void;
  readonly #url: string;
  readonly #headers: Record<string, string>;
  #socket: WebSocket | undefined;

  constructor(url: string, headers: Record<string, string> = {}) {
    this.#url = url;
    this.#headers = headers;
  }

  connect(): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(this.#url, { headers: this.#headers });
      this.#socket = socket;
      socket.on("open", resolve);
      socket.on("error", reject);
      socket.on("message", (data) => this.onMessage(JSON.parse(data.toString())));
      socket.on("close", (code, reason) => this.onClose?.(code, reason.toString()));
    });
  }

  send(message: unknown): void {
    this.sendText(JSON.stringify(message));
  }

  sendText(text: string): void {
    this.#socket!.send(text);
  }

  close(): void {
    this.#socket?.close();
  }
}
