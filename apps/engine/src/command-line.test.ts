import { afterAll, describe, expect, test } from "bun:test";
import manifest from "../package.json" with { type: "json" };
import { Cli } from "./testing/cli.ts";

const cli = new Cli();
afterAll(() => cli[Symbol.dispose]());

describe("help and version", () => {
  test("no arguments, --help and help show the commands, also those of the script, with status 0", async () => {
    for (const args of [[], ["--help"], ["help"]]) {
      const { code, stdout, stderr } = await cli.run(args);
      expect(code).toBe(0);
      expect(stderr).toBe("");
      for (const command of ["demo", "doctor", "test", "check", "bench"])
        expect(stdout).toMatch(new RegExp(`^  ${command} `, "m"));
    }
  });

  test("each command shows its options and their defaults", async () => {
    const { code, stdout } = await cli.run(["help", "demo"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/--seed <number> .*\(default: 42\)/);
    expect(stdout).toMatch(/--events <number> .*\(default: 1000000\)/);
    expect(stdout).toMatch(/--symbols <number> .*\(default: 8\)/);
  });

  test("--version is the version of the package", async () => {
    expect(await cli.run(["--version"])).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: "" });
  });
});

describe("what cannot be understood is one line on the error stream, with status 2", () => {
  const cases: [string, string[], RegExp][] = [
    ["an unknown command", ["dmo"], /'dmo'; allowed: demo, doctor, .*help$/],
    [
      "no command where one is needed",
      ["fix"],
      /fix needs a command; allowed: decode, validate, serve, connect, help$/,
    ],
    ["an unknown command of another", ["fix", "dcode"], /'dcode'; allowed: decode, validate, serve, connect, help$/],
    ["an unknown option", ["demo", "--sed", "3"], /'--sed'; allowed: --seed, --events, .*--json, --help$/],
    ["an unknown option of the program", ["--sed"], /'--sed'; allowed: --version$/],
    [
      "no number",
      ["demo", "--events", "abc"],
      /'--events <number>' argument 'abc' .* an integer from 1000 to 1000000000$/,
    ],
    ["too few", ["demo", "--events", "10"], /'10' is invalid. Allowed: an integer from 1000/],
    ["a fraction", ["demo", "--symbols", "2.5"], /'--symbols <number>' argument '2.5' .* an integer from 1 to 256$/],
    ["a negative seed", ["demo", "--seed", "-1"], /'--seed <number>' argument '-1' .* from 0 to 18446744073709551615$/],
    ["a seed of 65 bits", ["demo", "--seed", "18446744073709551616"], /'18446744073709551616' is invalid/],
    ["a missing value", ["demo", "--bars"], /'--bars <file.csv>' argument missing$/],
    ["an empty file name", ["demo", "--report", ""], /'--report <file.html>' argument '' .* a file name$/],
    ["a file too many", ["demo", "extra"], /extra/],
    ["no such file", ["demo", "--json", "--bars", "none.csv"], /--bars: got "none.csv"; allowed: a CSV file .*ENOENT/],
  ];
  for (const [name, args, message] of cases) {
    test(name, async () => {
      const { code, stdout, stderr } = await cli.run(args);
      expect(code).toBe(2);
      expect(stdout).toBe("");
      expect(stderr).toStartWith("hotpath: ");
      expect(stderr.trimEnd()).toMatch(message);
      expect(stderr.trimEnd()).not.toContain("\n");
    });
  }
});
