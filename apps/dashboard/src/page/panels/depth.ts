/** How much can be traded up to each price: bids to the left of the middle, asks to the right. */
import { attribute } from "../dom.ts";
import { units } from "../format.ts";
import type { BookSide } from "../store/book-side.ts";
import type { EngineView } from "../store/engine-view.ts";
import { Topic } from "../store/topics.ts";
import type { Theme } from "../theme.ts";
import { Canvas } from "./canvas.ts";
import { type Panel, section } from "./panel.ts";

const FOOT = 16;

export class DepthPanel implements Panel {
  readonly element: HTMLElement;
  readonly topics: number = Topic.Book | Topic.Page;
  readonly everyMillis = 32;
  readonly #theme: Theme;
  readonly #canvas: Canvas;
  #labelled = 0;

  constructor(theme: Theme, redraw: () => void) {
    this.#theme = theme;
    this.#canvas = new Canvas("depth", redraw);
    this.element = section("depth", "Depth", "size up to a price", this.#canvas.element);
  }

  draw(view: EngineView): void {
    const { bids, asks } = view;
    const canvas = this.#canvas;
    canvas.clear();
    if (bids.length === 0 || asks.length === 0) return;
    const middle = (bids.price[0]! + asks.price[0]!) / 2;
    const reach = Math.max(middle - bids.price[bids.length - 1]!, asks.price[asks.length - 1]! - middle, 1);
    const [ofBids, ofAsks] = [total(bids), total(asks)];
    const most = Math.max(ofBids, ofAsks);
    const { colours } = this.#theme;
    this.#drawSide(bids, middle, reach, most, colours.up, colours["up-soft"]);
    this.#drawSide(asks, middle, reach, most, colours.down, colours["down-soft"]);
    const { context, width, height } = canvas;
    const { priceDecimals, sizeDecimals } = view.shown;
    context.fillStyle = colours.quiet;
    context.font = "11px system-ui, sans-serif";
    const price = (value: number) => units(Math.round(value), priceDecimals);
    const texts = [
      price(middle - reach),
      `${units(ofBids, sizeDecimals)} | ${units(ofAsks, sizeDecimals)}`,
      price(middle + reach),
    ];
    const aligns = ["left", "center", "right"] as const;
    texts.forEach((text, k) => {
      context.textAlign = aligns[k]!;
      context.fillText(text, (k * width) / 2, height - 4);
    });
    // Assistive technology need not hear every change.
    const now = performance.now();
    if (now - this.#labelled < 2000) return;
    this.#labelled = now;
    attribute(
      canvas.element,
      "aria-label",
      `depth: ${units(ofBids, sizeDecimals)} bid, ${units(ofAsks, sizeDecimals)} offered`,
    );
  }

  #drawSide(side: BookSide, middle: number, reach: number, most: number, stroke: string, fill: string): void {
    const { context, width, height } = this.#canvas;
    const floor = height - FOOT;
    const x = (price: number) => width / 2 + ((price - middle) / reach) * (width / 2);
    const y = (size: number) => floor - (size / most) * (floor - 6);
    context.beginPath();
    context.moveTo(x(side.price[0]!), floor);
    let sum = 0;
    for (let k = 0; k < side.length; k++) {
      const at = x(side.price[k]!);
      context.lineTo(at, y(sum));
      sum += side.size[k]!;
      context.lineTo(at, y(sum));
    }
    const edge = side.price[0]! < middle ? 0 : width;
    context.lineTo(edge, y(sum));
    context.strokeStyle = stroke;
    context.lineWidth = 1.5;
    context.stroke();
    context.lineTo(edge, floor);
    context.fillStyle = fill;
    context.fill();
  }
}

function total(side: BookSide): number {
  let sum = 0;
  for (let k = 0; k < side.length; k++) sum += side.size[k]!;
  return sum;
}
