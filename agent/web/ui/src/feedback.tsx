import { useState } from "preact/hooks";
import { call, said, type Turn } from "./api";

export function Feedback({ at, given }: { at: string; given: Turn["feedback"] }) {
  const [up, setUp] = useState<boolean | undefined>(given?.up);
  const [comment, setComment] = useState(given?.comment ?? "");
  const [told, setTold] = useState("");
  const send = async (value: boolean, words: string) => {
    try { await call(`${at}/feedback`, "PUT", { up: value, comment: words }); setUp(value); setTold("Thank you, it is kept."); } catch (e) { setTold(said(e)); }
  };
  return (
    <div class="feedback" role="group" aria-label="Was this right?">
      <button type="button" aria-pressed={up === true} onClick={() => send(true, comment)}><Thumb /><span class="hidden"> It was right</span></button>
      <button type="button" aria-pressed={up === false} onClick={() => send(false, comment)}><Thumb down /><span class="hidden"> It was wrong</span></button>
      {up !== undefined && (
        <form onSubmit={(e) => { e.preventDefault(); send(up, comment); }}>
          <label class="hidden" for={`comment${at}`}>Comment</label>
          <input id={`comment${at}`} maxLength={4000} placeholder="What was right or wrong?" value={comment} onInput={(e) => setComment(e.currentTarget.value)} />
          <button type="submit">Send</button>
        </form>
      )}
      <span role="status" class="muted">{told}</span>
    </div>
  );
}

function Thumb({ down }: { down?: boolean }) {
  return (
    <svg class={down ? "thumb down" : "thumb"} viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
      <path d="M7 21V10m0 11H3V10h4m0 11h10l3-8V10h-6l1-6a2 2 0 0 0-2-1L7 10" fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round" />
    </svg>
  );
}
