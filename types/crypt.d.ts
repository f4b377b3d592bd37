/** The SDK's digests. Missing from npm's \@moddable/typings 5.6. */
declare module "crypt" {
  export class Digest {
    constructor(type: "MD5" | "SHA1" | "SHA256");
    write(data: ArrayBuffer): void;
    close(): ArrayBuffer;
  }
}
