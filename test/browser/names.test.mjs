// Every name that a cluster can hold is somebody's to choose. Here each is markup,
// a script, a link, a terminal's escape or text that runs backwards; the page, its
// title, its pictures and its exports show them as text, and ask nobody elsewhere.
import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ask, browser, question, serve, watched } from "./server.mjs";
import { world } from "./world.mjs";

const markup = `<img src=x onerror=alert(1)><script>alert(2)</script>`;
const hostile = `${markup}</pre>![i](https://evil.example/i.png)[l](javascript:alert(3))\u001b[31m\u001b]0;owned\u0007\u202egnp.exe\u2066`;
const driving = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

// renamed gives everything that somebody may name, and every message, a hostile end.
function renamed(lists) {
  const named = new Set(["nodes", "pods", "networkpolicies", "endpointslices"].flatMap((r) => (lists[r] ?? []).map((o) => o.metadata.name)));
  const change = (v, key) => {
    if (typeof v === "string") return named.has(v) || ["app", "image", "message", "reason"].includes(key) ? v + hostile : v;
    if (Array.isArray(v)) return v.map((e) => change(e, key));
    if (!v || typeof v !== "object") return v;
    const all = Object.fromEntries(Object.entries(v).map(([k, e]) => [k, change(e, k)]));
    return key === "metadata" ? { ...all, annotations: { [hostile]: hostile } } : all;
  };
  return change(lists, "");
}

const folder = () => world("selector-mismatch", renamed, {
  networkpolicies: [{ apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", metadata: { name: "deny", namespace: "payments" }, spec: { podSelector: {}, policyTypes: ["Ingress"] } }],
});

// guarded is a page that tells of dialogs and of what its policy refused, too.
async function guarded(context, url) {
  const { page, wrong } = await watched(context, url);
  page.on("dialog", (d) => { wrong.push("dialog " + d.message()); d.dismiss(); });
  await page.addInitScript(() => addEventListener("securitypolicyviolation", (e) => console.error("policy " + e.violatedDirective)));
  return { page, wrong };
}

// plain holds that a page has text only where the cluster's names are.
async function plain(page, where) {
  const found = await page.evaluate(() => ({
    text: document.body.innerText + document.title + [...document.querySelectorAll("*")].flatMap((e) => [...e.attributes].map((a) => a.value)).join("\n"),
    made: [...document.querySelectorAll("body img, body iframe, body object, #app script, [onerror], a[href^='javascript']")].map((e) => e.outerHTML),
    links: [...document.querySelectorAll("a[href]")].map((a) => a.href).filter((h) => !h.startsWith(location.origin)),
  }));
  assert.deepEqual([found.made, found.links], [[], []], where);
  const at = found.text.search(driving);
  assert.equal(at, -1, `${where} holds a character that hides or drives: ${JSON.stringify(found.text.slice(Math.max(0, at - 40), at + 20))}`);
  return found.text;
}

test("hostile names are text on every page, in titles and in exports", { timeout: 240_000 }, async () => {
  const at = folder();
  const server = await serve("--demo=false", "--objects", at, "--store", join(at, "serve.db"));
  const chromium = await browser();
  try {
    const context = await chromium.newContext({ acceptDownloads: true });
    const { page, wrong } = await guarded(context, server.url);
    for (const text of [question, "is the network of the cluster healthy?"]) {
      await ask(page, server.url, text);
      for (const tab of await page.locator(".filters button").all()) {
        await tab.click();
        const more = page.getByRole("button", { name: /^Show \d+ more/ });
        if (await more.count()) await more.first().click();
        for (const row of (await page.locator(".expand").all()).slice(0, 6)) await row.click();
      }
      await page.evaluate(() => { for (const d of document.querySelectorAll("details")) d.open = true; });
      await page.locator("details.raw pre").first().waitFor();
      await page.waitForFunction(() => ![...document.querySelectorAll("details.raw")].some((d) => /Loading/.test(d.textContent)));
      const shown = await plain(page, text);
      assert.ok(shown.includes(markup), `${text}: no hostile name is shown, so nothing is proved`);
      for (const name of ["HTML", "Markdown", "JSON"]) {
        const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name, exact: true }).click()]);
        const exported = readFileSync(await download.path(), "utf8");
        assert.ok(exported.length > 1000 && !driving.test(exported), `${text}: the ${name} holds a character that hides or drives`);
        if (name === "Markdown") assert.doesNotMatch(exported.replace(/```[^]*?```|`[^`\n]*`/g, ""), /<img|<script|(?<!\\)!\[i\]|(?<!\\)\]\(javascript/, "the Markdown holds markup");
        if (name === "HTML") {
          assert.ok(exported.includes("&lt;img src=x onerror"), `the HTML shows no hostile name: ${exported.match(/.{0,60}img src.{0,60}/)}`);
          const file = join(at, "report.html");
          writeFileSync(file, exported);
          const opened = await guarded(context, "file://");
          await opened.page.goto("file://" + file);
          assert.equal(await opened.page.locator("img, script, iframe, [onerror]").count(), 0);
          assert.deepEqual(opened.wrong, []);
          await opened.page.close();
        }
      }
    }
    // The conversation's own name, in the list, the heading and the title.
    await page.getByRole("button", { name: "Rename" }).click();
    await page.getByLabel("Name of the conversation").fill(hostile.slice(0, 118));
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("heading", { level: 1 }).getByText(markup).waitFor();
    await page.waitForFunction((m) => document.title.includes(m), markup);
    await plain(page, "renamed");
    await page.goto(server.url + "/health");
    await page.locator(".tile").first().waitFor();
    await page.evaluate(() => { for (const d of document.querySelectorAll("details")) d.open = true; });
    assert.ok((await plain(page, "health")).includes(markup));
    await page.goto(server.url);
    await page.getByLabel("Who calls").focus();
    await page.locator("#callers option").first().waitFor({ state: "attached" });
    await plain(page, "pickers");
    assert.deepEqual(wrong, []);
  } finally {
    await chromium.close();
    server.stop();
    rmSync(at, { recursive: true });
  }
});

test("hostile names are text in pictures and steps", { timeout: 120_000 }, async () => {
  const server = await serve("--demo-pace", "0s");
  const chromium = await browser();
  try {
    const { page, wrong } = await guarded(await chromium.newContext(), server.url);
    const worse = (v, key) => {
      if (typeof v === "string") return ["verdict", "role", "digest", "from", "until", "to", "first", "last"].includes(key) ? v : v + hostile;
      if (Array.isArray(v)) return v.map((e) => worse(e, key === "names" || key === "policies" ? "" : key));
      if (v && typeof v === "object") return Object.fromEntries(Object.entries(v).map(([k, e]) => [k, worse(e, k)]));
      return v;
    };
    await page.route(/\/api\/conversations\/\w+$/, async (route) => {
      const answer = await route.fetch();
      const talk = await answer.json();
      for (const turn of talk.turns ?? []) if (turn.pictures) turn.pictures = worse(turn.pictures, "");
      await route.fulfill({ response: answer, json: talk });
    });
    await page.route(/\/events$/, async (route) => {
      const answer = await route.fetch();
      const body = (await answer.text()).replace(/"step":"/g, `"step":${JSON.stringify(hostile).slice(0, -1)}`);
      await route.fulfill({ response: answer, body });
    });
    for (const text of [question, "client in shop gets timeouts calling collector in telemetry"]) {
      await ask(page, server.url, text);
      await page.evaluate(() => { for (const d of document.querySelectorAll("details")) d.open = true; });
      const shown = await plain(page, text);
      assert.ok(shown.split(markup).length > 5);
    }
    for (const name of ["What the kernels counted", "Flows over time", "Answers of DNS"]) await page.getByRole("region", { name, exact: true }).getByText(markup).first().waitFor();
    assert.deepEqual(wrong, []);
  } finally {
    await chromium.close();
    server.stop();
  }
});
