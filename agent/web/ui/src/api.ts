// The API of agent/web as the page sees it. All text in it is text.
export interface Settings {
  version: string; demo: boolean; where: string; model?: string; examples: string[]; caller: string; signedIn: boolean;
}
export interface Subject { scope: string; kind?: string; namespace?: string; name?: string; to?: string }
export interface Remedy { says: string; changes?: string; fix?: string[]; aks?: string[]; verify?: string[] }
export interface Cause {
  id: string; says: string; culprit: Subject; consequences?: { says: string; culprit: Subject }[];
  because: string[]; checks: string[]; cites: string[]; remedies?: Remedy[];
}
export interface CauseLine { id: string; says: string; because?: string[]; sample?: boolean }
export interface Finding {
  check: string; asks: string; subject: Subject; verdict: Verdict; weight: string; says: string;
  cites: string[] | null; required?: boolean; alike?: number; remedy?: Remedy; gaps?: { kind: string; reason: string; needs?: string }[];
}
export type Verdict = "pass" | "fail" | "unknown" | "skip";
export type Status = "healthy" | "fault" | "unknown";
export interface Sentence { text: string; cites: string[]; hypothesis?: boolean }
export interface Coverage { kind: string; read: number; of: number; missing?: { reason: string; count: number; nodes: string[] }[] }
export interface Spread {
  check: string; verdict: Verdict; weight: string; count: number; of: number; worst: { node: string; says: string }[];
  shares?: { by: string; value: string; count: number; of: number; standsOut?: boolean }[];
}
export interface Breadth { nodes: number; coverage: Coverage[]; spreads?: Spread[] }
export interface Report {
  program: string; question: string; recorded: string; status: Status; summary: string; partial?: string;
  symptoms: string[]; examined: Subject[] | null; notes?: string[]; missing?: string[];
  rootCauses: Cause[]; alsoSeen?: Cause[]; ruledOut?: CauseLine[]; cannotRuleOut?: CauseLine[];
  findings: Finding[]; risks?: Finding[]; probes?: string[];
  unseen: { required: number; refused: number; most?: string; groups?: { reason: string; needs: string; costs: number; kinds: string[] }[] };
  evidence: { digest: string; kind: string; subject: Subject; source: string; items: number; bound?: string }[];
  breadth?: Breadth;
  narrative?: { sentences?: Sentence[]; failed?: string; asks?: string; model: string; dropped?: number };
}
export interface Hop {
  role: string; names: string[]; more?: number; verdict: Verdict; partly?: boolean;
  passed?: number; failed?: number; unknown?: number; says?: string; areas: string[];
}
export interface Processor { name: string; received?: number; sent?: number; processed?: number; squeezed?: number; dropped?: number }
export interface Counter { kind: string; thing: string; name: string; first: number; last: number; delta: number; rate: number; loss?: boolean }
export interface KernelNode { name: string; from: string; to: string; processors?: Processor[]; counters?: Counter[]; more?: number; digest: string }
export interface Series { name: string; total: number; parts: number[] }
export interface Flows {
  from: string; until: string; whole?: string; blind?: string; more?: number;
  series: Series[]; codes?: Series[];
  rows: { verdict: string; reason?: string; from: string; to: string; port?: string; count: number; policies?: string[] }[];
}
export interface Pictures { path?: Hop[]; nodes?: KernelNode[]; flows?: Flows; answers?: { code: string; asked: string; count: number; names?: string[] }[] }
export interface Turn {
  number: number; question: string; namespace?: string; rerun?: number; state: "running" | "done" | "interrupted" | "failed";
  asked: string; bundleSize?: number; report?: Report; pictures?: Pictures; why?: string;
  answer?: { lines?: string[]; sentences?: Sentence[]; dropped?: number; failed?: string };
  feedback?: { up: boolean; comment?: string };
}
export const page = 50; // conversations that the server lists at once
export interface Conversation {
  id: string; title: string; created: string; updated: string; shared?: string; turns?: Turn[]; state?: string; status?: Status;
}
export interface Review { conversation: string; turn: number; asked: string; report: Report }
export interface Step { number: number; step: string; done?: number; of?: number }
export interface Delta {
  before: Status; after: Status; same: boolean; gone?: string[]; new?: string[];
  changed?: { check: string; subject: string; before: Verdict; after: Verdict; says: string }[];
}
export interface Evidence { kind: string; source: string; time: string; bound?: string; items: number; payload: unknown[]; omitted?: number }

// What would hide or reorder text, or drive a terminal, is spelt out: names and
// what came back of the cluster may hold it. Nothing else of a text is changed.
const spelt = (text: string) => text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u202a-\u202e\u2060-\u2069\ufeff]/g, (c) => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0"));
export const parse = <T>(text: string) => JSON.parse(text, (_, v: unknown) => {
  if (typeof v === "string") return spelt(v);
  if (v && typeof v === "object" && !Array.isArray(v)) return Object.fromEntries(Object.entries(v).map(([key, of]) => [spelt(key), of]));
  return v;
}) as T;

export async function call<T>(path: string, method = "GET", body?: unknown): Promise<T> {
  const answer = await fetch("/api" + path, {
    method, headers: body === undefined ? {} : { "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  const data = text ? parse<{ error?: string; to?: string }>(text) : undefined;
  if (!answer.ok && data?.to) location.assign(`${data.to}?to=${encodeURIComponent(location.pathname)}`); // to sign in, and back
  if (!answer.ok) throw new Error(data?.error ?? `the server answered ${answer.status}`);
  return data as T;
}

export function named(s: Subject): string {
  if (s.scope === "Call") return `${named({ ...s, scope: s.kind ?? "", to: undefined })} → ${s.to}`;
  if (s.scope === "Cluster") return "Cluster";
  return s.namespace ? `${s.kind} ${s.namespace}/${s.name}` : `${s.kind} ${s.name}`;
}
export const said = (e: unknown) => (e instanceof Error ? e.message : String(e));
export const when = (t: string) => new Date(t).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
export const briefly = (t: string) => new Date(t).toLocaleString(undefined, { month: "short", day: "numeric", hour: "numeric", minute: "2-digit" });
export const clock = (t: number) => new Date(t).toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
export function ago(t: string): string {
  const seconds = Math.max(0, (Date.now() - Date.parse(t)) / 1000);
  for (const [unit, size] of [["day", 86400], ["hour", 3600], ["minute", 60]] as const) if (seconds >= size) return `${many(Math.floor(seconds / size), unit)} ago`;
  return "less than a minute ago";
}
// total is of how many things findings are: those of thousands of nodes may be one.
export const total = (list: Finding[]) => list.reduce((n, f) => n + 1 + (f.alike ?? 0), 0);
export const many = (n: number, word: string) => `${n.toLocaleString("en")} ${word}${n === 1 ? "" : "s"}`;
