/** Sixty returns, and value at risk and expected shortfall at 95 % of them by numpy 2.4.6 and scipy 1.17.1. */
interface Expected {
  name: string;
  method: string;
  options: object;
  tolerance: number;
  var: number;
  expectedShortfall: number;
}

export const sixty: { returns: number[]; expected: Expected[] } = {
  returns: [
    -0.01601, -0.02995, 0.00888, 0.01026, 0.00953, 0.01133, 0.03169, -0.00019, -0.01064, 0.02791, -0.00253, 0.00603,
    -0.00479, 0.02712, 0.00507, 0.01257, -0.00734, -0.00965, 0.00694, -0.01497, -0.00417, -0.00816, -0.01174, -0.00739,
    -0.00311, -0.0171, -0.03438, 0.01902, 0.00509, -0.01309, -0.02341, -0.00564, 0.02922, -0.00099, 0.01257, 0.02418,
    0.00859, 0.01412, 0.00453, -0.00215, -0.00545, -0.00291, 0.00728, -0.01755, 0.00741, -0.01852, 0.0036, 0.00214,
    -0.01852, 0.03663, 0.00055, 0.00139, 0.01369, 0.00279, -0.01844, -0.00128, -0.00286, -0.01225, -0.01066, -0.02761,
  ],
  expected: [
    {
      name: "historical, type 7",
      method: "historical",
      options: {},
      tolerance: 1e-13,
      var: 0.02362,
      expectedShortfall: 0.030646666666666666,
    },
    {
      name: "historical, order statistic",
      method: "historical",
      options: { convention: "order" },
      tolerance: 1e-13,
      var: 0.02761,
      expectedShortfall: 0.030646666666666666,
    },
    {
      name: "normal, sample",
      method: "normal",
      options: { deviation: "sample" },
      tolerance: 1e-12,
      var: 0.025306833743857237,
      expectedShortfall: 0.031679393527196384,
    },
    {
      name: "normal, population",
      method: "normal",
      options: { deviation: "population" },
      tolerance: 1e-12,
      var: 0.025096915126642666,
      expectedShortfall: 0.03141614711233742,
    },
    {
      name: "normal, mean zero",
      method: "normal",
      options: { mean: "zero", deviation: "population" },
      tolerance: 1e-12,
      var: 0.02487759519248731,
      expectedShortfall: 0.031197508023030097,
    },
    {
      name: "normal, ten periods",
      method: "normal",
      options: { horizon: 10 },
      tolerance: 1e-12,
      var: 0.08154520935723768,
      expectedShortfall: 0.10169701279817853,
    },
    {
      name: "Cornish–Fisher",
      method: "cornish-fisher",
      options: {},
      tolerance: 1e-9,
      var: 0.024383985992681476,
      expectedShortfall: 0.029522045186678027,
    },
    {
      name: "Student's t, by likelihood",
      method: "t",
      options: {},
      tolerance: 1e-6,
      var: 0.025096915721755143,
      expectedShortfall: 0.03141614772084626,
    },
    {
      name: "EWMA, 0.94",
      method: "ewma",
      options: { decay: 0.94 },
      tolerance: 1e-12,
      var: 0.024524873998578185,
      expectedShortfall: 0.03075518141582669,
    },
    {
      name: "EWMA, 0.97",
      method: "ewma",
      options: { decay: 0.97 },
      tolerance: 1e-12,
      var: 0.024524073403190353,
      expectedShortfall: 0.03075417743691145,
    },
  ],
};
