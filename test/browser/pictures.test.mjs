// The pictures of flows, which no recording holds: the server's answer is given
// flows on its way to the page.
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
    { verdict: "DROPPED", total: 42, parts: Array.from({ length: 30 }, (_, i) => (i > 15 ? 3 : 0)) },
    { verdict: "FORWARDED", total: 300, parts: Array(30).fill(10) },
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
  assert.match(await picture.getByRole("img").getAttribute("aria-label"), /^42 dropped events, 300 forwarded events from /);
  assert.equal(await picture.locator("rect.fail").count(), 14);
  const [low, high] = await picture.locator("rect").evaluateAll((all) => [Math.min(...all.map((r) => r.y.baseVal.value)), Math.max(...all.map((r) => r.y.baseVal.value + r.height.baseVal.value))]);
  assert.ok(low >= -0.01 && high <= 100.01, `bars reach from ${low} to ${high}`);
  await picture.getByText("What is not here may have been all the same: the relay names no node.").waitFor();
  await picture.locator("summary").click();
  await picture.getByRole("cell", { name: "DROPPED, <b>policy</b> denied" }).waitFor();
  await page.getByRole("region", { name: "Answers of DNS" }).getByRole("rowheader", { name: "NXDOMAIN" }).waitFor();
  if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT, fullPage: true });
  await context.close();
  assert.deepEqual(wrong, []);
});
