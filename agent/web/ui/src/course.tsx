import { clock, many, when, type Series } from "./api";

const tones: Record<string, string> = {
  FORWARDED: "pass", REDIRECTED: "pass", TRANSLATED: "pass", NOERROR: "pass", DROPPED: "fail", ERROR: "fail", SERVFAIL: "fail", REFUSED: "fail", AUDIT: "unknown", NXDOMAIN: "unknown",
};
const tone = (name: string) => tones[name] ?? "skip";

// Course draws what was counted over time, and tells the same in a table.
export function Course({ of, title, from, until }: { of: Series[]; title: string; from: string; until: string }) {
  const n = of[0]?.parts.length ?? 0;
  const sums = Array.from({ length: n }, (_, i) => of.reduce((sum, s) => sum + s.parts[i]!, 0));
  const top = Math.max(1, ...sums);
  const below = new Array<number>(n).fill(0);
  const began = Date.parse(from), part = (Date.parse(until) - began) / Math.max(1, n);
  const count = (v: number) => (v === 0 ? "0" : v < 0.95 ? "under 1" : Math.round(v).toLocaleString("en"));
  return (
    <div class="course">
      <ul class="legend">{of.map((s) => <li key={s.name}><span class={`swatch ${tone(s.name)}`} aria-hidden="true" />{s.name} {s.total.toLocaleString("en")}</li>)}</ul>
      <div class="plot">
        <p class="scale" aria-hidden="true"><span>{Math.ceil(top).toLocaleString("en")}</span><span>0</span></p>
        <svg class="flows" viewBox={`0 0 ${n * 10} 100`} preserveAspectRatio="none" role="img"
          aria-label={`${title}: ${of.map((s) => `${many(s.total, "event")} ${s.name}`).join(", ")}, from ${when(from)} to ${when(until)}. The table below says the same.`}>
          {of.map((s) => s.parts.map((v, i) => {
            if (v === 0) return null;
            const height = (v / top) * 100, y = 100 - below[i]! - height;
            below[i]! += height;
            return <rect key={s.name + i} class={tone(s.name)} x={i * 10 + 1} width="8" y={y} height={height} />;
          }))}
        </svg>
        <p class="axis" aria-hidden="true"><span>{clock(began)}</span><span>{clock(Date.parse(until))}</span></p>
      </div>
      <details>
        <summary>{title} as a table</summary>
        <div class="scroll" tabIndex={0} role="group" aria-label={`${title}, table`}>
          <table class="numbers">
            <caption>Events of each {(part / 1000).toFixed(1)} s that had any</caption>
            <thead><tr><th scope="col">From</th>{of.map((s) => <th key={s.name} scope="col">{s.name}</th>)}</tr></thead>
            <tbody>{sums.map((sum, i) => (sum === 0 ? null : <tr key={i}><th scope="row">{clock(began + i * part)}</th>{of.map((s) => <td key={s.name}>{count(s.parts[i]!)}</td>)}</tr>))}</tbody>
          </table>
        </div>
      </details>
    </div>
  );
}
