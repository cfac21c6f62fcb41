import { useId } from "preact/hooks";
import { clock, many, when, type Series } from "./api";

const tones: Record<string, string> = {
  FORWARDED: "pass", REDIRECTED: "pass", TRANSLATED: "pass", NOERROR: "pass", DROPPED: "fail", ERROR: "fail", SERVFAIL: "fail", REFUSED: "fail", AUDIT: "unknown", NXDOMAIN: "unknown",
};
export const tone = (name: string) => tones[name] ?? "skip";

const order = ["fail", "unknown", "pass", "skip"];

// Course draws what was counted over time, each series on a scale of its own, so
// that few drops are seen beside many that passed; and tells the same in a table.
export function Course({ series, title, from, until, whole }: { series: Series[]; title: string; from: string; until: string; whole?: string }) {
  const of = [...series].sort((a, b) => order.indexOf(tone(a.name)) - order.indexOf(tone(b.name)));
  const hatch = useId();
  const n = of[0]?.parts.length ?? 0;
  const sums = Array.from({ length: n }, (_, i) => of.reduce((sum, s) => sum + s.parts[i]!, 0));
  const began = Date.parse(from), part = (Date.parse(until) - began) / Math.max(1, n);
  const unseen = whole ? Math.max(0, Math.min(n * 10, ((Date.parse(whole) - began) / part) * 10)) : 0;
  const count = (v: number) => (v === 0 ? "0" : v < 0.95 ? "under 1" : Math.round(v).toLocaleString("en"));
  return (
    <div class="course">
      <div class="strips" role="img" aria-label={`${title}: ${of.map((s) => `${many(s.total, "event")} ${s.name}`).join(", ")}, from ${when(from)} to ${when(until)}. The table below says the same.`}>
        {of.map((s, at) => {
          const top = Math.max(...s.parts);
          return [
            <p key={s.name} class={`name ${tone(s.name)}`}><b>{s.name}</b> {s.total.toLocaleString("en")}<small>at most {count(top)} in {(part / 1000).toFixed(1)} s</small></p>,
            <svg key={s.name + " bars"} class="flows" viewBox={`0 0 ${n * 10} 100`} preserveAspectRatio="none" aria-hidden="true">
              {unseen > 0 && <>{at === 0 && <pattern id={hatch} width="6" height="12" patternUnits="userSpaceOnUse"><path class="hatch" d="M0 12 6 0" /></pattern>}<path class="notseen" d={`M0 0H${unseen}V100H0Z`} fill={`url(#${hatch})`} /></>}
              {s.parts.map((v, i) => (v === 0 ? null : <rect key={i} class={tone(s.name)} x={i * 10 + 1} width="8" y={100 - (v / top) * 100} height={(v / top) * 100} />))}
            </svg>,
          ];
        })}
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
