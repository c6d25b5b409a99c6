// Draws an indicator's chart, in the page, with uPlot.
(() => {
  const { data, axes, plot, keepDrawn } = pageCharts;
  const TONES = ["#2f7ed8", "#d9822b", "#3a9d5d", "#b04a8c", "#7a6fd0", "#8a8a2a"];
  const sync = uPlot.sync("bars");

  function draw(panel, k) {
    const options = {
      scales: { x: { time: data.dated } },
      cursor: { sync: { key: sync.key }, drag: { x: true, y: false } },
      axes: axes({}),
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
    const chart = { id: panel.id, height: k === 0 ? 340 : 220 };
    return plot(chart, options, [data.seconds, ...panel.series.map(({ values }) => values)]);
  }

  keepDrawn(() => data.panels.map(draw));
})();
