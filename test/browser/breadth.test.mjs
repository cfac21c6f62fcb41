// A cluster of many nodes: what they say is shown by how many say it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, browser, checked, serve, watched } from "./server.mjs";
import { world } from "./world.mjs";

// fleet is 240 nodes made of a recorded one, each third of a pool of its own. Those of
// one pool whose number ends in 2 are not ready.
function fleet(lists) {
  const [like] = lists.nodes;
  lists.nodes = Array.from({ length: 240 }, (_, i) => {
    const n = structuredClone(like), name = `aks-pool${i % 3}-${String(i).padStart(3, "0")}`;
    n.metadata = { ...n.metadata, name, uid: name, labels: { ...n.metadata.labels, "kubernetes.azure.com/agentpool": `pool${i % 3}`, "kubernetes.io/hostname": name } };
    const down = i % 3 === 1 && name.endsWith("2");
    n.status.conditions = n.status.conditions.map((c) => (c.type === "Ready" ? { ...c, status: down ? "False" : "True", reason: down ? "KubeletNotReady" : "KubeletReady" } : c));
    return n;
  });
  return lists;
}

test("what fails on many nodes is told once, with what they have in common", async () => {
  const server = await serve("--demo=false", "--objects", world("cluster-review", fleet));
  const chromium = await browser();
  try {
    const { page, wrong } = await watched(await chromium.newContext({ bypassCSP: true }), server.url);
    await ask(page, server.url, "is the network of the cluster healthy?");
    const nodes = page.getByRole("region", { name: "Nodes" });
    await nodes.getByText(/^240 nodes were examined/).waitFor();
    const failing = nodes.getByRole("row", { name: /^node\.ready/ });
    assert.match(await failing.innerText(), /8 of 240[^]*pool pool1: 8 of its 80/);
    await nodes.getByRole("row", { name: /^node-counters 0 of 240/ }).waitFor();
    const evidence = page.getByRole("region", { name: "Evidence" });
    await evidence.getByRole("button", { name: /^Passed/ }).click();
    await evidence.getByRole("row", { name: /node\.ready.* and 231 nodes more, alike/ }).waitFor();
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 900 });
      await checked(page, `nodes at ${width}`);
    }
    await page.setViewportSize({ width: 1280, height: 900 });
    if (process.env.SCREENSHOT) await nodes.screenshot({ path: process.env.SCREENSHOT });
    assert.deepEqual(wrong, []);
  } finally {
    await chromium.close();
    server.stop();
  }
});
