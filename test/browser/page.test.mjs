// The page as its users use it, in a real Chromium, on recordings.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { ask, browser, checked, program, question, serve, watched } from "./server.mjs";

let server, slow, chromium; // the slow one is watched while it works
before(async () => { server = await serve("--demo-pace", "20ms"); slow = await serve("--demo-pace", "400ms"); chromium = await browser(); });
after(async () => { await chromium?.close(); server?.stop(); slow?.stop(); });

// visit opens a page, and says at the end what it must not have done.
async function visit({ expected, ...options }, use) {
  const context = await chromium.newContext({ reducedMotion: "reduce", permissions: ["clipboard-read", "clipboard-write"], ...options });
  const { page, wrong } = await watched(context, server.url, slow.url);
  try { await use(page, context); } finally { await context.close(); }
  assert.deepEqual(wrong.filter((w) => !expected?.test(w)), []);
}

test("ask, and watch the steps stream", () => visit({}, async (page) => {
  await page.goto(slow.url);
  await page.getByRole("textbox", { name: "Question" }).fill(question);
  await page.keyboard.press("Enter");
  await page.getByText("read as connection-refused").waitFor();
  await page.getByText(/planned \d+ checks/).first().waitFor();
  await page.getByRole("heading", { name: "So far" }).waitFor();
  await page.getByText("Nothing is decided before the end").waitFor();
  assert.equal(await page.getByRole("region", { name: "Result" }).count(), 0, "a status is told before the end");
  await page.locator(".sofar").getByText("FAILS SO FAR").first().waitFor();
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

test("share, read by the link, stop sharing", () => visit({}, async (page, context) => {
  await ask(page, server.url);
  await page.getByRole("button", { name: "It was right" }).click();
  await page.getByText("Thank you").waitFor();
  await page.getByRole("button", { name: "Share", exact: true }).click();
  const url = await page.getByLabel("Link").inputValue();
  assert.match(url, /\/s\/[\w-]{20,}$/);
  const reader = await context.newPage();
  await reader.goto(url);
  await reader.getByRole("region", { name: "Result" }).getByText("FAULT").waitFor();
  await reader.getByText("Shared with you to read.").waitFor();
  for (const name of ["Ask again", "Share", "Stop sharing", "Rename", "Delete", "It was right", "It was wrong"]) assert.equal(await reader.getByRole("main").getByRole("button", { name, exact: true }).count(), 0, name);
  assert.equal(await reader.getByRole("textbox", { name: "Ask further" }).count(), 0);
  const told = await (await reader.request.get(url.replace("/s/", "/api/shared/"))).json();
  assert.ok(!told.id && !told.shared && !told.turns[0].feedback, "the reader is told what is the owner's");
  const write = await reader.request.put(url.replace("/s/", "/api/shared/") + "/turns/1/feedback", { data: { up: true }, headers: { Origin: server.url } });
  assert.equal(write.status(), 404);
  await page.getByRole("button", { name: "Stop sharing" }).click();
  await page.getByText("The link no longer works.").waitFor();
  assert.equal((await page.request.get(url.replace("/s/", "/api/shared/"))).status(), 404);
}));

test("export in each format", () => visit({}, async (page) => {
  await ask(page, server.url);
  const says = await page.locator(".summary").innerText();
  const fetched = {};
  for (const name of ["HTML", "Markdown", "JSON", "evidence"]) {
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name, exact: true }).click()]);
    assert.match(download.suggestedFilename(), /^netwhy-\d{8}-\d{6}\.(html|md|json|zip)$/);
    fetched[name] = { path: await download.path(), data: readFileSync(await download.path()) };
  }
  const report = JSON.parse(fetched.JSON.data);
  assert.equal(report.summary, says);
  assert.equal(report.rootCauses[0].id, "service.selector-mismatch");
  assert.match(String(fetched.Markdown.data), /^# /);
  for (const name of ["HTML", "Markdown"]) assert.match(String(fetched[name].data), /The Service.{1,6}s selector matches no pod/, name);
  assert.ok(String(fetched.HTML.data).startsWith("<!doctype html>") && !/<script|src="http|href="http/.test(fetched.HTML.data), "the HTML is not by itself");
  const replayed = spawnSync(program, ["replay", fetched.evidence.path, "-o", "json"]);
  assert.deepEqual(JSON.parse(replayed.stdout).digest, report.digest);
}));

test("rename, and delete", () => visit({}, async (page) => {
  await ask(page, server.url);
  const path = new URL(page.url()).pathname;
  await page.getByRole("button", { name: "Rename" }).click();
  await page.keyboard.type("the selector of api");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "the selector of api" }).waitFor();
  await page.locator(`.past a[href="${path}"]`).getByText("the selector of api").waitFor();
  await page.waitForFunction(() => document.title === "the selector of api · Netwhy");
  await page.getByRole("button", { name: "Rename" }).click();
  await page.getByLabel("Name of the conversation").waitFor();
  await page.keyboard.press("Escape");
  await page.getByLabel("Name of the conversation").waitFor({ state: "detached" });
  page.once("dialog", (d) => d.dismiss());
  await page.getByRole("button", { name: "Delete" }).click();
  await page.reload();
  await page.getByRole("region", { name: "Result" }).waitFor();
  page.once("dialog", (d) => d.accept());
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("heading", { name: "What cannot be reached?" }).waitFor();
  await page.waitForFunction((p) => !document.querySelector(`.past a[href="${p}"]`), path);
  assert.equal((await page.request.get(server.url + "/api" + path.replace("/c/", "/conversations/"))).status(), 404);
}));

test("the overview is of a review of the whole cluster", () => visit({}, async (page) => {
  await ask(page, server.url, "is the network of the cluster healthy?");
  await ask(page, server.url); // newer, and of two namespaces
  await page.goto(server.url + "/health");
  await page.getByRole("link", { name: "is the network of the cluster healthy?" }).and(page.locator("main a")).waitFor();
  await page.locator("main time").getByText(/ ago$/).waitFor();
  const tile = (name) => page.locator(".tile").filter({ has: page.getByRole("heading", { name, exact: true }) });
  await tile("Cluster DNS").locator(".badge", { hasText: "FAILING" }).waitFor();
  await tile("Cluster DNS").getByText(/no endpoint of kube-dns is ready|CoreDNS/).first().waitFor();
  await tile("Services").locator(".badge", { hasText: "NOT LOOKED AT" }).waitFor();
  assert.equal(await tile("Nodes").getAttribute("class"), "tile pass");
}));

test("the keyboard alone: ask, read the evidence, copy, ask again", () => visit({}, async (page) => {
  const focus = () => page.evaluate(() => { const e = document.activeElement; return e.getAttribute("aria-label") || e.textContent.trim() || e.id; });
  const tabTo = async (what, most = 120) => {
    for (let n = 0; n < most; n++) {
      await page.keyboard.press("Tab");
      const at = await focus();
      if (what.test(at)) {
        const ring = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle !== "none");
        assert.ok(ring, `the focus on ${at} is not seen`);
        return at;
      }
    }
    assert.fail(`no Tab leads to ${what}`);
  };
  await page.goto(server.url);
  await page.getByRole("heading", { name: "Recorded questions" }).waitFor();
  for (let n = 0; n < 60 && await focus() !== "Skip to the content"; n++) await page.keyboard.press("Shift+Tab");
  assert.equal(await focus(), "Skip to the content");
  await page.keyboard.press("Enter");
  await page.keyboard.press("n");
  await page.waitForFunction(() => document.activeElement.id === "question");
  await page.keyboard.type(question);
  await page.keyboard.press("Enter");
  await page.getByRole("region", { name: "Result" }).waitFor();
  await page.evaluate(() => document.getElementById("main").focus());
  await tabTo(/^Copy: kubectl -n payments patch/);
  await page.keyboard.press("Enter");
  await page.waitForFunction(async () => (await navigator.clipboard.readText()).startsWith("kubectl -n payments patch"));
  await tabTo(/^service\.selector-matches/);
  await page.keyboard.press("Enter");
  await tabTo(/^kubectl .*\d items?/);
  await page.keyboard.press("Enter");
  await page.locator("details.raw pre").first().waitFor();
  await tabTo(/^Ask again/);
  await page.keyboard.press("Enter");
  await page.getByRole("region", { name: "What changed" }).getByText("HEALTHY").waitFor();
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
    test(`accessible, and no wider than the screen: ${form}, ${colorScheme}`, () => visit({ colorScheme, viewport, bypassCSP: true, expected: /status of 404/ }, async (page) => {
      const check = (where) => checked(page, where);
      const unfold = () => page.evaluate(() => { for (const d of document.querySelectorAll("main details")) d.open = true; });
      await page.goto(server.url);
      await page.getByRole("heading", { name: "Recorded questions" }).waitFor();
      await check("home");
      await page.getByRole("textbox", { name: "Question" }).fill("is it raining?");
      await page.keyboard.press("Enter");
      await page.locator(".known").waitFor();
      await check("declined");
      await page.goto(server.url + "/c/nonesuch");
      await page.locator(".alert").waitFor();
      await check("absent");
      await ask(page, server.url, "requests from shop to api in payments time out");
      await page.locator(".expand").first().click();
      await unfold();
      await page.locator("details.raw pre").first().waitFor();
      await check("report, unfolded");
      await ask(page, server.url, "client in shop gets timeouts calling collector in telemetry");
      await unfold();
      await check("flows, unfolded");
      await page.getByRole("button", { name: "Share", exact: true }).click();
      const link = await page.getByLabel("Link").inputValue();
      await page.getByRole("button", { name: "Rename" }).click();
      await check("sharing, renaming");
      await page.goto(link);
      await page.getByText("Shared with you to read.").waitFor();
      await check("shared");
      await ask(page, server.url);
      await page.getByRole("button", { name: "It was wrong" }).click();
      await page.getByRole("button", { name: "Ask again" }).click();
      await page.getByRole("region", { name: "What changed" }).getByText("gone").waitFor();
      await check("diff, feedback");
      await page.getByRole("button", { name: "Conversations" }).or(page.locator("#search")).first().click();
      await page.getByRole("searchbox", { name: "Search past reports" }).fill("nonesuchatall");
      await page.getByText("Nothing found.").waitFor();
      await check("nothing found");
      await ask(page, server.url, "is the network of the cluster healthy?");
      await page.goto(server.url + "/health");
      await page.locator(".tile").first().waitFor();
      await unfold();
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
