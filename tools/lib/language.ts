/** The languages that tools speak: `npm start` and what is built with it English, the course's tools Spanish. */
export type Language = "en" | "es";

/** A sentence in each language. */
export type Sentence = Readonly<Record<Language, string>>;
