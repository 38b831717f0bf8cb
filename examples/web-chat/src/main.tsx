import { render } from "preact";
import { applyTheme } from "@hawser/example-web-parts/theme";
import { App } from "./app.js";
import "./style/index.css";

applyTheme(document.documentElement);
const root = document.querySelector("#app");
if (root === null) throw new Error("the page has no #app");
render(<App />, root);
