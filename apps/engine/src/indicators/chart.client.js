// Draws an indicator's chart, in the page, with uPlot; drawn anew when the page's width or colours change.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const TONES = ["#2f7ed8", "#d9822b", "#3a9d5d", "#b04a8c", "#7a6fd0", "#8a8a2a"];
  const sync = uPlot.sync("bars");

  function draw(panel, k) {
    const place = document.getElementById(panel.id);
    place.replaceChildren();
    const ink = { stroke: colour("quiet"), grid: { stroke: colour("grid"), width: 1 }, ticks: { show: false } };
    const options = {
      width: place.clientWidth,
      height: k === 0 ? 340 : 220,
      scales: { x: { time: data.dated } },
      cursor: { sync: { key: sync.key }, drag: { x: true, y: false } },
      axes: [
        { ...ink, size: 30 },
        { ...ink, size: 78 },
      ],
      series: [
        { label: data.dated ? "date" : "bar" },
        ...panel.series.map(({ name, bars }, i) => ({
          label: name,
          stroke: TONES[(i + k) % TONES.length],
          width: 1.5,
          points: { show: false },
          ...(bars ? { paths: uPlot.paths.bars({ size: [0.6, 8] }), fill: `${TONES[(i + k) % TONES.length]}66` } : {}),
        })),
      ],
    };
    return new uPlot(options, [data.seconds, ...panel.series.map(({ values }) => values)], place);
  }

  let drawn = [];
  function drawAll() {
    for (const plot of drawn) plot.destroy();
    drawn = data.panels.map(draw);
  }
  drawAll();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
  addEventListener("resize", drawAll);
})();
