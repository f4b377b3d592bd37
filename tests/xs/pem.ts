/** network/tls/pem.ts: what is a certificate in PEM, and what is refused. */
import { decodePEM, PEMError } from "../../network/tls/pem";
import { done, same } from "./support/report";

const begin = "-----BEGIN CERTIFICATE-----";
const end = "-----END CERTIFICATE-----";

const block = (base64: string) => `${begin}\n${base64}\n${end}\n`;

function decoded(text: string): string {
  try {
    return decodePEM(text)
      .map((bytes) => bytes.join(" "))
      .join("; ");
  } catch (error) {
    if (!(error instanceof PEMError)) throw error;
    return error.message;
  }
}

const accepted: [name: string, text: string, bytes: string][] = [
  ["three bytes", block("AAEC"), "0 1 2"],
  ["two bytes, padded", block("/+8="), "255 239"],
  ["one byte, padded", block("gA=="), "128"],
  ["every digit", block("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"), everyDigit()],
  ["lines broken anywhere", `${begin}\r\nA\nA E\r\n\tC\n${end}`, "0 1 2"],
  ["no line breaks", `${begin}AAEC${end}`, "0 1 2"],
  ["two certificates", block("AAEC") + block("AwQF"), "0 1 2; 3 4 5"],
  ["two in one line", `${begin}AAEC${end}${begin}AwQF${end}`, "0 1 2; 3 4 5"],
  ["white space around", `\n  ${block("AAEC")}\n\n`, "0 1 2"],
];

const refused: [name: string, text: string, cause: string][] = [
  ["nothing", "", "no certificate"],
  ["white space", " \n", "no certificate"],
  ["bare base64", "AAEC", `AAEC where ${begin} should be`],
  [
    "a private key",
    "-----BEGIN PRIVATE KEY-----\nAAEC\n-----END PRIVATE KEY-----",
    `-----BEGIN PRIVATE KEY----- where ${begin} should be`,
  ],
  ["text before", `# my CA\n${block("AAEC")}`, `# my CA where ${begin} should be`],
  ["text behind", `${block("AAEC")}x`, `x where ${begin} should be`],
  ["no end", `${begin}\nAAEC\n`, `${end} is missing`],
  ["an end with a typing error", `${begin}\nAAEC\n-----END CERTIFICATE----`, `${end} is missing`],
  ["an empty block", block(""), "the base64 is cut off"],
  ["a digit too few", block("AAE"), "the base64 is cut off"],
  ["a digit too many", block("AAECA"), "the base64 is cut off"],
  ["URL base64", block("_-8="), "_ is not base64"],
  ["another alphabet", block("AAÉC"), "É is not base64"],
  ["padding in the middle", block("AA==AAEC"), "= is not base64"],
  ["padding alone", block("===="), "= is not base64"],
  ["three paddings", block("A==="), "= is not base64"],
  ["stray bits before =", block("/+9="), "the base64 has stray bits"],
  ["stray bits before ==", block("gB=="), "the base64 has stray bits"],
  ["a block in a block", `${begin}${begin}AA${end}`, "- is not base64"],
];

/** The digits' own values, 6 bits each, in bytes. */
function everyDigit(): string {
  const bytes: number[] = [];
  for (let i = 0; i < 64; i += 4) {
    const bits = (i << 18) | ((i + 1) << 12) | ((i + 2) << 6) | (i + 3);
    bytes.push((bits >> 16) & 255, (bits >> 8) & 255, bits & 255);
  }
  return bytes.join(" ");
}

for (const [name, text, bytes] of accepted) same(`PEM: ${name}`, decoded(text), bytes);
for (const [name, text, cause] of refused) same(`PEM refused: ${name}`, decoded(text), cause);
done();
