/** The firmware's version, as in package.json. */
export default "0.1.0";
