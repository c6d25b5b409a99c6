/** Sixty returns, and value at risk and expected shortfall at 95 % of them by numpy 2.4.6 and scipy 1.17.1. */
interface Expected {
  name: string;
  method: string;
  options: object;
  tolerance: number;
  var: number;
  expectedShortfall: number;
}

/** The returns and what is expected of them. */
export const sixty: { returns: number[]; expected: Expected[] } = {
  returns: [
    -0.01201, -0.01105, -0.0033, -0.00446, 0.0159, 0.00196, 0.01186, -0.01048, 0.0074, -0.01928, 0.00235, -0.00028,
    0.00099, 0.01323, -0.00257, -0.00869, 0.01391, -0.00088, -0.02635, 0.01372, 0.01216, 0.03275, 0.00697, -0.01458,
    -0.00689, 0.01995, 0.0125, 0.0044, -0.00176, 0.0107, 0.026, -0.00818, 0.01802, 0.00625, 0.00406, 0.05978, 0.01402,
    -0.01056, 0.00829, -0.00619, -0.0007, -0.0074, 0.01924, 0.00416, 0.00537, -0.01548, 0.00085, -0.00845, -0.00582,
    0.00806, 0.01479, 0.00703, 0.00501, -0.00962, 0.00268, -0.01691, -0.00247, 0.01692, -0.02645, -0.0042,
  ],
  expected: [
    {
      name: "historical, type 7",
      method: "historical",
      options: {},
      tolerance: 1e-13,
      var: 0.017028500000000002,
      expectedShortfall: 0.02402666666666667,
    },
    {
      name: "historical, order statistic",
      method: "historical",
      options: { convention: "order" },
      tolerance: 1e-13,
      var: 0.01928,
      expectedShortfall: 0.02402666666666667,
    },
    {
      name: "normal, sample",
      method: "normal",
      options: { deviation: "sample" },
      tolerance: 1e-12,
      var: 0.020919166003435744,
      expectedShortfall: 0.026895126197587157,
    },
    {
      name: "normal, population",
      method: "normal",
      options: { deviation: "population" },
      tolerance: 1e-12,
      var: 0.020722311781092417,
      expectedShortfall: 0.026648263060961398,
    },
    {
      name: "normal, mean zero",
      method: "normal",
      options: { mean: "zero", deviation: "population" },
      tolerance: 1e-12,
      var: 0.02371693458531852,
      expectedShortfall: 0.029741992796417756,
    },
    {
      name: "normal, ten periods",
      method: "normal",
      options: { horizon: 10 },
      tolerance: 1e-12,
      var: 0.04834336348792724,
      expectedShortfall: 0.06724100890794775,
    },
    {
      name: "Cornish–Fisher",
      method: "cornish-fisher",
      options: {},
      tolerance: 1e-9,
      var: 0.016061515511941814,
      expectedShortfall: 0.022470107527177607,
    },
    {
      name: "Student's t, by likelihood",
      method: "t",
      options: {},
      tolerance: 1e-6,
      var: 0.02021650251563135,
      expectedShortfall: 0.029262289323876752,
    },
    {
      name: "EWMA, 0.94",
      method: "ewma",
      options: { decay: 0.94 },
      tolerance: 1e-12,
      var: 0.023240332704473912,
      expectedShortfall: 0.029144314810004863,
    },
    {
      name: "EWMA, 0.97",
      method: "ewma",
      options: { decay: 0.97 },
      tolerance: 1e-12,
      var: 0.02379504338331692,
      expectedShortfall: 0.02983994438029754,
    },
  ],
};
