// Files in place of a cluster, without a model: the symptom is picked, and what
// was found is there when the server comes back.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { browser, checked, serve, watched } from "./server.mjs";

test("pick a symptom and both ends, and find it after a kill", async () => {
  const folder = mkdtempSync(join(tmpdir(), "netwhy-"));
  writeFileSync(join(folder, "namespaces.yaml"), "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Namespace, metadata: {name: payments}}\n");
  writeFileSync(join(folder, "services.all.yaml"), "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Service, metadata: {name: api, namespace: payments}, spec: {selector: {app: api}, ports: [{port: 80}], clusterIP: 10.0.0.9}}\n");
  const flags = ["--demo=false", "--objects", folder, "--store", join(folder, "serve.db")];
  let server = await serve(...flags);
  const chromium = await browser();
  try {
    const { page, wrong } = await watched(await chromium.newContext({ bypassCSP: true }), server.url);
    await page.goto(server.url + "/health");
    await page.getByText("The whole cluster was not reviewed yet.").waitFor();
    await checked(page, "health without a review");
    await page.goto(server.url);
    await page.getByLabel("Symptom").selectOption("connection-timeout");
    await page.getByLabel("Who calls").fill("shop/web");
    await page.getByLabel("What is called").focus();
    await page.locator('#called option[value="payments"]').waitFor({ state: "attached" });
    await page.getByLabel("What is called").fill("payments/");
    await page.locator('#called option[value="payments/api"]').waitFor({ state: "attached" });
    await page.getByLabel("What is called").fill("payments/api");
    await checked(page, "pickers");
    await page.getByRole("button", { name: "Investigate" }).click();
    await page.getByRole("region", { name: "Result" }).getByText("UNKNOWN").waitFor();
    await page.getByText("requests from shop/web to payments/api time out").first().waitFor();
    assert.deepEqual(wrong, []);

    const path = new URL(page.url()).pathname;
    await checked(page, "unknown");
    await page.close();
    await server.kill();
    server = await serve(...flags);
    for (let n = 0; n < 50; n++) {
      await page.request.post(server.url + "/api/conversations", { data: { question: `who won match ${n}?`, namespace: "", rerun: 0 }, headers: { Origin: server.url } });
    }
    const again = await watched(await chromium.newContext(), server.url);
    await again.page.goto(server.url);
    const past = again.page.locator(`.past a[href="${path}"]`);
    assert.equal(await past.count(), 0);
    await again.page.getByRole("button", { name: "Show more" }).click();
    await past.click();
    await again.page.getByRole("region", { name: "Result" }).getByText("UNKNOWN").waitFor();
    await again.page.getByRole("button", { name: "Ask again" }).waitFor();
    assert.deepEqual(again.wrong, []);
  } finally {
    await chromium.close();
    server.stop();
    rmSync(folder, { recursive: true });
  }
});
