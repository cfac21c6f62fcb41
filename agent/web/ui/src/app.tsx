import { useCallback, useEffect, useState } from "preact/hooks";
import { call, page, said, type Conversation, type Settings } from "./api";
import { Chat } from "./chat";
import { Health } from "./health";
import { Home } from "./home";
import { Sidebar } from "./sidebar";

function usePath(): [string, (to: string) => void] {
  const [path, set] = useState(location.pathname);
  useEffect(() => {
    const moved = () => set(location.pathname);
    addEventListener("popstate", moved);
    return () => removeEventListener("popstate", moved);
  }, []);
  return [path, useCallback((to: string) => {
    history.pushState(null, "", to);
    set(to);
    scrollTo(0, 0);
  }, [])];
}

const listed = (search: string, after = "") =>
  call<Conversation[]>(`/conversations?search=${encodeURIComponent(search)}&after=${encodeURIComponent(after)}`);

export function App() {
  const [path, go] = usePath();
  const [settings, setSettings] = useState<Settings>();
  const [list, setList] = useState<Conversation[]>([]);
  const [more, setMore] = useState(false);
  const [search, setSearch] = useState("");
  const [open, setOpen] = useState(false);
  const [wrong, setWrong] = useState("");
  const reload = useCallback(() => {
    listed(search).then((all) => { setList(all); setMore(all.length === page); }, (e) => setWrong(said(e)));
  }, [search]);
  const further = () => {
    listed(search, list[list.length - 1]?.id).then((next) => { setList([...list, ...next]); setMore(next.length === page); }, (e) => setWrong(said(e)));
  };
  useEffect(() => { call<Settings>("/settings").then(setSettings, (e) => setWrong(said(e))); }, []);
  useEffect(() => {
    const soon = setTimeout(reload, search ? 200 : 0);
    return () => clearTimeout(soon);
  }, [reload]);
  useEffect(() => setOpen(false), [path]);
  useEffect(() => {
    const key = (e: KeyboardEvent) => {
      if (e.key === "Escape") setOpen(false);
      if (e.target instanceof HTMLInputElement || e.target instanceof HTMLTextAreaElement || e.target instanceof HTMLSelectElement || e.ctrlKey || e.metaKey || e.altKey) return;
      if (e.key === "/") { e.preventDefault(); setOpen(true); requestAnimationFrame(() => document.getElementById("search")?.focus()); }
      if (e.key === "n") { e.preventDefault(); go("/"); requestAnimationFrame(() => document.getElementById("question")?.focus()); }
    };
    addEventListener("keydown", key);
    return () => removeEventListener("keydown", key);
  }, [go]);

  const [, first, second] = path.split("/");
  let shown;
  if (first === "c" && second) shown = <Chat key={second} base={`/conversations/${second}`} id={second} changed={reload} gone={() => { reload(); go("/"); }} />;
  else if (first === "s" && second) shown = <Chat key={second} base={`/shared/${second}`} changed={reload} gone={() => go("/")} />;
  else if (first === "health") shown = <Health go={go} changed={reload} settings={settings} />;
  else shown = <Home settings={settings} go={go} changed={reload} />;
  return (
    <div class={open ? "frame open" : "frame"}>
      <a class="skip-link" href="#main">Skip to the content</a>
      <header class="topbar">
        <button type="button" class="quiet" aria-expanded={open} aria-controls="sidebar" onClick={() => setOpen(!open)}>☰<span class="hidden"> Conversations</span></button>
        <span class="brand">Netwhy</span>
      </header>
      <Sidebar list={list} path={path} go={go} search={search} setSearch={setSearch} settings={settings} further={more ? further : undefined} />
      {open && <div class="shade" onClick={() => setOpen(false)} />}
      <main id="main" tabIndex={-1}>
        {wrong && <p class="alert" role="alert">The server cannot be reached: {wrong}. <button type="button" onClick={() => location.reload()}>Try again</button></p>}
        {shown}
      </main>
    </div>
  );
}
