/**
 * Prints the body of an operation as JavaScript or as C. It knows the part of TypeScript that src/ops/language.ts
 * describes and refuses everything else by name and line, so that nothing is translated by accident.
 *
 * In both languages a field of the state, the parameters, the inputs and the outputs is printed with a mark and its
 * name (`$s_average`, `$p_period`, `$x_value`, `$o_sum`); who uses the text puts a variable there.
 */
import type { Node } from "oxc-parser";

/** What is printed. */
export type Target = "js" | "c";

/** What a body may refer to, and of which type it is. */
export interface Names {
  /** Fields that are whole numbers, as `s_at` and `p_period`. */
  ints: ReadonlySet<string>;
  /** Fields that are arrays. */
  arrays: ReadonlySet<string>;
  /** Names of the four parameters of a body, in the order s, p, x, and o or i. */
  parameters: Readonly<Record<string, "s" | "p" | "x" | "o" | "i">>;
  /** Functions that may be called. */
  functions: ReadonlySet<string>;
}

// biome-ignore lint/suspicious/noExplicitAny: a syntax tree is read by its documented fields, node type by node type
type Any = Node & Record<string, any>;
type Type = "int" | "double";

const rounding: Readonly<Record<string, string>> = {
  sqrt: "__builtin_sqrt",
  abs: "__builtin_fabs",
  floor: "hp_floor",
  ceil: "hp_ceil",
};

/** Names of variables around a body, in one language or the other. */
const RESERVED = new Set(["F", "N", "q"]);

/** Prints one function body. */
export class Translator {
  readonly #target: Target;
  readonly #names: Names;
  readonly #fail: (node: Any, what: string) => never;
  readonly #locals: Map<string, Type>[] = [new Map()];

  constructor(target: Target, names: Names, fail: (node: { start: number }, what: string) => never) {
    this.#target = target;
    this.#names = names;
    this.#fail = fail as (node: Any, what: string) => never;
  }

  /** Makes a local variable, or a parameter of a helper function, known. */
  declare(name: string, type: Type): void {
    this.#locals.at(-1)!.set(name, type);
  }

  /** The statements of a block, without its braces. */
  block(node: Any): string {
    this.#locals.push(new Map());
    const text = node.body.map((statement: Any) => this.#statement(statement)).join("\n");
    this.#locals.pop();
    return text;
  }

  /** An expression of whole numbers. */
  count(node: Any): string {
    return this.#index(node);
  }

  #nested(node: Any): string {
    return node.type === "BlockStatement" ? `{\n${this.block(node)}\n}` : `{ ${this.#statement(node)} }`;
  }

  #statement(node: Any): string {
    switch (node.type) {
      case "ExpressionStatement":
        return `${this.#expression(node.expression).text};`;
      case "VariableDeclaration":
        return `${this.#declaration(node, undefined)};`;
      case "IfStatement": {
        const otherwise = node.alternate ? ` else ${this.#nested(node.alternate)}` : "";
        return `if (${this.#expression(node.test).text}) ${this.#nested(node.consequent)}${otherwise}`;
      }
      case "ForStatement": {
        this.#locals.push(new Map());
        const init = node.init ? this.#declaration(node.init as Any, "int") : "";
        const test = node.test ? this.#expression(node.test).text : "";
        const update = node.update ? this.#expression(node.update).text : "";
        const text = `for (${init}; ${test}; ${update}) ${this.#nested(node.body)}`;
        this.#locals.pop();
        return text;
      }
      case "WhileStatement":
        return `while (${this.#expression(node.test).text}) ${this.#nested(node.body)}`;
      case "BlockStatement":
        return `{\n${this.block(node)}\n}`;
      case "BreakStatement":
        return "break;";
      case "ContinueStatement":
        return "continue;";
      case "ReturnStatement":
        return `return ${this.#expression(node.argument as Any).text};`;
      default:
        return this.#fail(node, `a ${node.type}`);
    }
  }

  #declaration(node: Any, type: Type | undefined): string {
    if (node.type !== "VariableDeclaration") return this.#expression(node).text;
    const parts: string[] = [];
    let first: Type | undefined;
    for (const declarator of node.declarations as Any[]) {
      if (declarator.id.type !== "Identifier") this.#fail(declarator, "a pattern");
      if (!declarator.init) this.#fail(declarator, "a variable without a value");
      if (RESERVED.has(declarator.id.name))
        this.#fail(declarator, `the name ${declarator.id.name}, which programs use`);
      const value = this.#expression(declarator.init);
      const its = type ?? value.type;
      if (first !== undefined && first !== its) this.#fail(declarator, "variables of two types in one declaration");
      first = its;
      this.declare(declarator.id.name, its);
      parts.push(`${declarator.id.name} = ${value.text}`);
    }
    const keyword = this.#target === "js" ? (node.kind === "const" ? "const" : "let") : cType(first!);
    return `${keyword} ${parts.join(", ")}`;
  }

  #expression(node: Any): { text: string; type: Type } {
    switch (node.type) {
      case "Literal":
        return this.#literal(node);
      case "Identifier":
        return this.#identifier(node);
      case "ParenthesizedExpression":
        return this.#wrapped(this.#expression(node.expression));
      case "TSNonNullExpression":
      case "TSAsExpression":
        return this.#expression(node.expression);
      case "MemberExpression":
        return this.#member(node);
      case "CallExpression":
        return this.#call(node);
      case "UnaryExpression":
        return this.#unary(node);
      case "UpdateExpression": {
        const value = this.#expression(node.argument);
        if (this.#target === "js" && value.type === "int")
          return { text: `${value.text} = ${this.#int(`${value.text} ${node.operator[0]} 1`)}`, type: "int" };
        return {
          text: node.prefix ? `${node.operator}${value.text}` : `${value.text}${node.operator}`,
          type: value.type,
        };
      }
      case "BinaryExpression":
        return this.#binary(node);
      case "LogicalExpression":
        if (node.operator === "??") this.#fail(node, "??");
        return this.#joined(node, node.operator, "int");
      case "AssignmentExpression": {
        if (!["=", "+=", "-=", "*=", "/="].includes(node.operator)) this.#fail(node, node.operator);
        const left = this.#expression(node.left);
        const right = left.type === "int" ? this.#whole(node.right) : this.#expression(node.right);
        if (left.type === "int" && right.type !== "int") this.#fail(node, "a double where a whole number is kept");
        if (this.#target === "js" && left.type === "int" && node.operator !== "=") {
          const value = this.#int(`${left.text} ${node.operator[0]} ${right.text}`);
          return { text: `${left.text} = ${value}`, type: "int" };
        }
        return { text: `${left.text} ${node.operator} ${right.text}`, type: left.type };
      }
      case "ConditionalExpression": {
        const yes = this.#expression(node.consequent);
        const no = this.#expression(node.alternate);
        const type = yes.type === "int" && no.type === "int" ? "int" : "double";
        return { text: `(${this.#expression(node.test).text} ? ${yes.text} : ${no.text})`, type };
      }
      default:
        return this.#fail(node, `a ${node.type}`);
    }
  }

  /**
   * A computation with whole numbers. JavaScript is told that it is one: an engine that has once taken them for doubles
   * converts to and fro at every index.
   */
  #int(text: string): string {
    return this.#target === "js" ? `((${text}) | 0)` : `(${text})`;
  }

  #wrapped(value: { text: string; type: Type }): { text: string; type: Type } {
    return { text: `(${value.text})`, type: value.type };
  }

  #literal(node: Any): { text: string; type: Type } {
    if (typeof node.value === "boolean") return { text: node.value ? "1" : "0", type: "int" };
    if (typeof node.value !== "number") this.#fail(node, `a ${typeof node.value}`);
    const text = String(node.value);
    if (this.#target === "js") return { text, type: "double" };
    return { text: /^\d+$/.test(text) ? `${text}.0` : text, type: "double" };
  }

  #identifier(node: Any): { text: string; type: Type } {
    if (this.#names.parameters[node.name] === "i") return { text: "$i", type: "int" };
    for (let k = this.#locals.length - 1; k >= 0; k--) {
      const type = this.#locals[k]!.get(node.name);
      if (type !== undefined) return { text: node.name, type };
    }
    return this.#fail(node, `the name ${node.name}`);
  }

  #field(node: Any): string | undefined {
    if (node.type !== "MemberExpression" || node.computed || node.object.type !== "Identifier") return undefined;
    const kind = this.#names.parameters[node.object.name];
    return kind === undefined || kind === "i" ? undefined : `${kind}_${node.property.name}`;
  }

  #member(node: Any): { text: string; type: Type } {
    if (node.computed) {
      const array = this.#field(node.object.type === "TSNonNullExpression" ? node.object.expression : node.object);
      if (array === undefined || !this.#names.arrays.has(array)) this.#fail(node, "an index of what is not an array");
      const index = this.#index(node.property);
      return { text: this.#target === "js" ? `$${array}[${index}]` : `$${array}(${index})`, type: "double" };
    }
    const field = this.#field(node);
    if (field === undefined) return this.#fail(node, "a field of what is not s, p, x or o");
    return { text: `$${field}`, type: this.#names.ints.has(field) ? "int" : "double" };
  }

  /** An index is a whole number, and so are the literals in it. */
  #index(node: Any): string {
    const { text, type } = this.#whole(node);
    if (type !== "int") this.#fail(node, "an index that is not a whole number");
    return text;
  }

  /** An expression in which a literal is a whole number, unless it is written with a point: `1.0`. */
  #whole(node: Any): { text: string; type: Type } {
    if (node.type === "Literal" && /^[\d_]+$/.test(node.raw ?? "")) return { text: String(node.value), type: "int" };
    return this.#expression(node);
  }

  #call(node: Any): { text: string; type: Type } {
    const { callee } = node;
    if (callee.type === "MemberExpression" && callee.object.name === "Math" && !callee.computed) {
      const name = callee.property.name as string;
      if (!(name in rounding)) this.#fail(node, `Math.${name}`);
      const argument = this.#expression(node.arguments[0]).text;
      return {
        text: this.#target === "js" ? `Math.${name}(${argument})` : `${rounding[name]}(${argument})`,
        type: "double",
      };
    }
    if (callee.type !== "Identifier") return this.#fail(node, "this call");
    if (callee.name === "int") {
      const value = this.#whole(node.arguments[0]);
      if (value.type === "int") return value;
      // Truncation, in both languages.
      return { text: this.#target === "js" ? `((${value.text}) | 0)` : `((int32_t)(${value.text}))`, type: "int" };
    }
    if (!this.#names.functions.has(callee.name)) this.#fail(node, `the function ${callee.name}`);
    const argumentsOf = node.arguments.map((argument: Any) => this.#expression(argument).text).join(", ");
    return { text: `${this.#target === "js" ? "" : "hp_"}${callee.name}(${argumentsOf})`, type: "double" };
  }

  #unary(node: Any): { text: string; type: Type } {
    const value = this.#expression(node.argument);
    if (node.operator === "-")
      return { text: value.type === "int" ? this.#int(`-${value.text}`) : `(-${value.text})`, type: value.type };
    if (node.operator === "!") return { text: `(!${value.text})`, type: "int" };
    return this.#fail(node, `the operator ${node.operator}`);
  }

  #binary(node: Any): { text: string; type: Type } {
    switch (node.operator) {
      case "===":
      case "!==": {
        const operator = this.#target === "js" ? node.operator : node.operator.slice(0, 2);
        return this.#joined(node, operator, "int");
      }
      case "<":
      case "<=":
      case ">":
      case ">=":
        return this.#joined(node, node.operator, "int");
      case "+":
      case "-":
      case "*":
        return this.#joined(node, node.operator, undefined);
      case "/": {
        const left = this.#expression(node.left);
        const right = this.#expression(node.right);
        const cast = this.#target === "c" && left.type === "int" && right.type === "int" ? "(double)" : "";
        return { text: `(${cast}${left.text} / ${right.text})`, type: "double" };
      }
      case "%": {
        const joined = this.#joined(node, "%", undefined);
        if (joined.type !== "int") this.#fail(node, "% of what is not a whole number");
        return joined;
      }
      default:
        return this.#fail(node, `the operator ${node.operator}`);
    }
  }

  /** Two operands: a literal beside a whole number is one. */
  #joined(node: Any, operator: string, type: Type | undefined): { text: string; type: Type } {
    let left = this.#expression(node.left);
    let right = this.#expression(node.right);
    if (left.type === "int" && right.type === "double") right = this.#whole(node.right);
    if (right.type === "int" && left.type === "double") left = this.#whole(node.left);
    const its = type ?? (left.type === "int" && right.type === "int" ? "int" : "double");
    const text = `${left.text} ${operator} ${right.text}`;
    return { text: type === undefined && its === "int" ? this.#int(text) : `(${text})`, type: its };
  }
}

/** The name of a type in C. */
export function cType(type: Type): string {
  return type === "int" ? "int32_t" : "double";
}
