import type { FieldType } from "../dictionary/field-type.ts";
import { Cell, Section } from "../dictionary/scope.ts";
import type { MessageReader } from "../reader/message-reader.ts";
import { readInteger } from "../reader/values.ts";
import { DefectSearch } from "./defect-search.ts";
import { SessionRejectReason } from "./reject-reason.ts";
import { fitsType } from "./type-check.ts";

/** The rules of a {@link Validator}, each of which may be switched off. The first five are QuickFIX's by name. */
export interface ValidationRules {
  /** Header before body before trailer (373=14); true by default. */
  validateFieldsOutOfOrder?: boolean;
  /** Every field has a value (373=4); true by default. */
  validateFieldsHaveValues?: boolean;
  /** Tags from 5000 on are known and of the message (373=0, 2); true by default. */
  validateUserDefinedFields?: boolean;
  /** Tags below 5000 need not be known, nor of the message; false by default. */
  allowUnknownMsgFields?: boolean;
  /** Groups begin with their first field (373=1) and have their fields in order (373=15); true by default. */
  validateUnorderedGroupFields?: boolean;
  /** Required fields are there (373=1); true by default. */
  validateRequired?: boolean;
  /** Values have the form of their type (373=6); true by default. */
  validateTypes?: boolean;
  /** Enumerated fields have one of their values (373=5); true by default. */
  validateEnums?: boolean;
  /** No tag comes twice outside of groups (373=13); true by default. */
  validateDuplicates?: boolean;
  /** A group has as many instances as the field before it says (373=16); true by default. */
  validateGroupCounts?: boolean;
  /** The rules hold inside of groups too, where QuickFIX looks at little; true by default. */
  validateGroups?: boolean;
}

/** The rules with every default. */
export type ResolvedRules = Required<ValidationRules>;

const DEFAULTS: ResolvedRules = {
  validateFieldsOutOfOrder: true,
  validateFieldsHaveValues: true,
  validateUserDefinedFields: true,
  allowUnknownMsgFields: false,
  validateUnorderedGroupFields: true,
  validateRequired: true,
  validateTypes: true,
  validateEnums: true,
  validateDuplicates: true,
  validateGroupCounts: true,
  validateGroups: true,
};

/** What {@link Validator.validate} answers where BeginString is not the dictionary's: no value of 373 says it. */
export const UNSUPPORTED_VERSION: number = -2;

/** What {@link Validator.validate} answers for a message without a fault. */
export const VALID: number = -1;

/** The first tag that users may define (FIX session protocol, "User defined fields"). */
export const USER_DEFINED_MIN = 5000;

/**
 * Checks messages against their dictionary, each rule switchable. A message without a fault is checked in one pass that
 * allocates nothing; of one that has several, the fault is told that QuickFIX would find first: the order of header, body
 * and trailer, the type, required fields, then field by field in the order of tags.
 *
 * @example
 * const validator = new Validator();
 * if (validator.validate(reader) !== VALID) reject(validator.reason, validator.refTag);
 */
export class Validator {
  /** What was found: a value of SessionRejectReason (373), {@link VALID} or {@link UNSUPPORTED_VERSION}. */
  reason: number = VALID;
  /** The tag that is to blame, for RefTagID (371); 0 where it is none. */
  refTag = 0;
  readonly rules: Readonly<ResolvedRules>;
  readonly #search: DefectSearch;

  constructor(rules: ValidationRules = {}) {
    this.rules = Object.freeze({ ...DEFAULTS, ...rules });
    this.#search = new DefectSearch(this.rules);
  }

  /**
   * Checks the message that a reader holds.
   *
   * @returns {@link VALID}, {@link UNSUPPORTED_VERSION} or a value of `SessionRejectReason`
   */
  validate(reader: MessageReader): number {
    const { index, scope, dictionary } = reader;
    const { rules } = this;
    this.refTag = 0;
    if (!reader.equals(8, dictionary.beginString)) return this.#end(UNSUPPORTED_VERSION, 0);
    if (rules.validateFieldsOutOfOrder && index.outOfOrder >= 0)
      return this.#end(SessionRejectReason.TagSpecifiedOutOfRequiredOrder, index.tags[index.outOfOrder]!);
    if (scope.msgType === "") return this.#end(SessionRejectReason.InvalidMsgType, 0);
    const clean =
      (index.required === scope.requiredCount || !rules.validateRequired) &&
      (index.duplicates === 0 || !rules.validateDuplicates) &&
      (index.foreign < 2 || !rules.validateDuplicates) &&
      (!rules.validateGroups ||
        ((index.incomplete === 0 || !rules.validateRequired) &&
          (index.disordered === 0 || !rules.validateUnorderedGroupFields))) &&
      this.#fieldsFit(reader);
    if (clean) return this.#end(VALID, 0);
    this.#search.run(reader);
    return this.#end(this.#search.reason, this.#search.refTag);
  }

  #end(reason: number, refTag: number): number {
    this.reason = reason;
    this.refTag = refTag;
    return reason;
  }

  /** Whether no field by itself has a fault. */
  #fieldsFit(reader: MessageReader): boolean {
    const { index, dictionary } = reader;
    const { bytes, count, starts, ends, cells, fields, marks } = index;
    const { enums, applicationEnums, transportEnums } = dictionary.tables;
    const { validateFieldsHaveValues, validateTypes, validateEnums, validateGroupCounts, validateGroups } = this.rules;
    for (let i = 0; i < count; i++) {
      const cell = cells[i]!;
      if (marks[i] !== 0 && !validateGroups) continue;
      // What is not a plain member of its place is looked at closely, by the search.
      if (cell === 0 || (cell & Cell.Implied) !== 0) return false;
      const start = starts[i]!;
      const end = ends[i]!;
      if (start === end && validateFieldsHaveValues) return false;
      const type = ((cell >> Cell.TypeShift) & Cell.TypeMask) as FieldType;
      if (validateTypes && !fitsType(type, bytes, start, end)) return false;
      if ((cell & Cell.Enum) !== 0 && validateEnums) {
        const set = (cell & Cell.Transport) !== 0 ? transportEnums[fields[i]!]! : applicationEnums[fields[i]!]!;
        const fits =
          (cell & Cell.Multiple) === 0 ? enums.has(set, bytes, start, end) : enums.hasAll(set, bytes, start, end);
        if (!fits) return false;
      }
      if ((cell & Cell.Group) !== 0 && validateGroupCounts) {
        const inHeader = ((cell >> Cell.SectionShift) & Cell.SectionMask) !== Section.Body;
        if (inHeader && !validateGroups) continue;
        if (readInteger(bytes, start, end) !== index.instances[i]) return false;
      }
    }
    return true;
  }
}
