import { useName } from "./landmark";
import { useState } from "preact/hooks";
import { call, many, named, said, total, type Evidence, type Finding, type Report } from "./api";
import { Badge } from "./badge";
import { Commands } from "./command";

type Tab = "fail" | "risk" | "unknown" | "pass" | "skip";
const words: Record<Tab, string> = { fail: "Failed", risk: "Risks", unknown: "Unknown", pass: "Passed", skip: "Does not apply" };
const atFirst = 40;

export function Findings({ report, at }: { report: Report; at: string }) {
  const of: Record<Tab, Finding[]> = {
    fail: report.findings.filter((f) => f.verdict === "fail"), risk: report.risks ?? [],
    unknown: report.findings.filter((f) => f.verdict === "unknown").sort((a, b) => Number(b.required ?? false) - Number(a.required ?? false)),
    pass: report.findings.filter((f) => f.verdict === "pass"), skip: report.findings.filter((f) => f.verdict === "skip"),
  };
  const tabs = (Object.keys(words) as Tab[]).filter((t) => of[t].length > 0);
  const [tab, setTab] = useState<Tab>(tabs[0] ?? "pass");
  const [filter, setFilter] = useState("");
  const [all, setAll] = useState(false);
  const found = of[tab].filter((f) => `${f.check} ${named(f.subject)} ${f.says}`.toLowerCase().includes(filter.toLowerCase()));
  const shown = all ? found : found.slice(0, atFirst);
  return (
    <section class="findings" aria-label={useName("Evidence")}>
      <h2>Evidence</h2>
      <div class="filters" role="group" aria-label="Verdicts">
        {tabs.map((t) => <button key={t} type="button" aria-pressed={t === tab} onClick={() => { setTab(t); setAll(false); }}>{words[t]} <span class="count">{total(of[t]).toLocaleString("en")}</span></button>)}
        <input type="search" aria-label="Filter the evidence" placeholder="Filter" value={filter} onInput={(e) => setFilter(e.currentTarget.value)} />
      </div>
      <table>
        <caption class="hidden">{words[tab]} checks</caption>
        <thead><tr><th scope="col">Verdict</th><th scope="col">Check</th><th scope="col">Subject</th><th scope="col">What was seen</th></tr></thead>
        <tbody>{shown.map((f) => <Row key={f.check + named(f.subject)} finding={f} report={report} at={at} risk={tab === "risk"} />)}</tbody>
      </table>
      {shown.length < found.length && <button type="button" onClick={() => setAll(true)}>Show {found.length - shown.length} more</button>}
      {found.length === 0 && <p class="muted">Nothing matches.</p>}
    </section>
  );
}

function Row({ finding: f, report, at, risk }: { finding: Finding; report: Report; at: string; risk: boolean }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <tr>
        <td><Badge of={risk ? "risk" : f.verdict} />{f.required && f.verdict === "unknown" && <small class="demanded">demanded</small>}</td>
        <th scope="row"><button type="button" class="expand" aria-expanded={open} onClick={() => setOpen(!open)} title={f.asks}><code>{f.check}</code></button></th>
        <td>{named(f.subject)}{f.alike ? ` and ${many(f.alike, "node")} more, alike` : ""}</td>
        <td>{f.says}</td>
      </tr>
      {open && (
        <tr class="detail"><td colSpan={4}>
          <p><b>{f.asks}</b></p>
          {f.gaps?.map((g, i) => <p key={i} class="note">Could not read {g.kind}: {g.reason}{g.needs ? `; needs ${g.needs}` : ""}</p>)}
          {f.remedy && f.verdict === "fail" && <><p>{f.remedy.says}</p><Commands list={f.remedy.fix} /></>}
          {!f.cites?.length && <p class="muted">It rests on no reading.</p>}
          {f.cites?.map((d) => <Raw key={d} digest={d} report={report} at={at} />)}
        </td></tr>
      )}
    </>
  );
}

// Raw is one reading: the command that reads the same, and what came back.
function Raw({ digest, report, at }: { digest: string; report: Report; at: string }) {
  const [raw, setRaw] = useState<Evidence>();
  const [wrong, setWrong] = useState("");
  const known = report.evidence.find((e) => e.digest === digest);
  const load = (e: Event) => {
    if (!(e.currentTarget as HTMLDetailsElement).open || raw) return;
    call<Evidence>(`${at}/evidence/${digest}`).then(setRaw, (w) => setWrong(said(w)));
  };
  return (
    <details class="raw" onToggle={load}>
      <summary><code>{known?.source ?? digest}</code> <span class="muted">{known ? many(known.items, "item") : ""}{known?.bound ? `, ${known.bound}` : ""}</span></summary>
      {wrong ? <p class="alert">{wrong}</p> : raw ? <pre tabIndex={0}>{JSON.stringify(raw.payload, null, 2)}</pre> : <p role="status">Loading …</p>}
      {raw?.omitted ? <p class="muted">{raw.omitted} further items are in the exported evidence.</p> : null}
    </details>
  );
}
