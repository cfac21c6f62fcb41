import { many, when, type Flows, type Hop, type KernelNode, type Pictures, type Processor } from "./api";
import { Badge } from "./badge";

// Path is the way from who calls to what is called, in the order in which a call
// depends on its parts.
export function Path({ hops }: { hops: Hop[] }) {
  return (
    <section class="picture" aria-label="The path">
      <h2>The path</h2>
      <ol class="path">{hops.map((h) => (
        <li key={h.role} class={`hop ${h.verdict}${h.partly ? " partly" : ""}`}>
          <h3>{h.role}</h3>
          <p class="names">{h.names.join(", ")}{h.more ? ` and ${h.more} more` : ""}</p>
          <Badge of={h.verdict} word={h.partly ? "PASS, partly seen" : undefined} />
          <p class="counts">{[h.failed && `${h.failed} failed`, h.passed && `${h.passed} passed`, h.unknown && `${h.unknown} not seen`].filter(Boolean).join(" · ")}</p>
          {h.says && <p class="says">{h.says}</p>}
        </li>
      ))}</ol>
    </section>
  );
}

const columns: [keyof Processor, string][] = [["received", "NET_RX"], ["sent", "NET_TX"], ["processed", "packets"], ["squeezed", "squeezed"], ["dropped", "dropped"]];

// Kernel shows what each processor did with packets, and which counters moved.
export function Kernel({ nodes }: { nodes: KernelNode[] }) {
  return (
    <section class="picture" aria-label="What the kernels counted">
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
      <h3>{n.name} <small>{seconds.toFixed(1)} s until {when(n.to)}</small></h3>
      {n.processors && (<>
        <p class="muted">Soft interrupts and packets, by processor. The stronger the colour, the more within a row.</p>
        <table class="heat">
          <caption class="hidden">Soft interrupts and packets of {n.name}, by processor</caption>
          <thead><tr><td />{n.processors.map((p) => <th key={p.name} scope="col">CPU {p.name}</th>)}</tr></thead>
          <tbody>{columns.map(([key, label]) => (
            <tr key={key}><th scope="row">{label}</th>{n.processors!.map((p) => {
              const value = p[key] as number | undefined;
              const level = value && most[key] ? Math.max(1, Math.round((value / most[key]!) * 4)) : 0;
              return <td key={p.name} class={value === undefined ? "unseen" : `heat${level}${(key === "dropped") && level ? " loss" : ""}`}>{value === undefined ? "?" : value.toLocaleString("en")}</td>;
            })}</tr>
          ))}</tbody>
        </table>
      </>)}
      {n.counters?.length ? (
        <details>
          <summary>Counters that moved <span class="count">{n.counters.length + (n.more ?? 0)}</span>{n.counters.some((c) => c.loss) && <b> · {n.counters.filter((c) => c.loss).length} with names of loss</b>}</summary>
          <table class="bars">
            <caption class="hidden">Counters of {n.name} that moved</caption>
            <thead><tr><th scope="col">Counter</th><th scope="col">by</th><th scope="col">a second</th><th scope="col"><span class="hidden">Size, logarithmic</span></th></tr></thead>
            <tbody>{n.counters.map((c) => (
              <tr key={c.kind + c.thing + c.name} class={c.loss ? "loss" : ""}>
                <th scope="row">{c.thing} <code>{c.name}</code></th><td>{c.delta.toLocaleString("en")}</td><td>{c.rate.toFixed(1)}</td>
                <td><svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect width={(100 * Math.log10(1 + c.delta)) / widest} height="8" /></svg></td>
              </tr>
            ))}</tbody>
          </table>
        </details>
      ) : null}
    </div>
  );
}

const tones: Record<string, string> = { FORWARDED: "pass", REDIRECTED: "pass", DNS: "pass", DROPPED: "fail", ERROR: "fail", AUDIT: "unknown", RETRANSMISSION: "unknown" };

// Traffic shows flows by verdict over time.
export function Traffic({ flows: f }: { flows: Flows }) {
  const n = f.series[0]?.parts.length ?? 0;
  const sums = Array.from({ length: n }, (_, i) => f.series.reduce((sum, s) => sum + s.parts[i]!, 0));
  const top = Math.max(1, ...sums);
  const below = new Array<number>(n).fill(0);
  return (
    <section class="picture" aria-label="Flows over time">
      <h2>Flows over time</h2>
      <ul class="legend">{f.series.map((s) => <li key={s.verdict}><span class={`swatch ${tones[s.verdict] ?? "skip"}`} aria-hidden="true" />{s.verdict} {s.total.toLocaleString("en")}</li>)}</ul>
      <svg class="flows" viewBox={`0 0 ${n * 10} 100`} preserveAspectRatio="none" role="img"
        aria-label={`${f.series.map((s) => many(s.total, s.verdict.toLowerCase() + " event")).join(", ")} from ${when(f.from)} to ${when(f.until)}`}>
        {f.series.map((s) => s.parts.map((v, i) => {
          if (v === 0) return null;
          const height = (v / top) * 100, y = 100 - below[i]! - height;
          below[i]! += height;
          return <rect key={s.verdict + i} class={tones[s.verdict] ?? "skip"} x={i * 10 + 1} width="8" y={y} height={height} />;
        }))}
      </svg>
      <p class="axis"><span>{new Date(f.from).toLocaleTimeString()}</span><span>{new Date(f.until).toLocaleTimeString()}</span></p>
      <p class="muted">Equal events are told together, and spread evenly between the first and the last of them.{f.blind ? ` What is not here may have been all the same: ${f.blind}.` : ""}</p>
      <details>
        <summary>Flows <span class="count">{f.rows.length + (f.more ?? 0)}</span></summary>
        <table>
          <caption class="hidden">Flows</caption>
          <thead><tr><th scope="col">Verdict</th><th scope="col">From</th><th scope="col">To</th><th scope="col">Events</th></tr></thead>
          <tbody>{f.rows.map((r, i) => <tr key={i}><td>{r.verdict}{r.reason ? `, ${r.reason}` : ""}</td><td>{r.from}</td><td>{r.to} {r.port}{r.policies?.length ? <small> by {r.policies.join(", ")}</small> : null}</td><td>{r.count.toLocaleString("en")}</td></tr>)}</tbody>
        </table>
      </details>
    </section>
  );
}

export function Answers({ list }: { list: NonNullable<Pictures["answers"]> }) {
  const most = Math.max(...list.map((a) => a.count));
  return (
    <section class="picture" aria-label="Answers of DNS">
      <h2>Answers of DNS</h2>
      <table class="bars">
        <caption class="hidden">Answers by code</caption>
        <thead><tr><th scope="col">Code</th><th scope="col">Asked by</th><th scope="col">Answers</th><th scope="col">Names</th><th scope="col"><span class="hidden">Share</span></th></tr></thead>
        <tbody>{list.map((a) => (
          <tr key={a.code + a.asked} class={a.code === "NOERROR" ? "" : "loss"}><th scope="row">{a.code}</th><td>{a.asked}</td><td>{a.count.toLocaleString("en")}</td><td>{a.names?.join(", ")}</td>
            <td><svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect width={(100 * a.count) / most} height="8" /></svg></td></tr>
        ))}</tbody>
      </table>
    </section>
  );
}
