import type { Status, Verdict } from "./api";

// A verdict has a symbol, a word and a colour, so that no one of them carries it alone.
const marks: Record<string, [symbol: string, word: string, tone: string]> = {
  pass: ["✓", "PASS", "pass"], fail: ["✗", "FAIL", "fail"], unknown: ["?", "UNKNOWN", "unknown"], skip: ["–", "SKIP", "skip"], risk: ["!", "RISK", "unknown"],
  healthy: ["✓", "HEALTHY", "pass"], fault: ["✗", "FAULT", "fail"],
};
export const mark = (v: Verdict | Status | "risk") => marks[v] ?? marks.unknown!;

export function Badge({ of, word }: { of: Verdict | Status | "risk"; word?: string }) {
  const [symbol, usual, tone] = mark(of);
  return <span class={`badge ${tone}`}><span aria-hidden="true">{symbol}</span> {word ?? usual}</span>;
}
