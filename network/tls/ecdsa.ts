/**
 * ECDSA over the curves P-256 and P-384 (FIPS 186-5 section 6.4.2), verification only: nothing here is secret,
 * so nothing needs to take constant time.
 */
import { toBigInt } from "./bytes";
import DER, { Tag } from "./der";

/** y² = x³ - 3x + b modulo p, with a base point of order n. */
export interface Curve {
  p: bigint;
  b: bigint;
  n: bigint;
  x: bigint;
  y: bigint;
  /** Of a coordinate, in bytes. */
  size: number;
}

export interface ECKey {
  kind: "ec";
  curve: Curve;
  x: bigint;
  y: bigint;
}

/** SP 800-186 sections 3.2.1.3 and 3.2.1.4. */
export const P256: Curve = Object.freeze({
  p: 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn,
  b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
  n: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  x: 0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n,
  y: 0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5n,
  size: 32,
});

export const P384: Curve = Object.freeze({
  p: 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffffn,
  b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
  n: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
  x: 0xaa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7n,
  y: 0x3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5fn,
  size: 48,
});

/** A point as Z²x, Z³y, Z; Z is 0 at infinity. Coordinates may be negative. */
type Jacobian = readonly [x: bigint, y: bigint, z: bigint];

/** Made anew: the SDK's linker (xsl 8.2.3) counts no bigint that a preloaded array holds, and breaks. */
const infinity = (): Jacobian => [1n, 1n, 0n];

export function isOnCurve({ p, b }: Curve, x: bigint, y: bigint): boolean {
  return x < p && y < p && (y * y - (x * x - 3n) * x - b) % p === 0n;
}

function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b, u, v] = [value % modulus, modulus, 1n, 0n];
  while (a !== 0n) {
    const quotient = b / a;
    [a, b, u, v] = [b - quotient * a, a, v - quotient * u, u];
  }
  return v < 0n ? v + modulus : v;
}

function double(p: bigint, [x, y, z]: Jacobian): Jacobian {
  const delta = (z * z) % p;
  const gamma = (y * y) % p;
  const beta = (x * gamma) % p;
  const alpha = (3n * (x - delta) * (x + delta)) % p;
  const doubled = (alpha * alpha - 8n * beta) % p;
  return [doubled, (alpha * (4n * beta - doubled) - 8n * gamma * gamma) % p, (2n * y * z) % p];
}

/** Adds a point whose Z is 1. */
function add(p: bigint, point: Jacobian, x2: bigint, y2: bigint): Jacobian {
  const [x, y, z] = point;
  if (z % p === 0n) return [x2, y2, 1n];
  const square = (z * z) % p;
  const h = (x2 * square - x) % p;
  const r = (y2 * ((square * z) % p) - y) % p;
  if (h === 0n) return r === 0n ? double(p, point) : infinity();
  const hh = (h * h) % p;
  const hhh = (hh * h) % p;
  const v = (x * hh) % p;
  const sum = (r * r - hhh - 2n * v) % p;
  return [sum, (r * (v - sum) - y * hhh) % p, (z * h) % p];
}

/** u times the base point plus v times the key. */
function combine({ curve, x, y }: ECKey, u: bigint, v: bigint): Jacobian {
  const { p } = curve;
  const [sumX, sumY, sumZ] = add(p, [curve.x, curve.y, 1n], x, y);
  const z = inverse(((sumZ % p) + p) % p, p);
  const both = [(sumX * z * z) % p, (sumY * z * z * z) % p] as const;
  const [us, vs] = [u.toString(2), v.toString(2)];
  const length = Math.max(us.length, vs.length);
  let point = infinity();
  for (let i = -length; i < 0; i++) {
    point = double(p, point);
    const [withBase, withKey] = [us.charAt(us.length + i) === "1", vs.charAt(vs.length + i) === "1"];
    if (withBase && withKey) point = sumZ === 0n ? point : add(p, point, ...both);
    else if (withBase) point = add(p, point, curve.x, curve.y);
    else if (withKey) point = add(p, point, x, y);
  }
  return point;
}

/** @param signature SEQUENCE of the integers r and s @throws Refusal where it is no DER */
export function verifyECDSA(key: ECKey, digest: Uint8Array, signature: Uint8Array): boolean {
  const { n, p, size } = key.curve;
  const integers = new DER(signature).enter(Tag.Sequence);
  const [r, s] = [toBigInt(integers.read(Tag.Integer)), toBigInt(integers.read(Tag.Integer))];
  integers.end();
  if (r === 0n || r >= n || s === 0n || s >= n) return false;
  const w = inverse(s, n);
  const [x, , z] = combine(key, (toBigInt(digest.subarray(0, size)) * w) % n, (r * w) % n);
  const square = (z * z) % p;
  if (square === 0n) return false;
  return (r * square - x) % p === 0n || (r + n < p && ((r + n) * square - x) % p === 0n);
}
