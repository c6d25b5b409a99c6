#!/usr/bin/env python3
"""Reads messages, one a line (version, tab, hexadecimal bytes), and says of each what QuickFIX says of it.

    compare-quickfix.py FOLDER_OF_DICTIONARIES < messages

Answers one line a message: a number of SessionRejectReason (373) and the tag to blame, `-1 0` for a valid message,
`-2 0` for another version, `garbled` with words for what is no message. Needs QuickFIX's Python package.
"""
import os
import sys

import _quickfix
import quickfix as fix

REASONS = [
    ("InvalidTagNumber", 0),
    ("RequiredTagMissing", 1),
    ("TagNotDefinedForMessage", 2),
    ("NoTagValue", 4),
    ("IncorrectTagValue", 5),
    ("IncorrectDataFormat", 6),
    ("InvalidMessageType", 11),
    ("RepeatedTag", 13),
    ("TagOutOfOrder", 14),
    ("RepeatingGroupCountMismatch", 16),
]


def main(folder: str) -> None:
    dictionaries: dict[str, fix.DataDictionary] = {}

    def dictionary(name: str) -> fix.DataDictionary:
        if name not in dictionaries:
            dictionaries[name] = fix.DataDictionary(os.path.join(folder, name + ".xml"))
        return dictionaries[name]

    for line in sys.stdin:
        version, text = line.rstrip("\n").split("\t")
        application = dictionary(version)
        session = dictionary("FIXT11") if version.startswith("FIX5") else application
        print(judge(bytes.fromhex(text).decode("ascii"), session, application), flush=False)


def judge(text: str, session: fix.DataDictionary, application: fix.DataDictionary) -> str:
    try:
        message = fix.Message(text, session, application, True)
    except fix.InvalidMessage as error:
        return "garbled " + str(error).replace("\n", " ")
    try:
        # The overload with both dictionaries is static, and hidden by the method of the same name.
        _quickfix.DataDictionary_validate(message, session, session if message.isAdmin() else application)
    except fix.UnsupportedVersion:
        return "-2 0"
    except fix.FieldNotFound as error:
        return f"1 {error.field}"
    except Exception as error:  # pylint: disable=broad-except
        for name, reason in REASONS:
            if isinstance(error, getattr(fix, name)):
                return f"{reason} {getattr(error, 'field', 0)}"
        return "error " + repr(error)
    return "-1 0"


main(sys.argv[1])
