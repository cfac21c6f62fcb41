import { useEffect, useState } from "preact/hooks";
import { call } from "./api";

const known = new Map<string, Promise<string[]>>(); // by namespace, "" for the namespaces
function names(namespace: string): Promise<string[]> {
  if (!known.has(namespace)) {
    known.set(namespace, call<{ names: string[] }>("/targets?namespace=" + encodeURIComponent(namespace)).then((t) => t.names, () => { known.delete(namespace); return []; }));
  }
  return known.get(namespace)!;
}

// Target is a name to type or to pick: a namespace, and behind its slash what is in it.
export function Target({ id, label, hint, value, set }: { id: string; label: string; hint: string; value: string; set: (to: string) => void }) {
  const [list, setList] = useState<string[]>([]);
  const [used, setUsed] = useState(false);
  const slash = value.indexOf("/");
  const namespace = slash > 0 ? value.slice(0, slash) : "";
  useEffect(() => {
    let here = true;
    if (used) names(namespace).then((found) => { if (here) setList(found); });
    return () => { here = false; };
  }, [used, namespace]);
  return (
    <label>{label} <input required maxLength={253} placeholder={hint} list={id} autocomplete="off" value={value}
      onFocus={() => setUsed(true)} onInput={(e) => set(e.currentTarget.value)} />
      <datalist id={id}>{list.map((n) => <option key={n} value={n} />)}</datalist></label>
  );
}
