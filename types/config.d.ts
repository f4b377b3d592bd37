/** What manifest.json's `config` holds; settings/settings.ts checks it and says what each key may be. */
declare module "mc/config" {
  const config: Readonly<Record<string, unknown>>;
  export default config;
}
