// Starts "netwhy serve", on recordings unless told otherwise, and a browser against it.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const program = process.env.NETWHY ?? new URL("../../bin/netwhy", import.meta.url).pathname;

export async function serve(...flags) {
  const child = spawn(program, ["serve", "--demo", "--listen", "127.0.0.1:0", ...flags], { stdio: ["ignore", "ignore", "pipe"] });
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
export async function watched(context, url) {
  const page = await context.newPage();
  const wrong = [];
  page.on("console", (m) => { if (m.type() === "error" || m.type() === "warning") wrong.push(m.text()); });
  page.on("pageerror", (e) => wrong.push(String(e)));
  page.on("request", (r) => { if (!r.url().startsWith(url)) wrong.push("asked " + r.url()); });
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
