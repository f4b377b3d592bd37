/**
 * Certificates as text, PEM (RFC 7468): one or more blocks, whose base64 may be broken into lines anywhere or
 * nowhere. Strict: anything that is not a certificate is refused, a private key above all.
 */
const Begin = "-----BEGIN CERTIFICATE-----";
const End = "-----END CERTIFICATE-----";
const Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

export class PEMError extends Error {}

/** RFC 4648 section 4, with its padding and without stray bits. @throws PEMError */
function decodeBase64(text: string): Uint8Array {
  const { length } = text;
  if (length === 0 || length % 4) throw new PEMError("the base64 is cut off");
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const bytes = new Uint8Array((length / 4) * 3 - padding);
  let bits = 0;
  let at = 0;
  for (let i = 0; i < length - padding; i++) {
    const value = Alphabet.indexOf(text.charAt(i));
    if (value < 0) throw new PEMError(`${text.charAt(i)} is not base64`);
    bits = ((bits << 6) | value) & 0xffff;
    const step = i & 3;
    if (step) bytes[at++] = bits >> (6 - step * 2);
  }
  if (padding && bits & (padding === 2 ? 15 : 3)) throw new PEMError("the base64 has stray bits");
  return bytes;
}

/** @returns each certificate's DER @throws PEMError */
export function decodePEM(text: string): Uint8Array[] {
  const certificates: Uint8Array[] = [];
  let rest = text.trim();
  while (rest !== "") {
    if (!rest.startsWith(Begin))
      throw new PEMError(`${rest.split("\n", 1)[0]?.slice(0, 32)} where ${Begin} should be`);
    const end = rest.indexOf(End);
    if (end < 0) throw new PEMError(`${End} is missing`);
    certificates.push(decodeBase64(rest.slice(Begin.length, end).replace(/\s+/g, "")));
    rest = rest.slice(end + End.length).trim();
  }
  if (certificates.length === 0) throw new PEMError("no certificate");
  return certificates;
}
