import { defineConfig } from "vite";

// One script and one style, with digests for names: the page is small, and its
// policy allows nothing within the page itself.
export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: { target: "es2022", modulePreload: { polyfill: false }, assetsInlineLimit: 0, reportCompressedSize: true },
});
