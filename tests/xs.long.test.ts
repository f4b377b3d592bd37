/** The programs of tests/xs/long/, on the real engine. */
import { testPrograms } from "./support/xs-cases.ts";

testPrograms("long");
