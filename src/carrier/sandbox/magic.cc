#include "carrier/sandbox/magic.h"

#include <fmt/format.h>

#include "carrier/sandbox/fate.h"

namespace tidings::carrier::sandbox {
namespace {

struct Row {
  std::string_view suffix;
  std::string_view words;
  void (*force)(Fate& fate);
  bool first_attempt_only = false;
};

template <int Code>
void answered(Fate& fate) {
  fate.error = Code;
}
template <int Code>
void later(Fate& fate) {
  fate.later = Code;
  fate.undelivered = true;
}
template <RequestFault Fault>
void meets(Fate& fate) {
  fate.fault = Fault;
}
template <Reply Kind>
void replies(Fate& fate) {
  fate.reply = Kind;
}

template <CallEnd End>
void called(Fate& fate) {
  fate.call = End;
}

constexpr Row kRows[] = {
    {"0003", "undelivered, 30003: handset out of reach", later<30003>},
    {"0005", "undelivered, 30005: unknown number", later<30005>},
    {"0007", "undelivered, 30007: filtered", later<30007>},
    {"0008", "undelivered, 30008: no reason given", later<30008>},
    {"0034", "undelivered, 30034: sender not registered", later<30034>},
    {"0211", "refused, 21211: number not valid", answered<21211>},
    {"0408", "refused, 21408: country not enabled", answered<21408>},
    {"0429", "429 at first", meets<RequestFault::busy_429>, true},
    {"0500", "500 at first, not processed", meets<RequestFault::fail_500>, true},
    {"0501", "500 at first, processed", meets<RequestFault::fail_500_after>, true},
    {"0503", "503 at first, not processed", meets<RequestFault::fail_503>, true},
    {"0610", "refused, 21610: opted out", answered<21610>},
    {"0611", "refused, 21611: the sender's queue is full", answered<21611>},
    {"0612", "refused, 21612: not reachable from this sender", answered<21612>},
    {"0614", "refused, 21614: not a mobile number", answered<21614>},
    {"0700", "replies STOP", replies<Reply::stop>},
    {"0701", "replies that they want no more texts, in other words", replies<Reply::soft_stop>},
    {"0702", "replies HELP", replies<Reply::help>},
    {"0703", "replies YES", replies<Reply::yes>},
    {"0704", "replies something", replies<Reply::other>},
    {"0705", "replies STOP, and the webhook comes twice",
     [](Fate& fate) { fate.reply = Reply::stop, fate.reply_double = true; }},
    {"0706", "a forged STOP is posted beside the message", [](Fate& fate) { fate.forged = true; }},
    {"0800", "receipts are lost", [](Fate& fate) { fate.receipts.sent_lost = fate.receipts.final_lost = true; }},
    {"0801", "receipts come twice", [](Fate& fate) { fate.receipts.sent_double = fate.receipts.final_double = true; }},
    {"0802", "delivered comes before sent", [](Fate& fate) { fate.receipts.reversed = true; }},
    {"0803", "the last receipt is late", [](Fate& fate) { fate.receipts.late = true; }},
    {"0901", "connection dropped at first, not processed", meets<RequestFault::reset_before>, true},
    {"0902", "connection dropped at first, processed", meets<RequestFault::reset_after>, true},
    {"0903", "never answered at first, processed", meets<RequestFault::hang>, true},
    {"1201", "calls: an answering machine takes it", called<CallEnd::machine>},
    {"1202", "calls: busy", called<CallEnd::busy>},
    {"1203", "calls: rings until the time is over", called<CallEnd::no_answer>},
    {"1204", "calls: never rings, failed", called<CallEnd::failed>},
    {"1205", "calls: a fax takes it", called<CallEnd::fax>},
    {"1206", "calls: taken, nobody knows by whom", called<CallEnd::unknown>},
    {"1207", "calls: turned away", called<CallEnd::rejected>},
};

}  // namespace

void force_fate(std::string_view recipient, uint64_t attempt, Fate& fate) {
  if (recipient.size() < 8 || recipient.substr(recipient.size() - 7, 3) != "555") return;
  const std::string_view suffix = recipient.substr(recipient.size() - 4);
  for (const Row& row : kRows) {
    if (row.suffix == suffix && (attempt == 1 || !row.first_attempt_only)) row.force(fate);
  }
}

std::string magic_help() {
  std::string out;
  for (const Row& row : kRows) out += fmt::format("  …555{}  {}\n", row.suffix, row.words);
  return out;
}

}  // namespace tidings::carrier::sandbox
