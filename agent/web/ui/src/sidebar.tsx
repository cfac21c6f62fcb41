import { useState } from "preact/hooks";
import { briefly, type Conversation, type Settings } from "./api";
import { mark } from "./badge";
import { setTheme, theme, type Theme } from "./theme";

export function link(to: string, go: (to: string) => void) {
  return {
    href: to,
    onClick: (e: MouseEvent) => {
      if (e.metaKey || e.ctrlKey || e.shiftKey || e.button) return;
      e.preventDefault();
      go(to);
    },
  };
}

export function Sidebar({ list, path, go, search, setSearch, settings, further }: {
  list: Conversation[]; path: string; go: (to: string) => void; search: string; setSearch: (s: string) => void; settings?: Settings; further?: () => void;
}) {
  const [colours, setColours] = useState<Theme>(theme());
  return (
    <nav id="sidebar" class="sidebar" aria-label="Conversations">
      <a class="brand" {...link("/", go)}>Netwhy</a>
      <a class="button primary" {...link("/", go)} aria-current={path === "/" ? "page" : undefined}>New question</a>
      <a class="button" {...link("/health", go)} aria-current={path === "/health" ? "page" : undefined}>Cluster health</a>
      <label class="hidden" for="search">Search past reports</label>
      <input id="search" type="search" placeholder="Search past reports  /" value={search} onInput={(e) => setSearch(e.currentTarget.value)} />
      <ul class="past">
        {list.map((c) => {
          const [symbol, word, tone] = mark(c.status ?? "unknown");
          const running = c.state === "running";
          return (
            <li key={c.id}>
              <a {...link(`/c/${c.id}`, go)} aria-current={path === `/c/${c.id}` ? "page" : undefined}>
                <span class={`dot ${c.status ? tone : "skip"}`} aria-hidden="true">{running ? "…" : c.status ? symbol : "–"}</span>
                <span class="what">{c.title}<small>{running ? "running" : c.status ? word.toLowerCase() : "no report"} · {briefly(c.updated)}</small></span>
              </a>
            </li>
          );
        })}
      </ul>
      {further && <button type="button" onClick={further}>Show more</button>}
      {list.length === 0 && <p class="muted">{search ? "Nothing found." : "No conversation yet."}</p>}
      <footer>
        {settings?.signedIn && (
          <section class="who" aria-label="Who is signed in">
            <p>Signed in as <b>{settings.caller}</b></p>
            <form method="post" action="/signin/out"><button type="submit">Sign out</button></form>
            <form method="post" action="/signin/out/everywhere"><button type="submit">Sign out everywhere</button></form>
          </section>
        )}
        <label>Colours <select value={colours} onChange={(e) => { const t = e.currentTarget.value as Theme; setTheme(t); setColours(t); }}>
          <option value="auto">as the system</option><option value="light">light</option><option value="dark">dark</option>
        </select></label>
        {settings && <p class="muted">{settings.where || "the cluster of your kubeconfig"}<br />{settings.model ? `model: ${settings.model}` : "no model"} · netwhy {settings.version}</p>}
      </footer>
    </nav>
  );
}
