/**
 * The SDK's `system` module wants a device (ECMA-419 chapter 14). The node uses none of its members: the
 * SDK's own provider would bring every bus that the chip has.
 */
export default {};
