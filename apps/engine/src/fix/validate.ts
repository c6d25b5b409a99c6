/** `hotpath fix validate`: checks the messages of a log against a dictionary. */
import {
  type Dictionary,
  Garbled,
  type LogEntry,
  MessageReader,
  rejectText,
  UNSUPPORTED_VERSION,
  VALID,
  Validator,
} from "@hotpath/fix";
import { garbledName } from "./garbled-name.ts";
import { noMessage, readLog } from "./read-log.ts";
import { loadDictionary, loadVersion } from "./versions.ts";

/** Options as the command line gives them. */
export interface ValidateCommand {
  version?: string;
  dictionary?: string;
  allowUnknown?: boolean;
  userDefined: boolean;
  groups: boolean;
  json?: boolean;
}

/** A message that is not valid. */
interface Finding {
  line: number;
  msgType: string;
  msgSeqNum: string;
  /** A value of SessionRejectReason (373); null where the message is garbled or of another version. */
  reason: number | null;
  text: string;
  refTag: number | null;
  field: string | null;
}

/**
 * Runs the command.
 *
 * @param path a file, or `-` for standard input
 * @returns the status to exit with: 1 where a message is not valid, or there is none
 * @throws {ConfigError} what was asked for is not known, or cannot be read
 */
export async function runValidate(path: string, command: ValidateCommand): Promise<number> {
  const { dictionary: file, version = "FIX.4.4" } = command;
  const dictionary = file === undefined ? await loadVersion(version) : await loadDictionary(file);
  const reader = new MessageReader(dictionary);
  const validator = new Validator({
    allowUnknownMsgFields: command.allowUnknown === true,
    validateUserDefinedFields: command.userDefined,
    validateGroups: command.groups,
  });
  let messages = 0;
  let invalid = 0;
  for await (const entry of readLog(path)) {
    messages++;
    const finding = check(entry, reader, validator, dictionary);
    if (finding === undefined) continue;
    invalid++;
    process.stdout.write(`${command.json ? JSON.stringify(finding) : sentence(finding)}\n`);
  }
  if (!command.json) process.stdout.write(`${messages} messages, ${messages - invalid} valid, ${invalid} not\n`);
  if (messages === 0) {
    process.stderr.write(`hotpath: ${noMessage(path)}\n`);
    return 1;
  }
  return invalid === 0 ? 0 : 1;
}

function check(
  entry: LogEntry,
  reader: MessageReader,
  validator: Validator,
  dictionary: Dictionary,
): Finding | undefined {
  const none = { line: entry.line, reason: null, refTag: null, field: null };
  const garbled = reader.read(entry.bytes);
  if (garbled !== Garbled.None)
    return { ...none, msgType: "", msgSeqNum: "", text: `garbled: ${garbledName(garbled)}` };
  const reason = validator.validate(reader);
  if (reason === VALID) return undefined;
  const about = { msgType: reader.msgType, msgSeqNum: reader.string(34) ?? "" };
  if (reason === UNSUPPORTED_VERSION)
    return { ...none, ...about, text: `BeginString is ${reader.string(8)}, not ${dictionary.beginString}` };
  const { refTag } = validator;
  const field = refTag === 0 ? null : (dictionary.field(refTag)?.name ?? null);
  return { line: entry.line, ...about, reason, text: rejectText(reason), refTag: refTag === 0 ? null : refTag, field };
}

function sentence({ line, msgType, msgSeqNum, reason, text, refTag, field }: Finding): string {
  const message = msgType === "" ? "" : ` ${msgType}${msgSeqNum === "" ? "" : ` ${msgSeqNum}`}:`;
  const code = reason === null ? "" : ` (373=${reason})`;
  const tag = refTag === null ? "" : `: ${refTag}${field === null ? "" : ` ${field}`}`;
  return `line ${line}:${message} ${text}${code}${tag}`;
}
