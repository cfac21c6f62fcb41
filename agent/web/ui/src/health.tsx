import { useEffect, useState } from "preact/hooks";
import { ago, call, many, named, said, total, when, type Finding, type Review, type Settings } from "./api";
import { Badge } from "./badge";
import { begin } from "./home";
import { link } from "./sidebar";

const areas: Record<string, string> = {
  dns: "Cluster DNS", node: "Nodes", kernel: "Kernels of nodes", nic: "Network devices", cilium: "Cilium", hubble: "Hubble", flow: "Flows", ipam: "Addresses",
  service: "Services", workload: "Workloads", socket: "Sockets of pods", policy: "Network policies", ingress: "Ingress", egress: "Egress", mtls: "Encryption",
};
const question = "is the network of the cluster healthy?";

// Health shows the newest review of the whole cluster by parts of the network,
// and what of these it did not look at.
export function Health({ go, changed, settings }: { go: (to: string) => void; changed: () => void; settings?: Settings }) {
  const [review, setReview] = useState<Review | null>();
  const [wrong, setWrong] = useState("");
  useEffect(() => {
    document.title = "Cluster health · Netwhy";
    call<Review | null>("/review").then(setReview, (e) => { setReview(null); setWrong(said(e)); });
    return () => { document.title = "Netwhy"; };
  }, []);
  const check = async () => {
    try { const id = await begin(question); changed(); go(`/c/${id}`); } catch (e) { setWrong(said(e)); }
  };
  return (
    <div class="page health">
      <h1>Cluster health</h1>
      {wrong && <p class="alert" role="alert">{wrong}</p>}
      <p><button type="button" class="primary" onClick={check}>{settings?.demo ? "Play a recorded review" : "Review the whole cluster now"}</button></p>
      {review === undefined ? <p role="status">Loading …</p> : review ? <Overview of={review} go={go} /> : <p class="muted">The whole cluster was not reviewed yet. Reports on something else say nothing of the rest, so none is shown here.</p>}
    </div>
  );
}

function Overview({ of, go }: { of: Review; go: (to: string) => void }) {
  const r = of.report;
  const all = [...r.findings, ...(r.risks ?? [])];
  return (
    <>
      <p>The newest review, <a {...link(`/c/${of.conversation}`, go)}>{r.question}</a>, was recorded <time dateTime={r.recorded}>{ago(r.recorded)}</time>, {when(r.recorded)}: <Badge of={r.status} /> {r.summary}</p>
      {r.partial && <p class="note">Not complete: {r.partial}.</p>}
      <p class="muted">It examined {(r.examined ?? []).slice(0, 4).map(named).join(", ")}{(r.examined?.length ?? 0) > 4 ? ` and ${r.examined!.length - 4} more` : ""}. What has changed since, it does not say.</p>
      <ul class="tiles">{Object.entries(areas).map(([area, title]) => <Tile key={area} title={title} findings={all.filter((f) => f.check.startsWith(area + "."))} />)}</ul>
    </>
  );
}

const listed = 4;

function Tile({ title, findings }: { title: string; findings: Finding[] }) {
  const of = (v: string) => findings.filter((f) => f.verdict === v);
  const failed = of("fail").filter((f) => f.weight !== "risk"), risks = of("fail").filter((f) => f.weight === "risk"), unseen = of("unknown"), well = of("pass");
  const demanded = unseen.some((f) => f.required);
  const v = failed.length ? "fail" : demanded || !well.length && unseen.length ? "unknown" : well.length ? "pass" : "skip";
  const word = !findings.length ? "NOT LOOKED AT" : v === "skip" ? "DOES NOT APPLY" : v === "unknown" ? "NOT SEEN" : v === "fail" ? "FAILING" : ["WELL", risks.length && "at risk", unseen.length && "partly seen"].filter(Boolean).join(", ");
  const counts = [well.length && `${many(total(well), "check")} passed`, failed.length && `${total(failed)} failed`, risks.length && many(risks.length, "risk"), unseen.length && `${total(unseen)} not seen`].filter(Boolean);
  return (
    <li class={`tile ${v}`}>
      <h2>{title}</h2>
      <Badge of={v} word={word} />
      <p>{counts.join(" · ") || (findings.length ? "no check applies here" : "no check of it belongs to this review")}</p>
      <Some title="Failing" list={failed} />
      <Some title="Risks" list={risks} />
      {unseen.length > 0 && <details><summary>Not seen <span class="count">{total(unseen)}</span></summary><Some list={unseen} /></details>}
    </li>
  );
}

function Some({ title, list }: { title?: string; list: Finding[] }) {
  if (!list.length) return null;
  return (
    <>
      {title && <h3>{title}</h3>}
      <ul>{list.slice(0, listed).map((f) => <li key={f.check + named(f.subject)}>{named(f.subject)}{f.alike ? ` and ${f.alike} more` : ""}: {f.says}</li>)}</ul>
      {list.length > listed && <p>and {list.length - listed} more in the report</p>}
    </>
  );
}
