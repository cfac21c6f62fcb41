// The page as its users use it, in a real Chromium, on recordings.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { ask, browser, question, serve, watched } from "./server.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let server, chromium;
before(async () => { server = await serve("--demo-pace", "20ms"); chromium = await browser(); });
after(async () => { await chromium?.close(); server?.stop(); });

// visit opens a page, and says at the end what it must not have done.
async function visit(options, use) {
  const context = await chromium.newContext({ reducedMotion: "reduce", permissions: ["clipboard-read", "clipboard-write"], ...options });
  const { page, wrong } = await watched(context, server.url);
  try { await use(page, context); } finally { await context.close(); }
  assert.deepEqual(wrong, []);
}

test("ask, and watch the steps stream", () => visit({}, async (page) => {
  await page.goto(server.url);
  await page.getByRole("textbox", { name: "Question" }).fill(question);
  await page.keyboard.press("Enter");
  await page.getByText("read as connection-refused").waitFor();
  await page.getByText(/planned \d+ checks/).first().waitFor();
  await page.getByRole("region", { name: "Result" }).getByText("FAULT").waitFor();
  await page.getByRole("heading", { name: "The Service's selector matches no pod" }).waitFor();
  assert.equal(await page.locator(".hop.fail h3").innerText(), "Service");
}));

test("a stream that breaks goes on with the next step", () => visit({}, async (page) => {
  const post = (path, data) => page.request.post(server.url + path, { data, headers: { Origin: server.url } });
  const { id } = await (await post("/api/conversations", { question, namespace: "", rerun: 0 })).json();
  const read = async (after) => (await (await page.request.get(`${server.url}/api/conversations/${id}/turns/1/events`, { headers: after ? { "Last-Event-ID": String(after) } : {} })).text()).match(/^id: \d+/gm).map((l) => Number(l.slice(4)));
  const all = await read();
  assert.deepEqual(all, all.map((_, i) => i + 1));
  assert.deepEqual(await read(3), all.slice(3));
}));

test("expand evidence down to what was read", () => visit({}, async (page) => {
  await ask(page, server.url);
  const check = page.getByRole("button", { name: "service.selector-matches" });
  await check.click();
  assert.equal(await check.getAttribute("aria-expanded"), "true");
  await page.locator("details.raw summary").first().click();
  assert.match(await page.locator("details.raw pre").first().innerText(), /"metadata"/);
}));

test("copy a command", () => visit({}, async (page) => {
  await ask(page, server.url);
  await page.getByRole("button", { name: /^Copy: kubectl -n payments patch/ }).click();
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^kubectl -n payments patch service api --type=merge -p '\{"spec"/);
}));

test("ask again, and see what changed", () => visit({}, async (page) => {
  await ask(page, server.url);
  await page.getByRole("button", { name: "Ask again" }).click();
  const changed = page.getByRole("region", { name: "What changed" });
  await changed.getByText("gone").waitFor();
  await changed.getByText("HEALTHY").waitFor();
}));

test("ask further of what is known", () => visit({}, async (page) => {
  await ask(page, server.url);
  await page.getByRole("textbox", { name: "Ask further" }).fill("how do I fix it?");
  await page.keyboard.press("Enter");
  await page.locator(".known").getByText(/kubectl -n payments patch/).waitFor();
}));

test("share, read by the link, stop sharing", () => visit({}, async (page) => {
  await ask(page, server.url);
  const own = page.url();
  await page.getByRole("button", { name: "Share", exact: true }).click();
  const url = await page.getByLabel("Link").inputValue();
  await page.goto(url);
  await page.getByRole("region", { name: "Result" }).waitFor();
  assert.equal(await page.getByRole("button", { name: "Ask again" }).count(), 0);
  await page.goto(own);
  await page.getByRole("button", { name: "Stop sharing" }).click();
  await page.getByText("The link no longer works.").waitFor();
  const gone = await page.request.get(url.replace("/s/", "/api/shared/"));
  assert.equal(gone.status(), 404);
}));

test("export in each format", () => visit({}, async (page) => {
  await ask(page, server.url);
  for (const [name, begins] of [["HTML", "<!doctype html>"], ["Markdown", "# "], ["JSON", "{"], ["evidence", "PK"]]) {
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name, exact: true }).click()]);
    assert.ok(readFileSync(await download.path(), "latin1").startsWith(begins), name);
  }
}));

test("say whether it was right", () => visit({}, async (page) => {
  await ask(page, server.url);
  await page.getByRole("button", { name: "It was wrong" }).click();
  await page.getByLabel("Comment").fill("it was the <b>other</b> Service");
  await page.getByRole("button", { name: "Send" }).click();
  await page.getByText("Thank you").waitFor();
  await page.reload();
  assert.equal(await page.getByLabel("Comment").inputValue(), "it was the <b>other</b> Service");
  assert.equal(await page.getByRole("button", { name: "It was wrong" }).getAttribute("aria-pressed"), "true");
}));

test("what the kernels counted is drawn", () => visit({}, async (page) => {
  await ask(page, server.url, "requests from shop to api in payments time out");
  const kernels = page.getByRole("region", { name: "What the kernels counted" });
  assert.equal(await kernels.getByRole("columnheader", { name: /CPU/ }).count(), 4);
  await kernels.getByText("Counters that moved").last().click();
  await kernels.getByRole("rowheader", { name: /eth0 tx_dropped/ }).waitFor();
}));

test("search past reports", () => visit({}, async (page) => {
  await ask(page, server.url, "DNS is broken");
  await page.keyboard.press("/");
  await page.keyboard.type("coredns broken");
  await page.locator(".past").getByText("DNS is broken").first().waitFor();
  await page.getByRole("searchbox", { name: "Search past reports" }).fill("nonesuchatall");
  await page.getByText("Nothing found.").waitFor();
}));

test("markup in a question is text", () => visit({}, async (page) => {
  const script = "<img src=x onerror=alert(1)> is broken";
  await page.goto(server.url);
  await page.getByRole("textbox", { name: "Question" }).fill(script);
  await page.keyboard.press("Enter");
  await page.locator(".asked").getByText(script).waitFor();
  assert.equal(await page.locator("main img").count(), 0);
}));

for (const colorScheme of ["light", "dark"]) {
  for (const [form, viewport] of [["desktop", { width: 1280, height: 900 }], ["mobile", { width: 390, height: 844 }]]) {
    test(`accessible, and no wider than the screen: ${form}, ${colorScheme}`, () => visit({ colorScheme, viewport, bypassCSP: true }, async (page) => {
      const check = async (where) => {
        await page.evaluate(axe);
        const { violations, passes } = await page.evaluate(() => globalThis.axe.run());
        assert.ok(passes.length > 10, "axe looked at nothing");
        assert.deepEqual(violations.map((v) => `${where}: ${v.id}: ${v.nodes[0].html}`), []);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${where} is wider than the screen`);
      };
      await page.goto(server.url);
      await page.getByRole("heading", { name: "Recorded questions" }).waitFor();
      await check("home");
      await ask(page, server.url, "requests from shop to api in payments time out");
      for (const summary of await page.locator("main summary").all()) await summary.click();
      await page.getByRole("button", { name: "nic.transmit-drops" }).first().click();
      await check("report");
      await page.getByRole("button", { name: "Share", exact: true }).click();
      await page.getByLabel("Link").waitFor();
      await check("shared");
      await page.goto(server.url + "/health");
      await page.locator(".tile").first().waitFor();
      await check("health");
    }));
  }
}

test("it is light, and there within a second", () => visit({}, async (page) => {
  let weight = 0;
  page.on("response", async (r) => { weight += gzipSync(await r.body().catch(() => Buffer.alloc(0))).length; });
  await page.goto(server.url, { waitUntil: "networkidle" });
  const paint = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0].startTime);
  console.log(`page weight ${(weight / 1000).toFixed(1)} kB compressed, first paint after ${paint.toFixed(0)} ms`);
  assert.ok(weight > 0 && weight < 350_000, `it weighs ${weight}`);
}));
