import { useState } from "preact/hooks";

export function Commands({ list }: { list?: string[] }) {
  return <>{list?.map((c) => <Command key={c} text={c} />)}</>;
}

function Command({ text }: { text: string }) {
  const [told, setTold] = useState("");
  const copy = async () => {
    try { await navigator.clipboard.writeText(text); setTold("Copied"); } catch { setTold("Select it, and copy by hand"); }
    setTimeout(() => setTold(""), 2000);
  };
  return (
    <div class="command">
      <pre tabIndex={0}><code>{text}</code></pre>
      <button type="button" onClick={copy} aria-label={`Copy: ${text}`}>{told || "Copy"}</button>
      <span class="hidden" role="status">{told}</span>
    </div>
  );
}
