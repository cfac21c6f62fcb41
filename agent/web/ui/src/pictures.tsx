import { useName } from "./landmark";
import { clock, type Flows, type Hop, type KernelNode, type Pictures, type Processor } from "./api";
import { Badge } from "./badge";
import { Course, tone } from "./course";

// Path is the way from who calls to what is called, in the order in which a call
// depends on its parts.
export function Path({ hops }: { hops: Hop[] }) {
  return (
    <section class="picture" aria-label={useName("The path")}>
      <h2>The path</h2>
      <ol class="path">{hops.map((h) => (
        <li key={h.role} class={`hop ${h.verdict}${h.partly ? " partly" : ""}`}>
          <h3>{h.role}</h3>
          <p class="names">{h.names.join(", ")}{h.more ? ` and ${h.more} more` : ""}</p>
          <Badge of={h.verdict} word={h.partly ? "PASS, partly seen" : undefined} />
          <p class="counts">{[h.failed && `${h.failed} failed`, h.passed && `${h.passed} passed`, h.unknown && `${h.unknown} not seen`].filter(Boolean).join(" · ")}</p>
        </li>
      ))}</ol>
      {hops.some((h) => h.says) && <ul class="says">{hops.filter((h) => h.says).map((h) => <li key={h.role}><b>{h.role}</b> <Badge of={h.verdict} /> {h.says}</li>)}</ul>}
    </section>
  );
}

const columns: [keyof Processor, string][] = [["received", "NET_RX"], ["sent", "NET_TX"], ["processed", "packets"], ["squeezed", "squeezed"], ["dropped", "dropped"]];

// Kernel shows what each processor did with packets, and which counters moved.
export function Kernel({ nodes }: { nodes: KernelNode[] }) {
  return (
    <section class="picture" aria-label={useName("What the kernels counted")}>
      <h2>What the kernels counted</h2>
      {nodes.map((n) => <OneNode key={n.digest} node={n} />)}
    </section>
  );
}

function OneNode({ node: n }: { node: KernelNode }) {
  const seconds = Math.max(0, (Date.parse(n.to) - Date.parse(n.from)) / 1000);
  const most = Object.fromEntries(columns.map(([key]) => [key, Math.max(0, ...(n.processors ?? []).map((p) => Number(p[key] ?? 0)))]));
  const widest = Math.max(1, ...(n.counters ?? []).map((c) => Math.log10(1 + c.delta)));
  return (
    <div class="node">
      <h3>{n.name} <small>{clock(Date.parse(n.from))} to {clock(Date.parse(n.to))}, {seconds.toFixed(1)} s</small></h3>
      {n.processors && (<>
        <p class="muted">Soft interrupts and packets, by processor. The stronger the colour, the more within a row.</p>
        <div class="scroll" tabIndex={0} role="group" aria-label={`Processors of ${n.name}, table`}><table class="heat">
          <caption class="hidden">Soft interrupts and packets of {n.name}, by processor</caption>
          <thead><tr><td />{n.processors.map((p) => <th key={p.name} scope="col">CPU {p.name}</th>)}</tr></thead>
          <tbody>{columns.map(([key, label]) => (
            <tr key={key}><th scope="row">{label}</th>{n.processors!.map((p) => {
              const value = p[key] as number | undefined;
              const level = value && most[key] ? Math.max(1, Math.round((value / most[key]!) * 4)) : 0;
              return <td key={p.name} class={value === undefined ? "unseen" : `heat${level}${(key === "dropped") && level ? " loss" : ""}`}>{value === undefined ? "?" : value.toLocaleString("en")}</td>;
            })}</tr>
          ))}</tbody>
        </table></div>
      </>)}
      {n.counters?.length ? (
        <details>
          <summary>Counters that moved <span class="count">{n.counters.length + (n.more ?? 0)}</span>{n.counters.some((c) => c.loss) && <b> · {n.counters.filter((c) => c.loss).length} with names of loss</b>}</summary>
          <div class="scroll" tabIndex={0} role="group" aria-label={`Counters of ${n.name}, table`}><table class="bars numbers">
            <caption>Each was read twice, {seconds.toFixed(1)} s apart. How it went in between was not recorded. The bars are logarithmic.</caption>
            <thead><tr><th scope="col">Counter</th><th scope="col">First</th><th scope="col">Last</th><th scope="col">By</th><th scope="col">A second</th><th scope="col"><span class="hidden">Bar</span></th></tr></thead>
            <tbody>{n.counters.map((c) => (
              <tr key={c.kind + c.thing + c.name} class={c.loss ? "loss" : ""}>
                <th scope="row">{c.thing} <code>{c.name}</code></th><td>{c.first.toLocaleString("en")}</td><td>{c.last.toLocaleString("en")}</td><td>{c.delta.toLocaleString("en")}</td><td>{c.rate.toFixed(1)}</td>
                <td><svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect width={(100 * Math.log10(1 + c.delta)) / widest} height="8" /></svg></td>
              </tr>
            ))}</tbody>
          </table></div>
          {n.more ? <p class="muted">{n.more} further counters are in the exported evidence.</p> : null}
        </details>
      ) : null}
    </div>
  );
}

// Traffic shows flows by verdict over time, and answers of DNS by their codes.
export function Traffic({ flows: f }: { flows: Flows }) {
  return (
    <section class="picture" aria-label={useName("Flows over time")}>
      <h2>Flows over time</h2>
      <Course series={f.series} title="Flows by verdict" from={f.from} until={f.until} whole={f.whole} />
      {f.codes && <><h3>Answers of DNS among them</h3><Course series={f.codes} title="Answers of DNS by code" from={f.from} until={f.until} whole={f.whole} /></>}
      <p class="muted">Each line has a scale of its own. Equal events are recorded together, with the times of the first and the last of them; they are drawn evenly spread between these.{f.whole ? ` Before ${clock(Date.parse(f.whole))}, which is hatched, not every node still had its flows: what is not drawn there may not have been seen.` : ""}{f.blind ? ` What is not here may have been all the same: ${f.blind}.` : ""}</p>
      <details>
        <summary>Flows <span class="count">{f.rows.length + (f.more ?? 0)}</span></summary>
        <div class="scroll" tabIndex={0} role="group" aria-label="Flows, table">
          <table>
            <caption class="hidden">Flows</caption>
            <thead><tr><th scope="col">Verdict</th><th scope="col">From</th><th scope="col">To</th><th scope="col">Events</th></tr></thead>
            <tbody>{f.rows.map((r, i) => <tr key={i}><td>{r.verdict}{r.reason ? `, ${r.reason}` : ""}</td><td>{r.from}</td><td>{r.to} {r.port}{r.policies?.length ? <small> by {r.policies.join(", ")}</small> : null}</td><td>{r.count.toLocaleString("en")}</td></tr>)}</tbody>
          </table>
        </div>
        {f.more ? <p class="muted">{f.more} further rows are in the exported evidence.</p> : null}
      </details>
    </section>
  );
}

export function Answers({ list }: { list: NonNullable<Pictures["answers"]> }) {
  const most = Math.max(...list.map((a) => a.count));
  return (
    <section class="picture" aria-label={useName("Answers of DNS")}>
      <h2>Answers of DNS</h2>
      <table class="bars">
        <caption>By code and by who asked: pods, as flows tell, or Netwhy itself</caption>
        <thead><tr><th scope="col">Code</th><th scope="col">Asked by</th><th scope="col">Answers</th><th scope="col">Names</th><th scope="col"><span class="hidden">Share</span></th></tr></thead>
        <tbody>{list.map((a) => (
          <tr key={a.code + a.asked} class={tone(a.code)}><th scope="row">{a.code}</th><td>{a.asked}</td><td>{a.count.toLocaleString("en")}</td><td>{a.names?.join(", ")}</td>
            <td><svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect width={(100 * a.count) / most} height="8" /></svg></td></tr>
        ))}</tbody>
      </table>
    </section>
  );
}
