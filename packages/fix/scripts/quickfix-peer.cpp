// QuickFIX itself as a counterparty: the same as quickfix-peer.py, for machines that have QuickFIX's library and not its
// Python package. See there for what it is told and what it tells.
//
//     quickfix-peer SETTINGS acceptor|initiator
#include <quickfix/Application.h>
#include <quickfix/FileLog.h>
#include <quickfix/FileStore.h>
#include <quickfix/Session.h>
#include <quickfix/SessionSettings.h>
#include <quickfix/SocketAcceptor.h>
#include <quickfix/SocketInitiator.h>

#include <iostream>
#include <memory>
#include <mutex>
#include <sstream>
#include <string>

// Before version 1.16 its methods say what they throw in the words of C++11.
#ifndef EXCEPT
#define EXCEPT(...) throw(__VA_ARGS__)
#endif

static std::mutex lock;

static void tell(const std::string& kind, const std::string& more = "") {
  std::lock_guard<std::mutex> guard(lock);
  std::cout << "{\"kind\": \"" << kind << "\"" << more << "}" << std::endl;
}

static std::string text(const std::string& name, const std::string& value) {
  std::string escaped;
  for (char c : value) {
    if (c == '"' || c == '\\') escaped += '\\';
    escaped += (unsigned char)c < 32 ? ' ' : c;
  }
  return ", \"" + name + "\": \"" + escaped + "\"";
}

static std::string get(const FIX::FieldMap& map, int tag) { return map.isSetField(tag) ? map.getField(tag) : ""; }

static FIX::Message fill(const FIX::Message& order, const std::string& name) {
  FIX::Message report;
  const std::string begin = get(order.getHeader(), 8);
  const std::string quantity = get(order, 38);
  report.getHeader().setField(35, "8");
  report.setField(6, "10");
  report.setField(11, name);
  report.setField(14, quantity);
  // A whole number in FIX 4.0.
  report.setField(17, begin == "FIX.4.0" ? name.substr(1) : "E" + name);
  if (begin <= "FIX.4.2") report.setField(20, "0");
  report.setField(31, "10");
  report.setField(32, quantity);
  report.setField(37, "O" + name);
  report.setField(38, quantity);
  report.setField(39, "2");
  report.setField(54, get(order, 54));
  report.setField(55, get(order, 55));
  if (begin != "FIX.4.0") {
    report.setField(150, begin <= "FIX.4.2" ? "2" : "F");
    report.setField(151, "0");
  }
  return report;
}

static FIX::Message orderOf(const std::string& name, const std::string& version) {
  FIX::Message order;
  order.getHeader().setField(35, "D");
  order.setField(11, name);
  order.setField(21, "1");
  order.setField(38, "100");
  order.setField(40, "2");
  order.setField(44, "10");
  order.setField(54, "1");
  order.setField(55, "HOT");
  if (version >= "FIX.4.2") order.setField(60, "20260314-13:30:15");
  return order;
}

class Peer : public FIX::Application {
 public:
  FIX::SessionID session;

  void onCreate(const FIX::SessionID& id) override {
    session = id;
    tell("created", text("session", id.toString()));
  }
  void onLogon(const FIX::SessionID&) override { tell("logon"); }
  void onLogout(const FIX::SessionID&) override { tell("logout"); }
  void toAdmin(FIX::Message&, const FIX::SessionID&) override {}
  void toApp(FIX::Message&, const FIX::SessionID&) EXCEPT(FIX::DoNotSend) override {}
  void fromAdmin(const FIX::Message& message, const FIX::SessionID&)
      EXCEPT(FIX::FieldNotFound, FIX::IncorrectDataFormat, FIX::IncorrectTagValue, FIX::RejectLogon) override {
    const std::string type = get(message.getHeader(), 35);
    if (type == "3" || type == "5") tell("admin", text("type", type) + text("text", get(message, 58)));
  }
  void fromApp(const FIX::Message& message, const FIX::SessionID& id)
      EXCEPT(FIX::FieldNotFound, FIX::IncorrectDataFormat, FIX::IncorrectTagValue, FIX::UnsupportedMessageType) override {
    const std::string type = get(message.getHeader(), 35);
    const std::string order = message.getField(11);
    const bool again = get(message.getHeader(), 43) == "Y";
    tell("app", text("type", type) + text("order", order) + ", \"again\": " + (again ? "true" : "false"));
    if (type != "D") return;
    FIX::Message report = fill(message, order);
    FIX::Session::sendToTarget(report, id);
  }
};

int main(int count, char** words) {
  if (count != 3) {
    std::cerr << "quickfix-peer SETTINGS acceptor|initiator" << std::endl;
    return 2;
  }
  FIX::SessionSettings settings{std::string(words[1])};
  Peer peer;
  FIX::FileStoreFactory store(settings);
  FIX::FileLogFactory log(settings);
  std::unique_ptr<FIX::Acceptor> acceptor;
  std::unique_ptr<FIX::Initiator> initiator;
  if (std::string(words[2]) == "acceptor") {
    acceptor.reset(new FIX::SocketAcceptor(peer, store, settings, log));
    acceptor->start();
  } else {
    initiator.reset(new FIX::SocketInitiator(peer, store, settings, log));
    initiator->start();
  }
  tell("started");
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream in(line);
    std::string word;
    if (!(in >> word)) continue;
    FIX::Session* session = FIX::Session::lookupSession(peer.session);
    if (word == "orders") {
      int from = 0;
      int to = 0;
      in >> from >> to;
      for (int i = from; i <= to; i++) {
        FIX::Message order = orderOf("o" + std::to_string(i), peer.session.getBeginString().getValue());
        FIX::Session::sendToTarget(order, peer.session);
      }
    } else if (word == "numbers")
      tell("numbers", ", \"sender\": " + std::to_string(session->getExpectedSenderNum()) +
                          ", \"target\": " + std::to_string(session->getExpectedTargetNum()));
    else if (word == "logout")
      session->logout("asked to");
    else if (word == "logon")
      session->logon();
    else if (word == "reset")
      session->reset();
    else if (word == "disconnect")
      session->disconnect();
    else if (word == "stop")
      break;
  }
  if (acceptor) acceptor->stop();
  if (initiator) initiator->stop();
  tell("stopped");
  return 0;
}
