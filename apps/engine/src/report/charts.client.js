// What the scripts of all pages share: the page's data, its colours, axes, and drawing anew when width or colours change.
globalThis.pageCharts = (() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const number = (value) => value.toLocaleString("en-US", { maximumFractionDigits: 8 });
  const short = (value) => (Math.abs(value) >= 1e6 ? `${+(value / 1e6).toFixed(3)} M` : number(value));
  /** What stands for a value that is not there. */
  const orNone = (text) => (value) => (value == null ? "–" : text(value));

  /** The axes of a chart: what is said of the first, and how values of the second are written, if not as uPlot does. */
  function axes(first, tick) {
    const ink = { stroke: colour("quiet"), grid: { stroke: colour("grid"), width: 1 }, ticks: { show: false } };
    const values = tick && { values: (_, splits) => splits.map((v) => (v == null ? "" : tick(v))) };
    return [
      { ...ink, size: 30, ...first },
      { ...ink, size: 78, ...values },
    ];
  }

  /** Draws a chart where the page has its place. */
  function plot({ id, height }, options, columns) {
    const place = document.getElementById(id);
    place.replaceChildren();
    return new uPlot({ width: place.clientWidth, height, ...options }, columns, place);
  }

  /** Draws all that `draw` makes, now and whenever the page's width or colours change. */
  function keepDrawn(draw) {
    let drawn = [];
    const drawAll = () => {
      for (const each of drawn) each.destroy();
      drawn = draw();
    };
    drawAll();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
    let width = innerWidth;
    let waiting;
    addEventListener("resize", () => {
      if (innerWidth === width) return;
      width = innerWidth;
      clearTimeout(waiting);
      waiting = setTimeout(drawAll, 100);
    });
  }

  return { data, colour, number, short, orNone, axes, plot, keepDrawn };
})();
