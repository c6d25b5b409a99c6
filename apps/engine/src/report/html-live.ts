import { counted, duration, fixed, integer, money, moneyText, percent } from "./format.ts";
import { type Html, html, table } from "./html.ts";
import type { LiveReport } from "./report.ts";

/** The live run: its course, what was traded, and each symbol. */
export function liveSection(l: LiveReport): Html {
  const { statement: s, flow } = l;
  const arrivals = flow.limits + flow.markets + flow.cancels;
  return html`<section>
<h2>Live, on a simulated exchange</h2>
<p>${l.symbols} symbols, ${integer(l.marketEvents)} market events, ${duration(l.marketSeconds)} of market time; ${integer(arrivals)}
arrivals of seeded order flow (${percent(flow.limits / arrivals, 1)} limit orders, ${percent(flow.markets / arrivals, 1)} market
orders, ${percent(flow.cancels / arrivals, 1)} cancels), ${integer(flow.trades)} trades. A simulation, where
crossing the spread costs money: the profit says nothing of any market.</p>
<div class="columns">
<div>
<figure><figcaption>Equity</figcaption><div class="chart" id="live-equity"></div></figure>
<figure><figcaption>Drawdown from the peak</figcaption><div class="chart" id="live-drawdown"></div></figure>
</div>
<div>${table(
    ["", ""],
    [
      ["Orders sent", integer(l.orders)],
      ["Fills", integer(l.fills)],
      ["  as maker", integer(l.makerFills)],
      ["  as taker", integer(l.takerFills)],
      ["Turnover", money(l.turnover)],
      ["Profit", money(l.profit, true)],
      ["  realised", moneyText(s.realized, true)],
      ["  unrealised", moneyText(s.unrealized, true)],
      ["  fees paid less rebates", moneyText(s.fees, true)],
      ["Maximum drawdown", percent(l.maxDrawdown)],
      ["VaR 99 %, one day, at the end", percent(l.valueAtRisk)],
      ["  greatest during the run", percent(l.valueAtRiskMax)],
      ["Gross exposure at the end", money(l.grossExposure)],
    ],
  )}
<p class="small">Refused by the risk gate: ${counted(l.refusals)}. Rejected by the venue: ${integer(l.venueRejects)}.
Orders ended: ${counted(l.closed)}. ${l.strategies.map(
    (strategy) =>
      `Strategy ${strategy.name} ${strategy.rule}: ${integer(strategy.orders)} orders, ${integer(strategy.fills)} fills. `,
  )}</p></div>
</div>
${table(
  ["symbol", "price", "orders", "fills", "turnover", "position", "realised", "unrealised"],
  l.perSymbol.map((each) => [
    each.symbol,
    each.price,
    integer(each.orders),
    integer(each.fills),
    fixed(each.turnover, 0),
    each.position,
    moneyText(each.realized, true),
    moneyText(each.unrealized, true),
  ]),
)}
</section>`;
}
