// Draws the tearsheet's charts, in the page, with uPlot.
(() => {
  const { data, colour, number, short, orNone, axes, plot, keepDrawn } = pageCharts;
  const sync = uPlot.sync("time");
  const UNITS = {
    money: { value: (v) => Math.round(v).toLocaleString("en-US"), tick: short },
    share: { value: (v) => `${(v * 100).toFixed(2)} %`, tick: (v) => `${+(v * 100).toFixed(2)} %` },
    price: { value: number, tick: short },
    count: { value: number, tick: short },
  };
  const TONES = ["first", "second"];

  /** When, in as much detail as the axis has days for. */
  function timeText(seconds, span) {
    const text = new Date(seconds * 1000).toISOString();
    return span > 86400 * 60 ? text.slice(0, 10) : text.slice(0, 19).replace("T", " ");
  }

  /** Triangles at the fills: up where it bought, down where it sold. */
  function triangles(isUp) {
    return (plot, series, from, to) => {
      const { ctx } = plot;
      const size = 5 * devicePixelRatio;
      const values = plot.data[series];
      ctx.save();
      ctx.fillStyle = isUp ? colour("met") : colour("loss");
      for (let i = from; i <= to; i++) {
        if (values[i] == null) continue;
        const x = plot.valToPos(plot.data[0][i], "x", true);
        const y = plot.valToPos(values[i], "y", true);
        const tip = isUp ? -size : size;
        ctx.beginPath();
        ctx.moveTo(x, y + tip);
        ctx.lineTo(x - size, y - tip);
        ctx.lineTo(x + size, y - tip);
        ctx.fill();
      }
      ctx.restore();
      return null;
    };
  }

  function seriesOf({ name, kind }, place, unit) {
    const tone = colour(TONES[place % TONES.length]);
    const value = (_, v) => orNone(unit.value)(v);
    const points = { show: false };
    if (kind === "up" || kind === "down") {
      const stroke = kind === "up" ? colour("met") : colour("loss");
      return { label: name, value, stroke, points, paths: triangles(kind === "up") };
    }
    if (kind === "bars")
      return {
        label: name,
        value,
        stroke: tone,
        fill: `${tone}88`,
        points,
        paths: uPlot.paths.bars({ size: [0.9, 40] }),
      };
    const fill = kind === "area" ? { fill: `${tone}22` } : {};
    return { label: name, value, stroke: tone, width: 1.5, points, ...fill };
  }

  function draw(chart) {
    const isTime = chart.xUnit === "time";
    const unit = UNITS[chart.unit];
    const span = chart.x.at(-1) - chart.x[0];
    const options = {
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
      scales: { x: { time: isTime }, y: { distr: chart.isLogarithmic ? 3 : 1 } },
      cursor: { y: false, drag: { x: true, y: false }, ...(isTime ? { sync: { key: sync.key } } : {}) },
      axes: axes(isTime ? { size: 46 } : {}, unit.tick),
      series: [
        {
          label: isTime ? "time" : "basis points",
          value: (_, v) => orNone(isTime ? (seconds) => timeText(seconds, span) : number)(v),
        },
        ...chart.series.map((series, i) => seriesOf(series, i, unit)),
      ],
    };
    return plot(chart, options, [chart.x, ...chart.series.map(({ values }) => values)]);
  }

  keepDrawn(() => data.charts.map(draw));
})();
