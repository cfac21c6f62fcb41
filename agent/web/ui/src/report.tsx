import { useName } from "./landmark";
import { named, when, type Cause, type CauseLine, type Pictures, type Report, type Remedy } from "./api";
import { mark } from "./badge";
import { Nodes } from "./breadth";
import { Commands } from "./command";
import { Findings } from "./findings";
import { Answers, Kernel, Path, Traffic } from "./pictures";

export function ReportView({ report: r, pictures, at }: { report: Report; pictures?: Pictures; at: string }) {
  const [symbol, word, tone] = mark(r.status);
  return (
    <div class="report">
      <section class={`banner ${tone}`} aria-label={useName("Result")}>
        <h2><span class="mark" aria-hidden="true">{symbol}</span>{word}</h2>
        <p class="summary">{r.summary}</p>
        <dl class="facts">
          <div><dt>Examined</dt><dd>{(r.examined ?? []).slice(0, 4).map(named).join(", ")}{(r.examined?.length ?? 0) > 4 ? ` and ${r.examined!.length - 4} more` : ""}</dd></div>
          <div><dt>Symptoms</dt><dd>{r.symptoms.join(", ")}</dd></div>
          {r.missing?.length ? <div><dt>Not found</dt><dd>{r.missing.join(", ")}</dd></div> : null}
          <div><dt>Recorded</dt><dd><time dateTime={r.recorded}>{when(r.recorded)}</time></dd></div>
        </dl>
        {r.partial && <p class="note">Not complete: {r.partial}.</p>}
      </section>
      {r.rootCauses.map((c, i) => <CauseCard key={c.id + i} cause={c} kicker={r.rootCauses.length > 1 ? `Root cause ${i + 1} of ${r.rootCauses.length}` : "Root cause"} root />)}
      {pictures?.path && <Path hops={pictures.path} />}
      {r.alsoSeen?.map((c, i) => <CauseCard key={c.id + i} cause={c} kicker="Also seen; it does not explain what was asked" />)}
      {r.narrative && <Narrative report={r} />}
      {r.breadth && <Nodes breadth={r.breadth} />}
      {pictures?.nodes && <Kernel nodes={pictures.nodes} />}
      {pictures?.flows && <Traffic flows={pictures.flows} />}
      {pictures?.answers && <Answers list={pictures.answers} />}
      <Findings report={r} at={at} />
      <Lines title="Ruled out" list={r.ruledOut} />
      <Lines title="Cannot be ruled out" list={r.cannotRuleOut} />
      <NotChecked report={r} />
      {r.notes?.length ? <details><summary>Notes</summary><ul>{r.notes.map((n) => <li key={n}>{n}</li>)}</ul></details> : null}
    </div>
  );
}

function CauseCard({ cause: c, kicker, root }: { cause: Cause; kicker: string; root?: boolean }) {
  const verify = [...new Set((c.remedies ?? []).flatMap((m) => m.verify ?? []))];
  return (
    <section class={root ? "card root" : "card also"} aria-label={useName(kicker)}>
      <p class="kicker">{kicker}</p>
      <h2>{c.says}</h2>
      <p class="culprit">Culprit <b>{named(c.culprit)}</b></p>
      <ul class="because">{[...new Set(c.because)].slice(0, 6).map((b) => <li key={b}>{b}</li>)}</ul>
      {c.consequences?.length ? <><h3>Leads to</h3><ol class="chain">{c.consequences.map((l, i) => <li key={i}>{l.says} <span>({named(l.culprit)})</span></li>)}</ol></> : null}
      {c.remedies?.map((m, i) => <Fix key={i} remedy={m} />)}
      {verify.length > 0 && <><h3>Verify <small>these only read</small></h3><Commands list={verify} /></>}
    </section>
  );
}

function Fix({ remedy: m }: { remedy: Remedy }) {
  return (
    <div class="fix">
      <h3>Fix <small>run it yourself; Netwhy changes nothing</small></h3>
      <p>{m.says}</p>
      <Commands list={m.fix} />
      {m.changes && <p class="note"><b>Changes:</b> {m.changes}</p>}
      {m.aks?.length ? <><h4>On AKS</h4><Commands list={m.aks} /></> : null}
    </div>
  );
}

function Narrative({ report }: { report: Report }) {
  const n = report.narrative!;
  return (
    <section class="card" aria-label={useName("Explanation")}>
      <h2>Explanation</h2>
      <p class="muted">In the words of {n.model}, as far as the report bears them out.</p>
      {n.sentences?.map((s, i) => <p key={i}>{s.hypothesis && <b>Hypothesis: </b>}{s.text} <small class="cites">[{s.cites.join("; ")}]</small></p>)}
      {n.asks && <p><b>{n.asks}</b></p>}
      {n.failed && <p class="muted">{n.failed}</p>}
    </section>
  );
}

function Lines({ title, list }: { title: string; list?: CauseLine[] }) {
  if (!list?.length) return null;
  return (
    <details class="lines">
      <summary>{title} <span class="count">{list.length}</span></summary>
      <ul>{list.map((l) => <li key={l.id}><b>{l.says}</b>{l.because?.length ? <p>{l.because.join(" ")}</p> : null}</li>)}</ul>
    </details>
  );
}

function NotChecked({ report: r }: { report: Report }) {
  const groups = r.unseen.groups ?? [];
  if (!groups.length) return null;
  const costs = groups.reduce((n, g) => n + g.costs, 0);
  return (
    <details class="lines" open={r.unseen.required > 0}>
      <summary>Not checked <span class="count">{costs}</span>{r.unseen.required > 0 && <b> · {r.unseen.required} that the question demands</b>}</summary>
      {r.unseen.most && <p>{r.unseen.most}.</p>}
      <ul>{groups.map((g) => <li key={g.reason + g.needs}><b>{g.needs}</b><p>{g.reason}; costs {g.costs} answers</p></li>)}</ul>
    </details>
  );
}
