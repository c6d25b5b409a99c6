/**
 * The inverse of the normalised Black formula: Jäckel 2015, "Let's be rational", Wilmott magazine, January.
 *
 * A rational guess in one of four stretches of the price, then two Householder steps of the fourth order, on 1 ÷ ln b
 * where the price is small, on b in the middle, on the logarithm of what it lacks to its bound where it is large.
 */
import { exp, inverseNormal, log, normalCdf } from "@hotpath/core";
import { millsRatio } from "./mills-ratio.ts";
import {
  DENSITY_AT_ZERO,
  logNormalisedBlack,
  logNormalisedVega,
  normalisedBlack,
  normalisedVega,
  priceByVega,
  shortfallByVega,
} from "./normalised-black.ts";
import { controlForLeft, controlForRight, type Interval, interpolate } from "./rational-cubic.ts";

const ROOT_THIRD = 0.5773502691896258;
const ROOT_THREE = 1.7320508075688772;
/** 2π ÷ √27. */
const LOWER_SCALE = 1.2091995761561452;
const ROOT_HALF_PI = 1.2533141373155003;
const SIXTH_PI = 0.5235987755982988;

/** Stretches of the price, by the function that the steps go by. */
const LOW = 0;
const MIDDLE = 1;
const HIGH = 2;

/** Scratch, so that nothing is allocated: the stretch that the last guess was in. */
let stretch = MIDDLE;
const interval: Interval = { left: 0, right: 0, valueLeft: 0, valueRight: 0, slopeLeft: 0, slopeRight: 0 };

/**
 * The s = σ√T at which the normalised price of an option out of the money is `beta`.
 *
 * @param x −|ln(F ÷ K)|, from −700 to 0
 * @param beta price by √(F K), in (0, e^(x/2))
 * @param shortfall e^(x/2) − beta, positive; given apart since near the bound the difference would have lost its digits
 */
export const impliedDeviation = (x: number, beta: number, shortfall: number): number => {
  if (x === 0) return impliedAtTheMoney(beta, shortfall);
  const first = guess(x, beta, shortfall);
  if (stretch === LOW) {
    const logBeta = log(beta);
    return stepLow(x, stepLow(x, first, logBeta), logBeta);
  }
  if (stretch === MIDDLE) return stepMiddle(x, stepMiddle(x, first, beta), beta);
  const logShortfall = log(shortfall);
  return stepHigh(x, stepHigh(x, first, logShortfall), logShortfall);
};

/** At the money b = 2 Φ(s ÷ 2) − 1, whose inverse is a quantile; one step makes up for the rounding of a small price. */
function impliedAtTheMoney(beta: number, shortfall: number): number {
  if (shortfall < 0.5) return -2 * inverseNormal(0.5 * shortfall);
  const first = beta < 1e-4 ? beta / DENSITY_AT_ZERO : 2 * inverseNormal(0.5 + 0.5 * beta);
  return stepMiddle(0, stepMiddle(0, first, beta), beta);
}

/** Householder's factor of the third degree for steps ν with ratios γ = g″ ÷ g′ and δ = g‴ ÷ g′ (equation 4.20). */
const householder = (newton: number, halley: number, third: number): number =>
  (newton * (1 + 0.5 * halley * newton)) / (1 + newton * (halley + newton * third * (1 / 6)));

const stepLow = (x: number, s: number, logBeta: number): number => {
  const byVega = priceByVega(x, s);
  const logB = logNormalisedBlack(x, s, byVega);
  const relative = 1 / byVega;
  const perS = 1 / s;
  const h = x * perS;
  const bend = h * h * perS - 0.25 * s;
  const newton = (((logBeta - logB) * logB) / logBeta) * byVega;
  const inverse = 1 / logB;
  const pull = relative * (1 + 2 * inverse);
  const third =
    bend * bend -
    3 * (h * perS) * (h * perS) -
    0.25 +
    2 * relative * relative * (1 + 3 * inverse * (1 + inverse)) -
    3 * bend * pull;
  return s + householder(newton, bend - pull, third);
};

const stepMiddle = (x: number, s: number, beta: number): number => {
  const perS = 1 / s;
  const h = x * perS;
  const bend = h * h * perS - 0.25 * s;
  const newton = (beta - normalisedBlack(x, s)) / normalisedVega(x, s);
  return s + householder(newton, bend, bend * bend - 3 * (h * perS) * (h * perS) - 0.25);
};

const stepHigh = (x: number, s: number, logShortfall: number): number => {
  const lacking = shortfallByVega(x, s);
  const relative = 1 / lacking;
  const perS = 1 / s;
  const h = x * perS;
  const bend = h * h * perS - 0.25 * s;
  const newton = (logNormalisedVega(x, s) + log(lacking) - logShortfall) * lacking;
  const third = bend * bend - 3 * (h * perS) * (h * perS) - 0.25 + relative * (2 * relative + 3 * bend);
  return s + householder(newton, bend + relative, third);
};

/** The guess (section 4.1): the price is cut at b(s_c) for s_c = √(2|x|), where vega is greatest, and at two tangents. */
function guess(x: number, beta: number, shortfall: number): number {
  const size = -x;
  const centre = Math.sqrt(2 * size);
  const vegaCentre = normalisedVega(x, centre);
  const byVegaCentre = ROOT_HALF_PI - millsRatio(centre);
  const priceCentre = vegaCentre * (centre < 0.25 ? priceByVega(x, centre) : byVegaCentre);
  if (beta < priceCentre) return guessBelow(x, size, beta, centre, priceCentre, vegaCentre);
  const bound = exp(0.5 * x);
  const high = centre + (bound - priceCentre) / vegaCentre;
  const priceHigh = normalisedBlack(x, high);
  if (beta <= priceHigh) {
    stretch = MIDDLE;
    setInterval(priceCentre, priceHigh, centre, high, 1 / vegaCentre, 1 / normalisedVega(x, high));
    return interpolate(interval, beta, controlForLeft(interval, 0, false));
  }
  stretch = priceHigh > 0.5 * bound || shortfall < 0.5 * bound ? HIGH : MIDDLE;
  return guessHigh(x, beta, shortfall, bound, high, priceHigh);
}

function guessBelow(
  x: number,
  size: number,
  beta: number,
  centre: number,
  priceCentre: number,
  vegaCentre: number,
): number {
  const low = centre - priceCentre / vegaCentre;
  // With z = |x| ÷ (√3 s) and y = z² the exponents of vega and of the map below are sums of −3y/2 and −s²/8.
  const z = (ROOT_THIRD * size) / low;
  const y = z * z;
  const square = low * low;
  const root = exp(0.5 * y);
  const spread = exp(0.125 * square);
  const vegaLow = DENSITY_AT_ZERO / (root * root * root * spread);
  const priceLow = vegaLow * priceByVega(x, low);
  if (beta >= priceLow) {
    stretch = MIDDLE;
    setInterval(priceLow, priceCentre, low, centre, 1 / vegaLow, 1 / vegaCentre);
    return interpolate(interval, beta, controlForRight(interval, 0, false));
  }
  stretch = LOW;
  // f(b) = 2π|x|÷√27 Φ(−z)³ is nearly straight in b (equations 4.29 to 4.33); Φ(−z) = M(z) φ(z).
  const mills = millsRatio(z);
  const tail = (DENSITY_AT_ZERO * mills) / root;
  const value = LOWER_SCALE * size * tail * tail * tail;
  const slope = y * mills * mills * spread;
  const second =
    ((SIXTH_PI * y) / (square * low)) *
    tail *
    (8 * ROOT_THREE * low * size + (3 * square * (square - 8) - 8 * x * x) * mills) *
    (root * root * spread) *
    (root * root * spread);
  setInterval(0, priceLow, 0, value, 1, slope);
  let f = interpolate(interval, beta, controlForRight(interval, second, true));
  if (!(f > 0)) {
    const t = beta / priceLow;
    f = (value * t + priceLow * (1 - t)) * t;
  }
  // Subnormal: the price itself is as near to f as need be.
  if (!(f > 1e-300)) f = 1e-300;
  return size / (ROOT_THREE * -inverseNormal(exp(log(f / (LOWER_SCALE * size)) / 3)));
}

/** f(b) = Φ(−s ÷ 2) is nearly straight (equations 4.35 to 4.38). */
function guessHigh(x: number, beta: number, shortfall: number, bound: number, high: number, priceHigh: number): number {
  const w = (x / high) * (x / high);
  const second = (ROOT_HALF_PI * exp(w + 0.125 * high * high) * w) / high;
  const value = normalCdf(-0.5 * high);
  setInterval(priceHigh, bound, value, 0, -0.5 * exp(0.5 * w), -0.5);
  let f = interpolate(interval, beta, controlForLeft(interval, Number.isFinite(second) ? second : 0, true));
  // Next to the bound the place in the interval is told by what is lacking alone.
  if (!(f > 0) || shortfall < 1e-8 * bound) f = Math.min(0.5 * shortfall, value);
  return -2 * inverseNormal(f);
}

function setInterval(
  left: number,
  right: number,
  valueLeft: number,
  valueRight: number,
  slopeLeft: number,
  slopeRight: number,
): void {
  interval.left = left;
  interval.right = right;
  interval.valueLeft = valueLeft;
  interval.valueRight = valueRight;
  interval.slopeLeft = slopeLeft;
  interval.slopeRight = slopeRight;
}
