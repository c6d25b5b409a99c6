import { afterAll, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { Cli } from "../testing/cli.ts";
import { npmRegistry } from "./registry.ts";

const home = new Cli();
afterAll(() => home[Symbol.dispose]());

test("the environment comes first, then ~/.npmrc, then the public registry", () => {
  const mirror = "https://mirror.test/npm";
  expect(npmRegistry({ npm_config_registry: `${mirror}/`, HOME: home.folder })).toBe(mirror);
  expect(npmRegistry({ NPM_CONFIG_REGISTRY: mirror, HOME: home.folder })).toBe(mirror);
  const publicOne = npmRegistry({ HOME: home.folder });
  expect(publicOne).toMatch(/^https:\/\/registry\.[a-z.]+$/);
  expect(npmRegistry({})).toBe(publicOne);
  writeFileSync(home.path(".npmrc"), `@scope:registry=https://other.test/\nregistry = "${mirror}//"\nfoo=bar\n`);
  expect(npmRegistry({ HOME: home.folder })).toBe(mirror);
  expect(npmRegistry({ HOME: home.folder, npm_config_registry: "http://first.test" })).toBe("http://first.test");
});
