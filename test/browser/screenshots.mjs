// Pictures of every page: desktop and mobile, light and dark. Into a folder that
// the first argument names.
import { mkdirSync } from "node:fs";
import { ask, browser, serve } from "./server.mjs";

const into = process.argv[2] ?? "../../bin/screenshots";
mkdirSync(into, { recursive: true });
const server = await serve("--demo-pace", "0s");
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
      await page.getByRole("button", { name: /service\./ }).first().click();
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
      await ask(page, server.url, "DNS is broken");
      await shoot("dns");
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
  server.stop();
}
