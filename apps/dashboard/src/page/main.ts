/** Where the page begins: a token, then the page. */
import "uplot/dist/uPlot.min.css";
import "./style/base.css";
import "./style/layout.css";
import "./style/panels.css";
import "./style/travel.css";
import "./style/screens.css";
import { GatewayError } from "@hotpath/gateway/client";
import { App } from "./app.ts";
import { askForToken, forgetToken, takeToken } from "./token.ts";

const url = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/`;

async function enter(token: string): Promise<void> {
  try {
    const app = await App.open(url, token, refused);
    (window as unknown as { hotpath: App }).hotpath = app;
  } catch (error) {
    refused(error instanceof GatewayError ? error.message : String(error));
  }
}

function refused(reason: string): void {
  forgetToken();
  askForToken(`Not let in: ${reason}.`, (token) => void enter(token));
}

const token = takeToken();
if (token === undefined) askForToken(undefined, (given) => void enter(given));
else void enter(token);
