/** Why a side ends a connection (RFC 5246 section 7.2). */
export const AlertCode = {
  closeNotify: 0,
  unexpectedMessage: 10,
  badRecordMAC: 20,
  recordOverflow: 22,
  handshakeFailure: 40,
  illegalParameter: 47,
  decodeError: 50,
  decryptError: 51,
  protocolVersion: 70,
} as const;

export type AlertName = keyof typeof AlertCode;

/** What the other side sent is not to be borne: it is told so, and the connection ends. */
export class TLSError extends Error {
  readonly alert: AlertName;

  constructor(alert: AlertName, message: string) {
    super(message);
    this.alert = alert;
  }
}
