import { useName } from "./landmark";
import type { Breadth, Coverage, Spread } from "./api";
import { Badge } from "./badge";

const count = (n: number) => n.toLocaleString("en");
const named = (list: string[], most: number) => list.slice(0, most).join(", ") + (list.length > most ? ` and ${count(list.length - most)} more` : "");

// Nodes shows what many nodes say, without naming each: how many could be looked at,
// what is wrong on how many, and what these have in common.
export function Nodes({ breadth: b }: { breadth: Breadth }) {
  const lacking = b.coverage.filter((c) => c.read < c.of);
  const whole = b.coverage.length - lacking.length;
  const failing = (b.spreads ?? []).filter((s) => s.verdict === "fail");
  return (
    <section class="picture" aria-label={useName("Nodes")}>
      <h2>Nodes</h2>
      <p class="muted">{count(b.nodes)} nodes were examined{whole > 0 ? `; ${whole} of ${b.coverage.length} kinds of readings are there of all of them` : ""}.</p>
      {failing.length > 0 && (
        <div class="scroll" tabIndex={0} role="group" aria-label="What fails, table"><table class="bars">
          <caption>What fails, on how many of the nodes that were asked, and what most of these have in common</caption>
          <thead><tr><th scope="col">Check</th><th scope="col">Nodes</th><th scope="col"><span class="hidden">Share</span></th><th scope="col">Stands out</th><th scope="col">Worst</th></tr></thead>
          <tbody>{failing.map((s) => <Failing key={s.check + s.weight} of={s} />)}</tbody>
        </table></div>
      )}
      {lacking.length > 0 && (
        <div class="scroll" tabIndex={0} role="group" aria-label="What could not be read, table"><table class="bars">
          <caption>What could not be read of every node; of those nothing is known</caption>
          <thead><tr><th scope="col">Reading</th><th scope="col">Nodes</th><th scope="col"><span class="hidden">Share</span></th><th scope="col">Missing</th></tr></thead>
          <tbody>{lacking.map((c) => <Lacking key={c.kind} of={c} />)}</tbody>
        </table></div>
      )}
    </section>
  );
}

function Bar({ count: n, of }: { count: number; of: number }) {
  return <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="rest" width="100" height="8" /><rect width={of ? (100 * n) / of : 0} height="8" /></svg>;
}

function Failing({ of: s }: { of: Spread }) {
  const out = (s.shares ?? []).filter((share) => share.standsOut);
  return (
    <tr class="fail">
      <th scope="row"><code>{s.check}</code>{s.weight === "risk" && <> <Badge of="risk" /></>}</th>
      <td>{count(s.count)} of {count(s.of)}</td>
      <td><Bar count={s.count} of={s.of} /></td>
      <td>{out.map((share) => `${share.by} ${share.value}: ${count(share.count)} of its ${count(share.of)}`).join("; ") || "nothing"}</td>
      <td>{s.worst[0] && <>{s.worst[0].node}: {s.worst[0].says}</>}</td>
    </tr>
  );
}

function Lacking({ of: c }: { of: Coverage }) {
  return (
    <tr class="unknown">
      <th scope="row"><code>{c.kind}</code></th>
      <td>{count(c.read)} of {count(c.of)}</td>
      <td><Bar count={c.read} of={c.of} /></td>
      <td>{c.missing?.map((m) => `${count(m.count)} ${m.reason}: ${named(m.nodes, 3)}`).join("; ")}</td>
    </tr>
  );
}
