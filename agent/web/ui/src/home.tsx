import { useState } from "preact/hooks";
import { call, said, type Settings } from "./api";
import { Target } from "./target";

export async function begin(question: string, namespace = ""): Promise<string> {
  return (await call<{ id: string }>("/conversations", "POST", { question, namespace })).id;
}

// What a picked symptom asks, in words that the keyword table reads.
export const symptoms: [id: string, label: string, ask: (from: string, to: string) => string][] = [
  ["connection-refused", "Connections are refused", (a, b) => `${a} gets connection refused from ${b}`],
  ["connection-timeout", "Connections time out", (a, b) => `requests from ${a} to ${b} time out`],
  ["dns-fails", "Names do not resolve", (a) => `DNS fails in ${a}`],
  ["intermittent", "It fails now and then", (a, b) => `requests from ${a} to ${b} fail intermittently`],
  ["packet-loss", "Packets are lost", (a, b) => `packet loss between ${a} and ${b}`],
  ["latency", "It is slow", (a, b) => `requests from ${a} to ${b} are slow, high latency`],
  ["egress-blocked", "The outside cannot be reached", (a, b) => `egress from ${a} to ${b} is blocked`],
  ["ingress-unreachable", "It cannot be reached from outside", (_, b) => `the ingress of ${b} is unreachable`],
  ["policy-review", "Review the network policies", (_, b) => `review the network policies of ${b}`],
  ["health-review", "Is it healthy?", (_, b) => `is the network of ${b} healthy?`],
];
const onlyFrom = ["dns-fails"], onlyTo = ["ingress-unreachable", "policy-review", "health-review"];

export function Home({ settings, go, changed }: { settings?: Settings; go: (to: string) => void; changed: () => void }) {
  const [text, setText] = useState("");
  const [symptom, setSymptom] = useState("connection-refused");
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const [wrong, setWrong] = useState("");
  const ask = async (question: string) => {
    setWrong("");
    try { const id = await begin(question); changed(); go(`/c/${id}`); } catch (e) { setWrong(said(e)); }
  };
  const needs = { from: !onlyTo.includes(symptom), to: !onlyFrom.includes(symptom) };
  const pick = (e: Event) => {
    e.preventDefault();
    ask(symptoms.find(([id]) => id === symptom)![2](from.trim(), to.trim()));
  };
  return (
    <div class="page home">
      <h1>What cannot be reached?</h1>
      <p class="lead">Say it in plain words. Netwhy reads the cluster, judges what it read with fixed checks, and shows the proof. It never changes anything.</p>
      {wrong && <p class="alert" role="alert">{wrong}</p>}
      <form class="composer" onSubmit={(e) => { e.preventDefault(); if (text.trim()) ask(text); }}>
        <label class="hidden" for="question">Question</label>
        <textarea id="question" rows={2} maxLength={2000} placeholder="pods in shop cannot reach payments" value={text} autofocus
          onInput={(e) => setText(e.currentTarget.value)}
          onKeyDown={(e) => { if (e.key === "Enter" && !e.shiftKey && !e.isComposing) { e.preventDefault(); if (text.trim()) ask(text); } }} />
        <button type="submit" class="primary" disabled={!text.trim()}>Ask</button>
      </form>
      {settings && settings.examples.length > 0 && (
        <section aria-labelledby="examples">
          <h2 id="examples">{settings.demo ? "Recorded questions to try" : "For example"}</h2>
          <ul class="examples">{settings.examples.map((q) => <li key={q}><button type="button" onClick={() => ask(q)}>{q}</button></li>)}</ul>
        </section>
      )}
      {settings && !settings.demo && (
        <section aria-labelledby="pick">
          <h2 id="pick">Or pick what you see</h2>
          <form class="pickers" onSubmit={pick}>
            <label>Symptom <select value={symptom} onChange={(e) => setSymptom(e.currentTarget.value)}>
              {symptoms.map(([id, label]) => <option key={id} value={id}>{label}</option>)}
            </select></label>
            {needs.from && <Target id="callers" label="Who calls" hint="shop/web" value={from} set={setFrom} />}
            {needs.to && <Target id="called" label="What is called" hint="payments/api" value={to} set={setTo} />}
            <button type="submit">Investigate</button>
          </form>
        </section>
      )}
    </div>
  );
}
