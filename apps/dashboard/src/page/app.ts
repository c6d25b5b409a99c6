/**
 * The page, put together: a client and its feed write into a view, the loop draws its panels; time travel puts a view of
 * the past in its place.
 */
import { GatewayClient } from "@hotpath/gateway/client";
import { Commands } from "./commands.ts";
import { helpDialog, KillDialog } from "./dialogs.ts";
import { element, toggle } from "./dom.ts";
import { Feed } from "./feed.ts";
import { listen } from "./keyboard.ts";
import { Loop } from "./loop.ts";
import { Notices } from "./notices.ts";
import { DepthPanel } from "./panels/depth.ts";
import { EquityPanel } from "./panels/equity.ts";
import { EventPanel } from "./panels/event.ts";
import { FiguresPanel } from "./panels/figures.ts";
import { HeaderPanel } from "./panels/header.ts";
import { IndicatorsPanel } from "./panels/indicators.ts";
import { LadderPanel } from "./panels/ladder.ts";
import { LatencyPanel } from "./panels/latency.ts";
import { LogPanel } from "./panels/log.ts";
import { FillsPanel, OrdersPanel } from "./panels/orders.ts";
import type { Panel } from "./panels/panel.ts";
import { PositionsPanel } from "./panels/positions.ts";
import { PriceChartPanel } from "./panels/price-chart.ts";
import { RiskPanel } from "./panels/risk.ts";
import { SignalsPanel } from "./panels/signals.ts";
import { StrategiesPanel } from "./panels/strategies.ts";
import { InstrumentTabs } from "./panels/tabs.ts";
import { TicketPanel } from "./panels/ticket.ts";
import { TravelBar } from "./panels/travel-bar.ts";
import { VenuePanel } from "./panels/venue.ts";
import type { FillRow } from "./store/rows.ts";
import { Topic, topicBits } from "./store/topics.ts";
import { Theme } from "./theme.ts";
import { Travel } from "./travel.ts";

type Connection = "open" | "lost" | "closed";

export class App {
  readonly #client: GatewayClient;
  readonly #feed: Feed;
  readonly #travel: Travel;
  readonly #loop: Loop;
  readonly #notices = new Notices();
  readonly #banner = element("div", { class: "banner", role: "alert", hidden: true });
  readonly #panels: readonly Panel[];
  readonly #tickets: TicketPanel;
  readonly #commands: Commands;
  readonly #bar: TravelBar;
  readonly #kill: KillDialog;
  readonly #help = helpDialog();
  readonly #theme: Theme;
  readonly #ended: (reason: string) => void;
  #connection: Connection = "open";
  /** From the start of the navigation until a book was painted. */
  #firstLiveMillis: number = Number.NaN;
  #engine: string;

  /**
   * Comes in and shows the page.
   *
   * @param ended is told when the gateway does not let the page in any more
   * @throws {GatewayError} where it does not let it in
   */
  static async open(url: string, token: string, ended: (reason: string) => void): Promise<App> {
    let app: App | undefined;
    const client = await GatewayClient.connect({
      url,
      token,
      name: "dashboard",
      maxDelayMillis: 2000,
      onState: (state) => app?.connected(state),
    });
    app = new App(client, ended);
    return app;
  }

  private constructor(client: GatewayClient, ended: (reason: string) => void) {
    this.#client = client;
    this.#ended = ended;
    this.#engine = client.welcome.engine;
    this.#commands = new Commands(client, this.#notices);
    this.#feed = new Feed(client, (topics) =>
      this.#loop.mark(this.#travel.moment === undefined ? topics : topics & BESIDE),
    );
    this.#travel = this.#makeTravel(client);
    this.#theme = new Theme(() => this.#loop.markAll());
    this.#kill = new KillDialog((isEngaged, reason) => void this.#commands.kill(isEngaged, reason));
    const live = () => this.#feed.view;
    this.#bar = new TravelBar(this.#travel, live);
    this.#tickets = new TicketPanel(this.#commands);
    const ladder = new LadderPanel((side, price) => this.#tickets.prepare(side, price));
    ladder.settle();
    const redraw = () => this.#loop.mark(Topic.Page);
    const connection = () => this.#connection;
    const parts = {
      header: new HeaderPanel(
        () => ({ engine: this.#engine, connection: this.#connection, isPast: this.#travel.moment !== undefined }),
        this.#commands,
        { kill: () => this.#askToKill(), theme: () => this.#theme.flip(), help: () => this.#help.showModal() },
      ),
      tabs: new InstrumentTabs((instrument) => this.#choose(instrument)),
      price: new PriceChartPanel(this.#theme, redraw),
      orders: new OrdersPanel(this.#commands),
      fills: new FillsPanel(),
      ladder,
      depth: new DepthPanel(this.#theme, redraw),
      ticket: this.#tickets,
      event: new EventPanel(this.#travel),
      signals: new SignalsPanel(),
      positions: new PositionsPanel(),
      equity: new EquityPanel(this.#theme, redraw),
      risk: new RiskPanel(),
      strategies: new StrategiesPanel(this.#commands),
      indicators: new IndicatorsPanel(),
      latency: new LatencyPanel(this.#theme, redraw),
      figures: new FiguresPanel(),
      venue: new VenuePanel(this.#commands, connection),
      log: new LogPanel(),
      bar: this.#bar,
    };
    this.#panels = Object.values(parts);
    this.#loop = new Loop(this.#panels, () => this.#travel.view ?? this.#feed.view);
    this.#lay(parts);
    this.#listen();
    this.#feed.opened();
    this.#noteFirst();
  }

  /** What the page measures of itself. */
  get counts(): { frames: number; drawings: number; sequence: number; firstLiveMillis: number } {
    return { ...this.#loop.counts, sequence: this.#feed.view.sequence, firstLiveMillis: this.#firstLiveMillis };
  }

  /** Waits until everything that has changed is drawn. */
  async drawn(): Promise<void> {
    await this.#loop.idle();
  }

  /** Fills of the live view, newest first. */
  get fills(): FillRow[] {
    return [...this.#feed.view.fills];
  }

  /** The connection stands, or not. */
  connected(state: Connection): void {
    this.#connection = state;
    if (state === "closed") {
      this.#ended("the gateway does not know this token any more");
      return;
    }
    this.#banner.hidden = state === "open";
    this.#banner.textContent = "The connection is lost. What you see is as it was; it comes again by itself.";
    if (state === "open") {
      const isSame = this.#engine === this.#client.welcome.engine;
      this.#engine = this.#client.welcome.engine;
      this.#feed.opened();
      this.#travel.resume(isSame);
      this.#notices.say(isSame ? "connected again, nothing was missed" : "connected to an engine that has begun anew");
    }
    this.#loop.markAll();
  }

  /** Leaves. */
  async close(): Promise<void> {
    await this.#client.close();
  }

  #makeTravel(client: GatewayClient): Travel {
    return new Travel({
      replay: client.replay,
      instruments: () => client.welcome.instruments,
      isThere: () => client.welcome.features?.includes("replay") === true,
      changed: () => this.#travelled(),
      failed: (text) => this.#notices.say(`time travel: ${text}`, "bad"),
    });
  }

  /** Another moment is shown, or the engine as it is: what its input changed is marked. */
  #travelled(): void {
    const { moment } = this.#travel;
    document.documentElement.classList.toggle("past", moment !== undefined);
    const changed = moment === undefined ? 0 : topicBits(moment.changed);
    for (const { element: node, topics } of this.#panels)
      toggle(node, "changed", node.classList.contains("panel") && (topics & changed & MARKED) !== 0);
    this.#loop.markAll();
  }

  /** A frame after the one in which there was a book, that one was painted. */
  #noteFirst(): void {
    const { bids } = this.#feed.view;
    requestAnimationFrame(() => {
      if (bids.length === 0 || this.#loop.counts.frames === 0) this.#noteFirst();
      else
        requestAnimationFrame((now) => {
          this.#firstLiveMillis = now;
        });
    });
  }

  #choose(instrument: number): void {
    if (this.#feed.view.instruments[instrument] === undefined) return;
    this.#tickets.clear();
    this.#feed.choose(instrument);
    const { moment } = this.#travel;
    if (moment !== undefined) this.#travel.seek(moment.sequence, instrument);
  }

  #askToKill(): void {
    if (this.#commands.may("risk")) this.#kill.ask(this.#feed.view.risk?.state !== "halted");
  }

  #lay(parts: Readonly<Record<string, Panel>>): void {
    const of = (...names: string[]) => names.map((name) => parts[name]!.element);
    const column = (name: string, ...names: string[]) => element("div", { class: `column ${name}` }, ...of(...names));
    const main = element(
      "main",
      {},
      element(
        "div",
        { class: "desk" },
        column("wide", "price", "orders", "positions"),
        column("book", "ladder", "depth"),
        column("side", "ticket", "event", "signals", "strategies"),
      ),
      element(
        "div",
        { class: "machine-room" },
        ...of("equity", "risk", "fills", "latency", "figures", "venue", "indicators", "log"),
      ),
    );
    document.body.replaceChildren(
      ...of("header", "tabs"),
      this.#banner,
      main,
      ...of("bar"),
      this.#notices.element,
      this.#kill.element,
      this.#help,
    );
  }

  #listen(): void {
    const travel = this.#travel;
    const prepare = (side: "buy" | "sell") => this.#tickets.prepare(side);
    listen(
      {
        " ": () => this.#bar.toggle(),
        ArrowLeft: () => travel.step(-1),
        ArrowRight: () => travel.step(1),
        "Shift+ArrowLeft": () => travel.step(-100),
        "Shift+ArrowRight": () => travel.step(100),
        "[": () => travel.step(-1, this.#bar.kind),
        "]": () => travel.step(1, this.#bar.kind),
        "/": () => this.#bar.ask(),
        l: () => travel.close(),
        Escape: () => travel.close(),
        b: () => prepare("buy"),
        s: () => prepare("sell"),
        x: () => void this.#cancelAll(),
        k: () => this.#askToKill(),
        t: () => this.#theme.flip(),
        "?": () => this.#help.showModal(),
      },
      (number) => this.#choose(number - 1),
    );
  }

  async #cancelAll(): Promise<void> {
    if (this.#travel.moment === undefined && this.#commands.may("trade")) await this.#commands.cancelAll();
  }
}

/** What goes on while the past is shown: the bar and the engine's own figures. */
const BESIDE = Topic.Clock | Topic.Statistics | Topic.Logs;
/** Panels of these are marked when an input changed them. */
const MARKED = Topic.All & ~(Topic.Clock | Topic.Page);
