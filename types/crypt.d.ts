/** The SDK's digests. Missing from npm's \@moddable/typings 5.6. */
declare module "crypt" {
  export class Digest {
    constructor(type: "MD5" | "SHA1" | "SHA256" | "SHA384" | "SHA512");
    /** Takes views too, which the SDK's own typings leave out. */
    write(data: ArrayBuffer): void;
    close(): ArrayBuffer;
  }
}
