// Draws the report's charts, in the page, with uPlot.
(() => {
  const { data, colour, short, orNone, axes, plot, keepDrawn } = pageCharts;
  const money = orNone((value) => Math.round(value).toLocaleString("en-US"));
  const percent = orNone((value) => `${(value * 100).toFixed(2)} %`);
  const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
  const day = (seconds) => new Date(seconds * 1000).toISOString().slice(0, 10);

  /** Seconds between marks of market time. */
  const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 86400];

  /** How far a curve lies below its running peak, as a negative share. */
  function drawdowns(equity) {
    let peak = Number.NEGATIVE_INFINITY;
    return equity.map((value) => {
      peak = Math.max(peak, value);
      return value / peak - 1;
    });
  }

  function charts() {
    const list = [];
    const { backtest, live } = data;
    if (backtest) {
      const names = ["strategy", "buy and hold"];
      const curves = [backtest.equity, backtest.buyAndHold];
      const dated = { times: backtest.seconds, names, dated: true };
      list.push({ id: "backtest-equity", ...dated, curves, log: true, value: money, tick: short, height: 260 });
      list.push({ id: "backtest-drawdown", ...dated, curves: curves.map(drawdowns), value: percent, height: 150 });
    }
    const timed = { times: live.seconds, dated: false };
    list.push({ id: "live-equity", ...timed, names: ["equity"], curves: [live.equity], value: money, height: 240 });
    const falls = live.drawdown.map((share) => -share);
    list.push({ id: "live-drawdown", ...timed, names: ["drawdown"], curves: [falls], value: percent, height: 130 });
    return list;
  }

  function draw(chart) {
    const tones = ["first", "second"];
    const tick = chart.tick ?? (chart.value === percent ? (v) => `${+(v * 100).toFixed(2)} %` : money);
    const options = {
      scales: { x: { time: chart.dated }, y: { distr: chart.log ? 3 : 1 } },
      cursor: { y: false, drag: { x: true, y: false } },
      axes: axes(chart.dated ? {} : { incrs: STEPS, values: (_, splits) => splits.map(clock) }, tick),
      series: [
        {
          label: chart.dated ? "date" : "market time",
          value: (_, v) => orNone(chart.dated ? day : clock)(v),
        },
        ...chart.names.map((label, i) => ({
          label,
          stroke: colour(tones[i]),
          width: 1.5,
          points: { show: false },
          ...(chart.value === percent && i === 0 ? { fill: `${colour(tones[i])}22` } : {}),
          value: (_, v) => chart.value(v),
        })),
      ],
    };
    return plot(chart, options, [chart.times, ...chart.curves]);
  }

  keepDrawn(() => charts().map(draw));
})();
