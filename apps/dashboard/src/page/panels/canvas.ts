/** A canvas that is as large as its place, in the screen's own pixels. */
import { element } from "../dom.ts";

export class Canvas {
  readonly element: HTMLCanvasElement;
  readonly context: CanvasRenderingContext2D;
  /** In CSS pixels. */
  width = 0;
  height = 0;

  /** @param resized is called when it has another size, and is empty */
  constructor(label: string, resized: () => void) {
    this.element = element("canvas", { role: "img", "aria-label": label });
    this.context = this.element.getContext("2d", { alpha: true })!;
    new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect;
      const scale = window.devicePixelRatio;
      this.width = width;
      this.height = height;
      this.element.width = Math.round(width * scale);
      this.element.height = Math.round(height * scale);
      this.context.setTransform(scale, 0, 0, scale, 0, 0);
      resized();
    }).observe(this.element);
  }

  clear(): void {
    this.context.clearRect(0, 0, this.width, this.height);
  }
}
