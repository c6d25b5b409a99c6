import { describe, expect, test } from "bun:test";
import { InputError, Random } from "@hotpath/core";
import { indicator } from "@hotpath/indicators";
import { drawn, questions, statisticalAnswers } from "../testing/statistical-peers.ts";
import { fitOrnsteinUhlenbeck, signalSeries, zScoreReversion } from "./index.ts";

const answers = statisticalAnswers();
const reverting = Float64Array.from((questions["ou step"] as unknown as { series: number[] }).series);

/** A process of speed κ about 10 with unit steps. */
function process(speed: number, length: number, seed: number): Float64Array {
  const random = new Random(seed);
  const persistence = Math.exp(-speed);
  let value = 10 + random.normal() * Math.sqrt(1 / (1 - persistence * persistence));
  return Float64Array.from({ length }, () => (value = 10 + persistence * (value - 10) + random.normal()));
}

describe("fitOrnsteinUhlenbeck", () => {
  for (const [name, step] of [
    ["ou step", 1],
    ["ou day", 1 / 252],
  ] as const)
    test(`is the maximum of the likelihood by statsmodels' least squares: ${name}`, () => {
      const fit = fitOrnsteinUhlenbeck(reverting, step);
      for (const [key, value] of Object.entries(answers[name] as Record<string, number>))
        expect(fit[key as keyof typeof fit] / value).toBeCloseTo(1, 10);
    });

  test("is the indicator OU's over the whole window", () => {
    const { outputs } = indicator("OU", { timePeriod: reverting.length - 1 }).batch(reverting);
    const fit = fitOrnsteinUhlenbeck(reverting);
    expect(outputs.speed!.at(-1)!).toBeCloseTo(fit.speed, 11);
    expect(outputs.mean!.at(-1)!).toBeCloseTo(fit.mean, 9);
  });

  test("a planted half-life is within two standard errors for 95 % of 400 seeds, once the bias is off", () => {
    const speed = Math.LN2 / 10;
    let inside = 0;
    let sum = 0;
    for (let seed = 1; seed <= 400; seed++) {
      const fit = fitOrnsteinUhlenbeck(process(speed, 1000, seed));
      const corrected = fit.speed - fit.speedBias;
      sum += fit.speed;
      if (Math.abs(corrected - speed) < 1.96 * fit.speedError) inside++;
    }
    // Three standard errors of a share of 95 % among 400.
    expect(Math.abs(inside / 400 - 0.95)).toBeLessThan(0.033);
    // The bias is what theory says: (5 + 2 e^κ + e^2κ) ÷ 2n, to three standard errors of the mean of the speeds.
    const e = Math.exp(speed);
    const bias = (5 + 2 * e + e * e) / 2000;
    expect(Math.abs(sum / 400 - speed - bias)).toBeLessThan(3 * (Math.sqrt(2 * speed) / Math.sqrt(1000) / 20) * 1.2);
  });

  test("a high level costs no digits", () => {
    const raised = fitOrnsteinUhlenbeck(reverting.map((value) => value + 2 ** 20));
    const fit = fitOrnsteinUhlenbeck(reverting);
    expect(raised.speed / fit.speed).toBeCloseTo(1, 8);
    expect(raised.mean - 2 ** 20).toBeCloseTo(fit.mean, 7);
  });

  test("what does not revert, what reverts at once, and what follows a rule exactly", () => {
    const away = fitOrnsteinUhlenbeck(Float64Array.from({ length: 20 }, (_, i) => 1.1 ** i + (i % 3) / 100));
    expect([away.speed, away.halfLife]).toEqual([0, Number.POSITIVE_INFINITY]);
    const back = fitOrnsteinUhlenbeck(Float64Array.from(drawn(3, 50, (value, shock) => -0.9 * value + shock)));
    expect([back.speed, back.halfLife]).toEqual([Number.POSITIVE_INFINITY, 0]);
    const halving = fitOrnsteinUhlenbeck(Float64Array.from({ length: 12 }, (_, i) => 10 + 2 ** -i));
    expect(halving.halfLife).toBeCloseTo(1, 10);
    expect(halving.mean).toBeCloseTo(10, 10);
  });

  test("bad input is named", () => {
    expect(() => fitOrnsteinUhlenbeck(new Float64Array(3))).toThrow("at least 4");
    expect(() => fitOrnsteinUhlenbeck(new Float64Array(9).fill(1))).toThrow(InputError);
    expect(() => fitOrnsteinUhlenbeck(Float64Array.of(1, 2, Number.POSITIVE_INFINITY, 3))).toThrow("value 2");
    expect(() => fitOrnsteinUhlenbeck(reverting, 0)).toThrow("step");
  });
});

test("the z-score is pandas'", () => {
  const { series, span } = questions.weighted as unknown as { series: number[]; span: number };
  const { values } = signalSeries(zScoreReversion({ span }), Float64Array.from(series));
  for (const [k, z] of answers.weighted.z.entries()) expect(values[50 * (k + 1)]!).toBeCloseTo(z, 9);
});
