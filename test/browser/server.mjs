// Starts "netwhy serve", on recordings unless told otherwise, and a browser against it.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

export const program = process.env.NETWHY ?? new URL("../../bin/netwhy", import.meta.url).pathname;

export const serve = (...flags) => start(process.env, "--demo", ...flags);

// start starts it on whatever the flags and the environment say.
export async function start(env, ...flags) {
  const child = spawn(program, ["serve", "--listen", "127.0.0.1:0", ...flags], { env, stdio: ["ignore", "ignore", "pipe"] });
  for await (const line of createInterface({ input: child.stderr })) {
    const found = line.match(/open (http:\S+)/);
    if (found) return { url: found[1], stop: () => child.kill("SIGINT"), kill: () => new Promise((gone) => { child.once("exit", gone); child.kill("SIGKILL"); }) };
  }
  throw new Error("netwhy serve ended before it listened");
}

export function browser() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: process.getuid() === 0 ? ["--no-sandbox"] : [] });
}

// watched opens a page, and collects what must not happen on it: messages on the
// console, errors, and requests to elsewhere.
export async function watched(context, ...urls) {
  const page = await context.newPage();
  const wrong = [];
  page.on("console", (m) => { if (m.type() === "error" || m.type() === "warning") wrong.push(m.text()); });
  page.on("pageerror", (e) => wrong.push(String(e)));
  page.on("request", (r) => { if (!urls.some((url) => r.url().startsWith(url))) wrong.push("asked " + r.url()); });
  return { page, wrong };
}

export const question = "pods in shop cannot reach payments";

// ask puts a question, and waits for its report.
export async function ask(page, url, text = question) {
  await page.goto(url);
  await page.getByRole("textbox", { name: "Question" }).fill(text);
  await page.getByRole("button", { name: "Ask", exact: true }).click();
  await page.getByRole("region", { name: "Result" }).waitFor();
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

// checked holds that a page is accessible, and no wider than the screen. Its
// context bypasses the page's policy, so that axe can be put into it.
export async function checked(page, where) {
  await page.evaluate(axe);
  const { violations, passes } = await page.evaluate(() => globalThis.axe.run());
  assert.ok(passes.length > 10, "axe looked at nothing");
  assert.deepEqual(violations.map((v) => `${where}: ${v.id}: ${v.nodes[0].html}`), []);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${where} is wider than the screen`);
}
