import { createContext } from "preact";
import { useContext } from "preact/hooks";

// Of is what the landmarks of a question after the first add to their names, so
// that no two of a conversation are called the same.
export const Of = createContext("");
export const useName = (name: string) => name + useContext(Of);
