import { useEffect, useState } from "preact/hooks";
import { call, said, when, type Conversation, type Report, type Settings } from "./api";
import { Badge } from "./badge";
import { begin } from "./home";
import { link } from "./sidebar";

const areas: Record<string, string> = {
  dns: "Cluster DNS", service: "Services", ingress: "Ingress", policy: "Network policies", flow: "Flows", cilium: "Cilium", hubble: "Hubble",
  node: "Nodes", kernel: "Kernels of nodes", nic: "Network devices", ipam: "Addresses", egress: "Egress", workload: "Workloads", socket: "Sockets of pods", mtls: "Encryption",
};

// Health shows the newest report, sorted by parts of the network.
export function Health({ go, changed, settings, list }: { go: (to: string) => void; changed: () => void; settings?: Settings; list: Conversation[] }) {
  const [report, setReport] = useState<Report>();
  const [wrong, setWrong] = useState("");
  const newest = list.find((c) => c.status);
  useEffect(() => {
    if (!newest) return;
    call<Conversation>(`/conversations/${newest.id}`).then((c) => setReport(c.turns?.filter((t) => t.report).at(-1)?.report), (e) => setWrong(said(e)));
  }, [newest?.id, newest?.updated]);
  const check = async () => {
    try { const id = await begin(settings?.demo ? settings.examples[0]! : "is the network of the cluster healthy?"); changed(); go(`/c/${id}`); } catch (e) { setWrong(said(e)); }
  };
  const tiles = Object.entries(areas).map(([area, title]) => {
    const of = (report ? [...report.findings, ...(report.risks ?? [])] : []).filter((f) => f.check.startsWith(area + "."));
    const n = (v: string) => of.filter((f) => f.verdict === v).length;
    return { area, title, pass: n("pass"), fail: of.filter((f) => f.verdict === "fail" && f.weight !== "risk").length, unknown: n("unknown"), demanded: of.some((f) => f.verdict === "unknown" && f.required), asked: of.length > 0 };
  }).filter((t) => t.asked);
  return (
    <div class="page health">
      <h1>Cluster health</h1>
      {wrong && <p class="alert" role="alert">{wrong}</p>}
      <p><button type="button" class="primary" onClick={check}>{settings?.demo ? "Play a recorded investigation" : "Check the whole cluster now"}</button></p>
      {report && newest ? (
        <>
          <p>By the newest report, <a {...link(`/c/${newest.id}`, go)}>{report.question}</a>, of {when(report.recorded)}: <Badge of={report.status} /> {report.summary}</p>
          <ul class="tiles">{tiles.map((t) => {
            const v = t.fail ? "fail" : t.demanded || !t.pass && t.unknown ? "unknown" : t.pass ? "pass" : "skip";
            return (
              <li key={t.area} class={`tile ${v}`}>
                <h2>{t.title}</h2><Badge of={v} word={v === "pass" && t.unknown ? "PASS, partly seen" : undefined} />
                <p>{[t.fail && `${t.fail} failed`, t.pass && `${t.pass} passed`, t.unknown && `${t.unknown} not seen`].filter(Boolean).join(" · ") || "does not apply"}</p>
              </li>
            );
          })}</ul>
        </>
      ) : <p class="muted">There is no report yet.</p>}
    </div>
  );
}
