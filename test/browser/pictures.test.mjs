// Pictures: what the recordings hold, and flows that are given to the server's
// answer on its way to the page, of which every number is known.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask, browser, serve, watched } from "./server.mjs";

let server, chromium;
before(async () => { server = await serve("--demo-pace", "0s"); chromium = await browser(); });
after(async () => { await chromium?.close(); server?.stop(); });

const from = "2026-11-28T18:41:00Z", until = "2026-11-28T18:42:00Z";
const flows = {
  from, until, blind: "the relay names no node",
  series: [
    { name: "DROPPED", total: 42, parts: Array.from({ length: 30 }, (_, i) => (i > 15 ? 3 : 0)) },
    { name: "FORWARDED", total: 300, parts: Array(30).fill(10) },
  ],
  rows: [{ verdict: "DROPPED", reason: "<b>policy</b> denied", from: "shop/web-1", to: "payments/api-1", port: "8080/TCP", count: 42, first: from, last: until, policies: ["CNP payments/deny"] }],
};
const answers = [{ code: "NXDOMAIN", asked: "pods", count: 7, names: ["api.payment."] }, { code: "NOERROR", asked: "pods", count: 70 }];

test("flows over time, and answers of DNS", async () => {
  const context = await chromium.newContext();
  const { page, wrong } = await watched(context, server.url);
  await page.route(/\/api\/conversations\/\w+$/, async (route) => {
    const answer = await route.fetch();
    const talk = await answer.json();
    for (const turn of talk.turns ?? []) if (turn.pictures) Object.assign(turn.pictures, { flows, answers });
    await route.fulfill({ response: answer, json: talk });
  });
  await ask(page, server.url);
  await page.locator(".past").getByText(/^fault/).waitFor();
  const picture = page.getByRole("region", { name: "Flows over time" });
  assert.match(await picture.getByRole("img").getAttribute("aria-label"), /^Flows by verdict: 42 events DROPPED, 300 events FORWARDED, from /);
  assert.equal(await picture.locator("rect.fail").count(), 14);
  await picture.getByText("Flows by verdict as a table").click();
  const rows = await picture.locator(".numbers tbody tr").evaluateAll((all) => all.map((r) => [...r.cells].slice(1).map((c) => c.textContent)));
  assert.deepEqual(rows, Array.from({ length: 30 }, (_, i) => [i > 15 ? "3" : "0", "10"]));
  const [low, high] = await picture.locator("rect").evaluateAll((all) => [Math.min(...all.map((r) => r.y.baseVal.value)), Math.max(...all.map((r) => r.y.baseVal.value + r.height.baseVal.value))]);
  assert.ok(low >= -0.01 && high <= 100.01, `bars reach from ${low} to ${high}`);
  await picture.getByText("What is not here may have been all the same: the relay names no node.").waitFor();
  await picture.locator("summary").filter({ hasText: /^Flows \d/ }).click();
  await picture.getByRole("cell", { name: "DROPPED, <b>policy</b> denied" }).waitFor();
  await page.getByRole("region", { name: "Answers of DNS" }).getByRole("rowheader", { name: "NXDOMAIN" }).waitFor();
  if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT, fullPage: true });
  await context.close();
  assert.deepEqual(wrong, []);
});

test("what was recorded of flows, kernels and DNS is drawn, and nothing else", async () => {
  const context = await chromium.newContext();
  const { page, wrong } = await watched(context, server.url);
  await ask(page, server.url, "client in shop gets timeouts calling collector in telemetry");
  const id = new URL(page.url()).pathname.split("/").pop();
  const { turns: [{ pictures }] } = await (await page.request.get(`${server.url}/api/conversations/${id}`)).json();
  const drawn = await page.locator(".strips").first().locator("rect").count();
  assert.equal(drawn, pictures.flows.series.flatMap((s) => s.parts).filter((v) => v > 0).length);
  const codes = await page.getByRole("region", { name: "Answers of DNS" }).getByRole("rowheader").allInnerTexts();
  assert.deepEqual(codes, pictures.answers.map((a) => a.code));
  assert.ok(codes.includes("NXDOMAIN") && codes.includes("NOERROR"), codes.join());
  const cells = await page.locator(".heat").first().locator("tbody td").allInnerTexts();
  const keys = ["received", "sent", "processed", "squeezed", "dropped"];
  assert.deepEqual(cells, keys.flatMap((k) => pictures.nodes[0].processors.map((p) => (p[k] === undefined ? "?" : p[k].toLocaleString("en")))));
  assert.deepEqual(await page.locator(".hop h3").allInnerTexts(), pictures.path.map((h) => h.role));
  assert.equal(await page.locator(".hop.fail h3").innerText(), "Network policy");
  await ask(page, server.url, "DNS is broken");
  for (const name of ["What the kernels counted", "Flows over time"]) assert.equal(await page.getByRole("region", { name }).count(), 0, `${name} was not read`);
  await context.close();
  assert.deepEqual(wrong, []);
});
