import { render } from "preact";
import { App } from "./app";
import { setTheme, theme } from "./theme";
import "./style.css";
import "./report.css";

setTheme(theme());
render(<App />, document.getElementById("app")!);
