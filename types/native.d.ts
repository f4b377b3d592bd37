/**
 * Native code as the SDK's compiler reads it: `native("xs_name").call(this, ...)` is rewritten by xsc into a
 * host function. Only modules under a platform of manifest.json may use it.
 * Missing from npm's \@moddable/typings 5.6.
 */
declare function native(name: string): { call(self: unknown, ...args: unknown[]): unknown } & {
  call<T>(self: unknown, ...args: unknown[]): T;
};

/** The base class of a host object with a C destructor: `class X extends Native("xs_x_destructor")`. */
declare function Native(destructor: string): new () => object;
