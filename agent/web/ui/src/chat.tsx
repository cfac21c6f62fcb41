import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { call, said, type Conversation } from "./api";
import { TurnView } from "./turn";

const focused = (e: HTMLInputElement | null) => { if (e && document.activeElement !== e) { e.focus(); e.select(); } };

// Chat is a conversation, of one's own or one that is shared.
export function Chat({ base, id, changed, gone }: { base: string; id?: string; changed: () => void; gone: () => void }) {
  const [talk, setTalk] = useState<Conversation>();
  const [wrong, setWrong] = useState("");
  const [text, setText] = useState("");
  const [told, setTold] = useState("");
  const [title, setTitle] = useState<string>(); // while it is being renamed
  const end = useRef<HTMLDivElement>(null);
  const load = useCallback(async () => {
    try { setTalk(await call<Conversation>(base)); setWrong(""); } catch (e) { setWrong(said(e)); }
  }, [base]);
  useEffect(() => { load(); }, [load]);
  const turns = talk?.turns ?? [];
  const running = turns.some((t) => t.state === "running");
  useEffect(() => { if (talk) document.title = `${talk.title} · Netwhy`; return () => { document.title = "Netwhy"; }; }, [talk?.title]);
  // The list beside shows how the last turn stands.
  useEffect(() => { if (talk && !running) changed(); }, [talk?.turns?.length, running]);
  const act = async (what: () => Promise<unknown>) => {
    try { setWrong(""); await what(); await load(); changed(); } catch (e) { setWrong(said(e)); }
  };
  const ask = (body: object) => act(async () => {
    await call(`${base}/turns`, "POST", body);
    setText("");
    requestAnimationFrame(() => end.current?.scrollIntoView({ block: "end" }));
  });
  const rename = (e: Event) => {
    e.preventDefault();
    act(async () => { await call(base, "PATCH", { title }); setTitle(undefined); });
  };
  const share = () => act(async () => {
    const { shared } = await call<{ shared: string }>(`${base}/share`, talk!.shared ? "DELETE" : "PUT");
    setTold(shared ? "Anybody who may sign in here can now read it by the link." : "The link no longer works.");
  });
  if (!talk) return <div class="page"><h1>{wrong ? "Nothing to show" : "Conversation"}</h1>{wrong ? <p class="alert" role="alert">{wrong}</p> : <p role="status">Loading …</p>}</div>;
  const url = talk.shared ? `${location.origin}/s/${talk.shared}` : "";
  return (
    <div class="page chat">
      <header class="chathead">
        <h1 class={title === undefined ? "" : "hidden"}>{talk.title}</h1>
        {title !== undefined && (
          <form class="rename" onSubmit={rename} onKeyDown={(e) => { if (e.key === "Escape") { e.stopPropagation(); setTitle(undefined); } }}>
            <label class="hidden" for="title">Name of the conversation</label>
            <input id="title" required maxLength={120} value={title} ref={focused} onInput={(e) => setTitle(e.currentTarget.value)} />
            <button type="submit" class="primary">Save</button>
            <button type="button" onClick={() => setTitle(undefined)}>Cancel</button>
          </form>
        )}
        {id ? (
          <div class="tools">
            {title === undefined && <button type="button" onClick={() => setTitle(talk.title)}>Rename</button>}
            <button type="button" onClick={share}>{talk.shared ? "Stop sharing" : "Share"}</button>
            <button type="button" onClick={async () => { if (confirm("Delete this conversation with its reports and evidence?")) { try { await call(base, "DELETE"); gone(); } catch (e) { setWrong(said(e)); } } }}>Delete</button>
          </div>
        ) : <p class="muted">Shared with you to read.</p>}
        {url && <p class="sharelink"><label for="link">Link</label> <input id="link" readOnly value={url} onFocus={(e) => e.currentTarget.select()} /></p>}
        <p class="muted" role="status">{told}</p>
      </header>
      {turns.map((t) => (
        <TurnView key={t.number} base={base} turn={t} turns={turns} own={!!id} busy={running} reload={() => { load(); changed(); }}
          rerun={() => ask({ question: "", namespace: "", rerun: t.number })} />
      ))}
      {wrong && <p class="alert" role="alert">{wrong}</p>}
      {id && (
        <form class="composer foot" onSubmit={(e) => { e.preventDefault(); if (text.trim() && !running) ask({ question: text, namespace: "", rerun: 0 }); }}>
          <label class="hidden" for="question">Ask further</label>
          <textarea id="question" rows={1} maxLength={2000} placeholder="Ask further, or begin with “new:”" value={text} onInput={(e) => setText(e.currentTarget.value)}
            onKeyDown={(e) => { if (e.key === "Enter" && !e.shiftKey && !e.isComposing) { e.preventDefault(); if (text.trim() && !running) ask({ question: text, namespace: "", rerun: 0 }); } }} />
          <button type="submit" class="primary" disabled={running || !text.trim()}>Ask</button>
        </form>
      )}
      <div ref={end} />
    </div>
  );
}
