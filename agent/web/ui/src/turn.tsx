import { useEffect, useState } from "preact/hooks";
import { call, parse, said, type Delta, type Step, type Turn } from "./api";
import { Badge } from "./badge";
import { Of } from "./landmark";
import { Feedback } from "./feedback";
import { ReportView } from "./report";

export function TurnView({ base, turn, turns, own, busy, reload, rerun }: {
  base: string; turn: Turn; turns: Turn[]; own: boolean; busy: boolean; reload: () => void; rerun: () => void;
}) {
  const at = `${base}/turns/${turn.number}`;
  const earlier = turns.filter((t) => t.report && t.number < turn.number);
  const [against, setAgainst] = useState(turn.rerun ?? 0);
  return (
    <article class="turn" aria-label={`Question ${turn.number}`}>
      <p class="asked"><span class="hidden">Asked: </span>{turn.question}{turn.rerun ? <small>asked again</small> : null}</p>
      {turn.state === "running" && <Steps at={at} ended={reload} stop={own ? () => call(`${at}/stop`, "POST").catch(() => undefined) : undefined} />}
      {turn.state === "failed" && <p class="alert" role="alert">{turn.why}</p>}
      {turn.state === "interrupted" && <p class="note">{turn.report ? "It was stopped: the report is of what was read until then." : turn.why ?? "It was interrupted."}</p>}
      {own && !turn.report && (turn.state === "interrupted" || turn.state === "failed") && <p><button type="button" disabled={busy} onClick={rerun}>Ask again</button></p>}
      {turn.answer && <Known turn={turn} />}
      {turn.report && against > 0 && <Difference at={at} other={against} />}
      {turn.report && <Of.Provider value={turn.number > 1 ? `, question ${turn.number}` : ""}><ReportView report={turn.report} pictures={turn.pictures} at={at} /></Of.Provider>}
      {turn.report && !turn.bundleSize && <p class="note">Its evidence is no longer kept, or was too large: what was read cannot be shown.</p>}
      {turn.report && (
        <footer class="turnfoot">
          {own && <button type="button" disabled={busy} onClick={rerun}>Ask again</button>}
          {earlier.length > 0 && (
            <label>Compare with <select value={against} onChange={(e) => setAgainst(Number(e.currentTarget.value))}>
              <option value={0}>nothing</option>
              {earlier.map((t) => <option key={t.number} value={t.number}>question {t.number}</option>)}
            </select></label>
          )}
          <span class="exports">Export {[["html", "HTML"], ["md", "Markdown"], ["json", "JSON"], ...(turn.bundleSize ? [["zip", "evidence"]] : [])].map(([format, word]) => (
            <a key={format} href={`/api${at}/export/${format}`} download>{word}</a>
          ))}</span>
          {own && <Feedback at={at} given={turn.feedback} />}
        </footer>
      )}
    </article>
  );
}

// Steps streams what is being done. The browser comes back by itself where it
// loses the connection, and says the last step that it has.
function Steps({ at, ended, stop }: { at: string; ended: () => void; stop?: () => void }) {
  const [steps, setSteps] = useState<Step[]>([]);
  useEffect(() => {
    const source = new EventSource(`/api${at}/events`);
    source.addEventListener("step", (e) => {
      const step = parse<Step>((e as MessageEvent<string>).data);
      setSteps((all) => {
        const last = all[all.length - 1];
        if (last && last.number >= step.number) return all;
        return last?.step === step.step ? [...all.slice(0, -1), step] : [...all, step];
      });
    });
    source.addEventListener("end", () => { source.close(); ended(); });
    source.addEventListener("error", () => { if (source.readyState === EventSource.CLOSED) ended(); }); // refused: the rest is told why
    return () => source.close();
  }, [at]);
  // What a round has found is told before the whole is judged, and is no status.
  const found = steps.filter((s) => s.step.startsWith("so far"));
  const failing = "so far, failing: ";
  const done = steps.filter((s) => !s.step.startsWith("so far"));
  return (
    <section class="steps" aria-label="Steps">
      <div role="log"><ol>
        {done.map((s, i) => (
          <li key={s.number} class={i === done.length - 1 ? "now" : ""}>
            {s.step}
            {s.of ? <><progress max={s.of} value={s.done ?? 0} aria-label={s.step} /><small>{s.done ?? 0} of {s.of}</small></> : null}
          </li>
        ))}
        {done.length === 0 && <li class="now">beginning</li>}
      </ol>
      {found.length > 0 && (
        <div class="sofar">
          <h2>So far</h2>
          <p class="muted">Nothing is decided before the end: what is still read may explain these, or add to them.</p>
          <ul>{found.map((s) => (s.step.startsWith(failing)
            ? <li key={s.number}><Badge of="fail" word="FAILS SO FAR" /> {s.step.slice(failing.length)}</li>
            : <li key={s.number}>{s.step.replace(/^so far: /, "")}</li>))}</ul>
        </div>
      )}</div>
      {stop && <button type="button" onClick={stop}>Stop</button>}
    </section>
  );
}

function Known({ turn }: { turn: Turn }) {
  const a = turn.answer!;
  return (
    <section class="known">
      {a.lines?.map((l, i) => <p key={i}>{l}</p>)}
      {a.sentences?.map((s, i) => <p key={i}>{s.hypothesis && <b>Hypothesis: </b>}{s.text} <small class="cites">[{s.cites.join("; ")}]</small></p>)}
      {a.failed && <p class="muted">{a.failed}</p>}
      {a.dropped ? <p class="muted">{a.dropped} sentences of the model were left out: nothing bears them out.</p> : null}
    </section>
  );
}

function Difference({ at, other }: { at: string; other: number }) {
  const [d, set] = useState<Delta>();
  const [wrong, setWrong] = useState("");
  useEffect(() => { call<Delta>(`${at}/diff/${other}`).then(set, (e) => setWrong(said(e))); }, [at, other]);
  if (wrong) return <p class="alert" role="alert">{wrong}</p>;
  if (!d) return <p role="status">Comparing …</p>;
  return (
    <section class="card diff" aria-label={`What changed since question ${other}`}>
      <h2>Since question {other}</h2>
      <p class="change"><Badge of={d.before} /> <span aria-label="became">→</span> <Badge of={d.after} /> {d.same && "Nothing changed."}</p>
      <ul>
        {d.gone?.map((g) => <li key={g}><b>gone</b> {g}</li>)}
        {d.new?.map((g) => <li key={g}><b>new</b> {g}</li>)}
        {d.changed?.map((c) => <li key={c.check + c.subject}><Badge of={c.before} /> → <Badge of={c.after} /> <code>{c.check}</code> {c.subject}: {c.says}</li>)}
      </ul>
    </section>
  );
}
