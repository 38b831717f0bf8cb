import { render } from "preact";
import { App } from "./app.js";
import "./style/index.css";
import { applyTheme } from "@hawser/example-web-parts/theme";

applyTheme(document.documentElement);
const root = document.querySelector("#app");
if (root === null) throw new Error("the page has no #app");
render(<App />, root);
