// Pictures of every page: desktop and mobile, light and dark. Into a folder that
// the first argument names.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ask, browser, question, serve } from "./server.mjs";

const into = process.argv[2] ?? "../../bin/screenshots";
mkdirSync(into, { recursive: true });
const server = await serve("--demo-pace", "0s");
const slow = await serve("--demo-pace", "700ms");
const files = mkdtempSync(join(tmpdir(), "netwhy-"));
writeFileSync(join(files, "namespaces.yaml"), "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Namespace, metadata: {name: payments}}\n");
const picked = await serve("--demo=false", "--objects", files, "--store", join(files, "serve.db"));
const chromium = await browser();
try {
  for (const [form, viewport] of [["desktop", { width: 1280, height: 900 }], ["mobile", { width: 390, height: 844 }]]) {
    for (const colorScheme of ["light", "dark"]) {
      const context = await chromium.newContext({ viewport, colorScheme, reducedMotion: "reduce" });
      const page = await context.newPage();
      const shoot = (name, fullPage = true) => page.screenshot({ path: `${into}/${name}-${form}-${colorScheme}.png`, fullPage });
      await page.goto(server.url);
      await page.getByRole("heading", { name: "Recorded questions" }).waitFor();
      await shoot("home");
      await ask(page, server.url);
      await shoot("report");
      await page.locator(".expand").first().click();
      await page.locator("details.raw summary").first().click();
      await page.locator("details.raw pre").first().waitFor();
      await page.locator(".findings").scrollIntoViewIfNeeded();
      await shoot("evidence", false);
      await page.getByRole("button", { name: "Ask again" }).click();
      await page.getByRole("region", { name: "What changed" }).getByText("gone").waitFor();
      await page.getByRole("region", { name: "What changed" }).scrollIntoViewIfNeeded();
      await shoot("diff", false);
      await ask(page, server.url, "requests from shop to api in payments time out");
      await page.getByText("Counters that moved").last().click();
      await shoot("node");
      await ask(page, server.url, "client in shop gets timeouts calling collector in telemetry");
      for (const summary of [/as a table/, /^Flows \d/]) await page.locator("summary", { hasText: summary }).first().click();
      await shoot("flows");
      await page.getByRole("button", { name: "Share", exact: true }).click();
      await page.goto(await page.getByLabel("Link").inputValue());
      await page.getByText("Shared with you to read.").waitFor();
      await shoot("shared", false);
      await ask(page, server.url, "DNS is broken");
      await shoot("dns");
      await page.getByRole("button", { name: "Rename" }).click();
      await shoot("rename", false);
      await page.goto(server.url + "/c/nonesuch");
      await page.locator(".alert").waitFor();
      await shoot("absent", false);
      await page.goto(slow.url);
      await page.getByRole("textbox", { name: "Question" }).fill(question);
      await page.keyboard.press("Enter");
      await page.locator(".sofar").getByText("FAILS SO FAR").first().waitFor();
      await shoot("steps", false);
      await page.goto(picked.url);
      await page.getByLabel("Symptom").waitFor();
      await shoot("pickers", false);
      await page.goto(picked.url + "/health");
      await page.getByText("not reviewed yet").waitFor();
      await shoot("health-empty", false);
      await ask(page, server.url, "is the network of the cluster healthy?");
      await page.goto(server.url + "/health");
      await page.locator(".tile").first().waitFor();
      await shoot("health");
      if (form === "mobile") {
        await page.getByRole("button", { name: "Conversations" }).click();
        await page.getByRole("link", { name: "New question" }).waitFor();
        await shoot("menu", false);
      }
      await context.close();
    }
  }
} finally {
  await chromium.close();
  for (const each of [server, slow, picked]) each.stop();
  rmSync(files, { recursive: true });
}
