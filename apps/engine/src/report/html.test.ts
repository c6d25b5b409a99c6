import { expect, test } from "bun:test";
import { html, scriptJson, scriptText, table } from "./html.ts";

test("texts are escaped, HTML is not, and nothing stays of what is not there", () => {
  expect(html`<p title="${'"'}">${"<b>&"}${undefined}${false}${["x", html`<i>y</i>`]}${1}</p>`.text).toBe(
    '<p title="&quot;">&lt;b&gt;&amp;x<i>y</i>1</p>',
  );
});

test("nothing in a script can end it", () => {
  expect(scriptText("'</script><!--'").text).toBe("'<\\/script><\\!--'");
  const hostile = { name: "</script><script>alert(1)" };
  expect(scriptJson(hostile).text).not.toContain("<");
  expect(JSON.parse(scriptJson(hostile).text)).toEqual(hostile);
});

test("a table without heads has no head", () => {
  expect(table(["", ""], [["a", 1]]).text).not.toContain("<thead>");
  expect(table(["", "b"], [["a", 1]]).text).toContain("<th>b</th>");
});
