#!/usr/bin/env python3
"""QuickFIX itself as a counterparty, told what to do on standard input and telling what happens on standard output.

    quickfix-peer.py SETTINGS acceptor|initiator

Commands, one a line: `orders FROM TO` sends orders with ClOrdID oFROM … oTO, `numbers` tells both sequence numbers,
`logout`, `logon`, `reset`, `disconnect`, `stop`. It tells JSON, one document a line. As an acceptor it answers each order
with a fill. Needs QuickFIX's Python package.
"""
import json
import sys
import threading

import quickfix as fix

lock = threading.Lock()


def tell(**what: object) -> None:
    with lock:
        print(json.dumps(what), flush=True)


class Peer(fix.Application):
    """Tells what happens, and answers orders with fills."""

    def __init__(self) -> None:
        super().__init__()
        self.session: fix.SessionID | None = None

    def onCreate(self, session: fix.SessionID) -> None:
        self.session = session
        tell(kind="created", session=session.toString())

    def onLogon(self, _: fix.SessionID) -> None:
        tell(kind="logon")

    def onLogout(self, _: fix.SessionID) -> None:
        tell(kind="logout")

    def toAdmin(self, message: fix.Message, _: fix.SessionID) -> None:
        pass

    def fromAdmin(self, message: fix.Message, _: fix.SessionID) -> None:
        kind = fix.MsgType()
        message.getHeader().getField(kind)
        if kind.getValue() in "35":
            text = fix.Text()
            words = text.getValue() if message.isSetField(58) and message.getField(text) else ""
            tell(kind="admin", type=kind.getValue(), text=words)

    def toApp(self, message: fix.Message, _: fix.SessionID) -> None:
        pass

    def fromApp(self, message: fix.Message, session: fix.SessionID) -> None:
        header = message.getHeader()
        kind, possible = fix.MsgType(), fix.PossDupFlag()
        header.getField(kind)
        again = header.isSetField(43) and header.getField(possible) is not None and possible.getValue()
        order = fix.ClOrdID()
        message.getField(order)
        tell(kind="app", type=kind.getValue(), order=order.getValue(), again=bool(again))
        if kind.getValue() == "D":
            fix.Session.sendToTarget(fill(message, order.getValue()), session)


def fill(order: fix.Message, name: str) -> fix.Message:
    report = fix.Message()
    report.getHeader().setField(fix.MsgType("8"))
    side, symbol, quantity = fix.Side(), fix.Symbol(), fix.OrderQty()
    for field in (side, symbol, quantity):
        order.getField(field)
    for tag, value in (
        (6, "10"), (11, name), (14, quantity.getString()), (17, "E" + name), (31, "10"), (32, quantity.getString()),
        (37, "O" + name), (38, quantity.getString()), (39, "2"), (54, side.getString()), (55, symbol.getValue()),
        (151, "0"),
    ):
        report.setField(tag, value)
    begin = fix.BeginString()
    order.getHeader().getField(begin)
    if begin.getValue() <= "FIX.4.2":
        report.setField(20, "0")
    if begin.getValue() == "FIX.4.0":
        report.removeField(151)
        report.setField(17, name[1:])
    else:
        report.setField(150, "2" if begin.getValue() <= "FIX.4.2" else "F")
    return report


def order_of(name: str, version: str) -> fix.Message:
    order = fix.Message()
    order.getHeader().setField(fix.MsgType("D"))
    for tag, value in ((11, name), (21, "1"), (38, "100"), (40, "2"), (44, "10"), (54, "1"), (55, "HOT")):
        order.setField(tag, value)
    if version >= "FIX.4.2":
        order.setField(fix.TransactTime())
    return order


def main(path: str, role: str) -> None:
    settings = fix.SessionSettings(path)
    peer = Peer()
    store = fix.FileStoreFactory(settings)
    log = fix.FileLogFactory(settings)
    kind = fix.SocketAcceptor if role == "acceptor" else fix.SocketInitiator
    host = kind(peer, store, settings, log)
    host.start()
    tell(kind="started")
    for line in sys.stdin:
        words = line.split()
        if not words:
            continue
        session = fix.Session.lookupSession(peer.session)
        if words[0] == "orders":
            for i in range(int(words[1]), int(words[2]) + 1):
                fix.Session.sendToTarget(order_of(f"o{i}", peer.session.getBeginString().getValue()), peer.session)
        elif words[0] == "numbers":
            tell(kind="numbers", sender=session.getExpectedSenderNum(), target=session.getExpectedTargetNum())
        elif words[0] == "logout":
            session.logout("asked to")
        elif words[0] == "logon":
            session.logon()
        elif words[0] == "reset":
            session.reset()
        elif words[0] == "disconnect":
            session.disconnect()
        elif words[0] == "stop":
            break
    host.stop()
    tell(kind="stopped")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
