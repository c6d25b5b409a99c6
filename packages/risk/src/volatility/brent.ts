const GOLDEN = 0.3819660112501051;

/**
 * Where a function of one variable is least between two ends, by Brent's method: parabolas, and golden sections where they
 * fail (R. Brent, *Algorithms for Minimization without Derivatives*, 1973, chapter 5). A minimum is known to about half
 * the digits of its value, so no tolerance below 1e-9 helps.
 */
export function minimiseBetween(f: (x: number) => number, from: number, to: number, tolerance = 1e-9): number {
  let a = from;
  let b = to;
  let x = a + GOLDEN * (b - a);
  let w = x;
  let v = x;
  let fx = f(x);
  let fw = fx;
  let fv = fx;
  let step = 0;
  let last = 0;
  for (let i = 0; i < 200; i++) {
    const middle = 0.5 * (a + b);
    const tol = tolerance * Math.abs(x) + 1e-12;
    if (Math.abs(x - middle) <= 2 * tol - 0.5 * (b - a)) return x;
    const parabola = parabolicStep(x, w, v, fx, fw, fv);
    if (Math.abs(last) > tol && Math.abs(parabola) < Math.abs(0.5 * last) && x + parabola > a && x + parabola < b) {
      last = step;
      step = parabola;
      const u = x + step;
      if (u - a < 2 * tol || b - u < 2 * tol) step = x < middle ? tol : -tol;
    } else {
      last = x < middle ? b - x : a - x;
      step = GOLDEN * last;
    }
    const u = Math.abs(step) >= tol ? x + step : x + (step > 0 ? tol : -tol);
    const fu = f(u);
    if (fu <= fx) {
      if (u < x) b = x;
      else a = x;
      [v, fv, w, fw, x, fx] = [w, fw, x, fx, u, fu];
    } else {
      if (u < x) a = u;
      else b = u;
      if (fu <= fw || w === x) [v, fv, w, fw] = [w, fw, u, fu];
      else if (fu <= fv || v === x || v === w) [v, fv] = [u, fu];
    }
  }
  return x;
}

/** From x to the bottom of the parabola through three points; NaN where they have none. */
function parabolicStep(x: number, w: number, v: number, fx: number, fw: number, fv: number): number {
  const r = (x - w) * (fx - fv);
  const q = (x - v) * (fx - fw);
  const p = (x - v) * q - (x - w) * r;
  return -p / (2 * (q - r));
}
