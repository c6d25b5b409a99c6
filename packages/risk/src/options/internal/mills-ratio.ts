/**
 * Mills' ratio of the standard normal distribution, (1 − Φ(x)) ÷ φ(x), for x ≥ −1: within 3 ulp, without the overflow
 * and the cancellation of the two functions that it is made of.
 *
 * (x + 3) times the ratio is a smooth function of u = (x − 4) ÷ (x + 6), which maps [−1, ∞) to [−1, 1); its Chebyshev
 * series, reckoned to 60 digits and cut where its terms fall below 10^-17, is written as a polynomial in u. The mapping
 * is that of Shepherd and Laframboise 1981, "Chebyshev approximation of (1 + 2x)exp(x²)erfc x in 0 ≤ x < ∞",
 * Mathematics of Computation 36.
 */
export const millsRatio = (x: number): number => {
  const u = (x - 4) / (x + 6);
  const u2 = u * u;
  const u4 = u2 * u2;
  const u8 = u4 * u4;
  const a = 1.6565666803949246 + u * -1.3708089550674052 + u2 * (1.371822546042851 + u * -1.1623395185351035);
  const b = 0.8166823181616316 + u * -0.4539074599336403 + u2 * (0.1749924586313586 + u * -0.019904220335651698);
  const c = -0.031905163358924925 + u * 0.02880896482477201 + u2 * (-0.01227736917907446 + u * 0.0016810761754983538);
  const d = 0.0011766255322389566 + u * -0.0006778054794028979;
  const e = 1.3637644617943607e-5 + u * 0.00010918891339130825;
  const f =
    -2.5379326778241008e-5 + u * -1.4862080970439388e-5 + u2 * (6.621932909834077e-6 + u * 2.042990313609253e-6);
  const g =
    -1.3884087504269587e-6 + u * -3.0154940701009236e-7 + u2 * (2.5889915141357634e-7 + u * 4.200545234347597e-8);
  const h = -3.850681018285685e-8 + u * -3.6315410838249538e-9 + u2 * 3.2443485899938846e-9;
  const low = a + u4 * b + u8 * (c + u4 * (d + u2 * e));
  return (low + u8 * u8 * (f + u4 * g + u8 * h)) / (x + 3);
};
