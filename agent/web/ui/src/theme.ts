// The colours follow the system until the user chooses.
export type Theme = "auto" | "light" | "dark";

export function theme(): Theme {
  const kept = localStorage.getItem("theme");
  return kept === "light" || kept === "dark" ? kept : "auto";
}
export function setTheme(t: Theme) {
  localStorage.setItem("theme", t);
  if (t === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = t;
}
