// Objects of a recorded cluster as files that "netwhy serve --objects" reads, with
// other names.
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";

// members are the texts of a zip, by name.
function members(file) {
  const data = readFileSync(file), all = {};
  const end = data.lastIndexOf("PK\u0005\u0006", undefined, "latin1");
  let at = data.readUInt32LE(end + 16);
  for (let n = data.readUInt16LE(end + 10); n > 0; n--) {
    const [method, size, name, extra, comment, local] = [data.readUInt16LE(at + 10), data.readUInt32LE(at + 20), ...[28, 30, 32].map((o) => data.readUInt16LE(at + o)), data.readUInt32LE(at + 42)];
    const begin = local + 30 + data.readUInt16LE(local + 26) + data.readUInt16LE(local + 28);
    const packed = data.subarray(begin, begin + size);
    all[data.toString("utf8", at + 46, at + 46 + name)] = (method ? inflateRawSync(packed) : packed).toString();
    at += 46 + name + extra + comment;
  }
  return all;
}

// world writes the objects of a demo, each changed, into a new folder.
export function world(demo, change, more = {}) {
  const lists = {}, seen = new Set();
  for (const [name, text] of Object.entries(members(new URL(`../../cmd/netwhy/demo/${demo}.zip`, import.meta.url)))) {
    if (!name.startsWith("records/")) continue;
    const { call, payload } = JSON.parse(text);
    if (!call.resource || call.count || call.tool === "kubectl_logs") continue;
    const list = (lists[call.resource] ??= []);
    for (const item of payload) {
      const key = [call.resource, item.metadata?.namespace, item.metadata?.name].join("/");
      if (!seen.has(key)) { seen.add(key); list.push(item); }
    }
  }
  for (const [resource, items] of Object.entries(more)) (lists[resource] ??= []).push(...items);
  const folder = mkdtempSync(join(tmpdir(), "netwhy-"));
  writeFileSync(join(folder, "api-versions.txt"), "apps/v1\ndiscovery.k8s.io/v1\nnetworking.k8s.io/v1\nv1\n");
  for (const [resource, items] of Object.entries(change(lists))) writeFileSync(join(folder, `${resource}.all.yaml`), JSON.stringify({ apiVersion: "v1", kind: "List", items }));
  return folder;
}
