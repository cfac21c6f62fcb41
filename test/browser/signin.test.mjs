// Signing in, in a real Chromium, at a real OpenID Connect issuer.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { browser, checked, question, serve, start } from "./server.mjs";
import { free, issuer } from "./issuer.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let server, chromium, at;
before(async () => {
  const url = `http://127.0.0.1:${await free()}`;
  at = await issuer(url + "/signin/callback");
  server = await serve("--demo-pace", "300ms", "--listen", url.slice(7), "--public-url", url, "--oidc-issuer", at.url, "--oidc-client-id", "netwhy", "--oidc-username-prefix", "-",
    "--user-groups", "dev", "--admin-groups", "ops", "--access-help", "Ask platform@example.com to add you to the group dev.");
  chromium = await browser();
});
after(async () => { await chromium?.close(); server?.stop(); at?.stop(); });

// visit opens a browser of its own, and says at the end what must not have happened.
async function visit(options, use) {
  const context = await chromium.newContext({ reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000); // the issuer, the program and the browser may share two busy cores
  const wrong = [];
  page.on("console", (m) => { if (["error", "warning"].includes(m.type()) && page.url().startsWith(server.url) && !/status of (401|403|400|404)/.test(m.text())) wrong.push(m.text()); });
  page.on("pageerror", (e) => wrong.push(String(e)));
  page.on("request", (r) => { if (![server.url, at.url].some((u) => r.url().startsWith(u))) wrong.push("asked " + r.url()); });
  try { await use(page, context); } finally { await context.close(); }
  assert.deepEqual(wrong, []);
}

// enter goes from the sign-in's page to the issuer and back.
async function enter(page, who) {
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.locator("input[name=login]").fill(who);
  await page.keyboard.press("Enter");
  await page.waitForURL((u) => u.href.startsWith(server.url));
}

async function signIn(page, who, path = "/") {
  await page.goto(server.url + path);
  await enter(page, who);
  const agree = page.getByRole("button", { name: "I agree" });
  await agree.or(page.getByText("Signed in as")).first().waitFor();
  if (await agree.count()) await agree.click();
  await page.getByText("Signed in as").waitFor();
}

test("sign in, agree, ask, sign out", () => visit({}, async (page, context) => {
  await page.goto(server.url + "/health");
  assert.equal(new URL(page.url()).pathname, "/signin");
  await enter(page, "ann+dev");
  await page.getByRole("heading", { name: "Before you begin" }).waitFor();
  await page.goto(server.url + "/health"); // nothing else answers
  await page.getByRole("button", { name: "I agree" }).click();
  await page.getByText("Signed in as ann").waitFor();
  assert.equal(new URL(page.url()).pathname, "/health");
  const cookies = (await context.cookies(server.url)).filter((c) => c.name.includes("netwhy"));
  assert.deepEqual(cookies.map(({ name, httpOnly, secure, sameSite, value }) => [name, httpOnly, secure, sameSite, value.length]), [["__Host-netwhy", true, true, "Lax", 43]]);
  assert.equal(await page.evaluate(() => document.cookie), "");
  assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), ["theme"]);

  await page.goto(server.url);
  await page.getByRole("textbox", { name: "Question" }).fill(question);
  await page.keyboard.press("Enter");
  await page.getByRole("region", { name: "Result" }).getByText("FAULT").waitFor();
  const conversation = page.url();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await page.getByRole("heading", { name: "You are signed out" }).waitFor();
  assert.deepEqual((await context.cookies(server.url)).filter((c) => c.name.includes("netwhy")), []);
  await page.goto(conversation);
  assert.equal(new URL(page.url()).pathname, "/signin");
  // Whoever comes back is where they were, and agrees once.
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("region", { name: "Result" }).getByText("FAULT").waitFor();
  assert.equal(page.url(), conversation);
}));

test("sign out everywhere ends the other browser, and what it watches", () => visit({}, (one) => visit({}, async (two) => {
  await signIn(one, "bob+dev");
  await signIn(two, "bob+dev");
  await two.getByRole("textbox", { name: "Question" }).fill("DNS is broken");
  await two.keyboard.press("Enter");
  await two.getByText(/planned|classified|read as/).first().waitFor();
  const watched = new URL(two.url()).pathname;
  await one.getByRole("button", { name: "Sign out everywhere" }).click();
  await one.getByRole("heading", { name: "You are signed out" }).waitFor();
  // The stream's end and what is asked meanwhile lead there each: of two navigations the first is given up.
  await two.getByRole("button", { name: "Sign in", exact: true }).waitFor();
  assert.equal(new URL(two.url()).pathname, "/signin");
  assert.equal(new URL(two.url()).searchParams.get("to"), watched);
})));

test("be refused, and be told whom to ask", () => visit({}, async (page, context) => {
  await page.goto(server.url);
  await enter(page, "eve+sales");
  await page.getByRole("heading", { name: "You may not use this server" }).waitFor();
  await page.getByText("Ask platform@example.com to add you to the group dev.").waitFor();
  assert.deepEqual((await context.cookies(server.url)).filter((c) => c.name.includes("netwhy")), []);
  assert.equal((await page.request.get(server.url + "/api/settings")).status(), 401);
}));

test("a page that was open when the session ended leads to the sign-in and back", () => visit({}, async (page, context) => {
  await signIn(page, "cid+dev");
  await context.clearCookies({ name: "__Host-netwhy" });
  await page.getByRole("textbox", { name: "Question" }).fill("DNS is broken");
  await page.keyboard.press("Enter");
  await page.waitForURL((u) => u.pathname === "/signin");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByText("Signed in as cid").waitFor();
}));

test("a page of elsewhere signs nobody in or out", () => visit({}, async (page, context) => {
  await signIn(page, "dan+dev");
  for (const path of ["/signin", "/signin/out", "/signin/out/everywhere", "/signin/consent"]) {
    const evil = await context.newPage();
    await evil.goto(at.url.replace("127.0.0.1", "localhost") + "/.well-known/openid-configuration");
    const [answer] = await Promise.all([
      evil.waitForResponse((r) => r.url() === server.url + path),
      evil.evaluate((action) => { const f = document.createElement("form"); f.method = "post"; f.action = action; document.body.append(f); f.submit(); }, server.url + path),
    ]);
    assert.equal(answer.status(), 403, path);
    await evil.close();
  }
  await page.reload();
  await page.getByText("Signed in as dan").waitFor();
}));

for (const colorScheme of ["light", "dark"]) {
  for (const [form, viewport] of [["desktop", { width: 1280, height: 900 }], ["mobile", { width: 390, height: 844 }]]) {
    test(`each page works without a script, and is accessible: ${form}, ${colorScheme}`, () => visit({ colorScheme, viewport, bypassCSP: true }, async (page, context) => {
      const check = async (where, heading) => {
        await page.getByRole("heading", { name: heading, exact: true }).waitFor();
        await page.evaluate(axe);
        const { violations, passes } = await page.evaluate(() => globalThis.axe.run());
        assert.ok(passes.length > 10, "axe looked at nothing");
        assert.deepEqual(violations.map((v) => `${where}: ${v.id}: ${v.nodes[0].html}`), []);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${where} is wider than the screen`);
        assert.equal(await page.locator("script").count(), 0, `${where} has a script`);
        if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/signin-${where}-${form}-${colorScheme}.png`, fullPage: true });
      };
      await page.goto(server.url);
      await check("signin", "Sign in");
      // The page that leads on is left at once, unless the issuer has nothing to show.
      await page.route(at.url + "/**", (route) => route.fulfill({ status: 204 }));
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter"); // by the keyboard alone
      await check("onward", "Signing in");
      await page.unroute(at.url + "/**");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await page.locator("input[name=login]").fill(`axe${form}${colorScheme}+dev`);
      await page.keyboard.press("Enter");
      await check("consent", "Before you begin");
      await page.getByRole("button", { name: "No, sign me out" }).click();
      await check("out", "You are signed out");
      await page.goto(server.url + "/signin/callback?code=x&state=y");
      await check("error", "That did not work");
      await context.clearCookies();
      await page.goto(server.url);
      await enter(page, "eve+sales");
      await check("refused", "You may not use this server");
    }));
  }
}

test("the page that takes a token of the cluster, while its API server is silent", async () => {
  const folder = mkdtempSync(join(tmpdir(), "netwhy-"));
  const kubeconfig = join(folder, "kubeconfig");
  writeFileSync(kubeconfig, JSON.stringify({ apiVersion: "v1", kind: "Config", "current-context": "c",
    clusters: [{ name: "c", cluster: { server: "http://127.0.0.1:1" } }], users: [{ name: "u", user: {} }], contexts: [{ name: "c", context: { cluster: "c", user: "u" } }] }));
  const url = `http://127.0.0.1:${await free()}`;
  const own = await start({ ...process.env, KUBECONFIG: kubeconfig }, "--cluster-token", "--token-audience", "netwhy", "--public-url", url, "--listen", url.slice(7), "--store", join(folder, "store.db"));
  try {
    for (const colorScheme of ["light", "dark"]) {
      const context = await chromium.newContext({ colorScheme, bypassCSP: true, viewport: { width: 390, height: 800 } });
      const page = await context.newPage();
      await page.goto(url + "/health");
      assert.equal(new URL(page.url()).pathname, "/signin");
      await checked(page, "the token's page, " + colorScheme);
      await page.getByLabel("A token of the cluster").fill("not a token");
      await page.getByRole("button", { name: "Sign in with this token" }).click();
      await page.getByRole("alert").getByText("Try again in a moment").waitFor();
      assert.deepEqual(await context.cookies(), []);
      await checked(page, "a silent API server, " + colorScheme);
      await context.close();
    }
  } finally {
    own.stop();
    rmSync(folder, { recursive: true });
  }
});
