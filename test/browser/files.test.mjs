// Files in place of a cluster, without a model: the symptom is picked.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { browser, serve, watched } from "./server.mjs";

test("pick a symptom and both ends", async () => {
  const folder = mkdtempSync(join(tmpdir(), "netwhy-"));
  writeFileSync(join(folder, "services.all.yaml"), "apiVersion: v1\nkind: Service\nmetadata: {name: api, namespace: payments}\nspec: {selector: {app: api}, ports: [{port: 80}], clusterIP: 10.0.0.9}\n");
  const server = await serve("--demo=false", "--objects", folder);
  const chromium = await browser();
  try {
    const { page, wrong } = await watched(await chromium.newContext(), server.url);
    await page.goto(server.url);
    await page.getByLabel("Symptom").selectOption("connection-timeout");
    await page.getByLabel("Who calls").fill("shop/web");
    await page.getByLabel("What is called").fill("payments/api");
    if (process.env.SCREENSHOT_PICK) await page.screenshot({ path: process.env.SCREENSHOT_PICK });
    await page.getByRole("button", { name: "Investigate" }).click();
    await page.getByRole("region", { name: "Result" }).getByText("UNKNOWN").waitFor();
    await page.getByText("requests from shop/web to payments/api time out").first().waitFor();
    assert.deepEqual(wrong, []);
  } finally {
    await chromium.close();
    server.stop();
    rmSync(folder, { recursive: true });
  }
});
