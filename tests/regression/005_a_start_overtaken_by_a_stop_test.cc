// Found while the simulator learned of faults in taking texts in: a START that could not be applied at once waited in
// the journal; the STOP that came after it was acted on and answered; then the START was taken from the journal and
// lifted it. The person's last word was STOP, and messages went on to them.
#include "carrier/sandbox/sandbox.h"
#include "carrier/twilio/twilio.h"
#include "flow/inbox/inbox.h"
#include "flow/intake/intake_stage.h"
#include "store/optouts.h"
#include "tests/regression/desk.h"

namespace tidings::regression {
namespace {

constexpr const char* kPerson = "+12125550001";

class Overtaken : public Desk {
 protected:
  Overtaken() {
    carrier::CarrierConfig config;
    config.name = config.type = "twilio";
    config.public_url = "http://127.0.0.1:8080";
    const carrier::sandbox::SandboxOptions sandbox;
    config.values = {{"account_sid", sandbox.account_sid},
                     {"auth_token", sandbox.auth_token},
                     {"base_url", "http://127.0.0.1:8090"}};
    twilio_ = carrier::twilio::make_twilio(config).value();
  }
  static carrier::WebhookRequest text(const std::string& sid, const std::string& body) {
    FormFields form{{"SmsStatus", "received"}, {"MessageSid", sid}, {"From", kPerson}, {"To", kOurs}, {"Body", body}};
    return {"POST", "http://127.0.0.1:8080/webhooks/twilio/sms", {}, encode_form(form)};
  }
  void says(const std::string& sid, const std::string& body) {
    pass(kSecondMs);
    const auto event = twilio_->read_webhook(text(sid, body));
    ASSERT_TRUE(event) << event.error().describe();
    write_alone([&](store::Session& s) -> Result<> {
      TRY(inbox_.apply(s, *event, "twilio", world_.clock.now()));
      return {};
    });
  }
  void says_in_vain(const std::string& sid, const std::string& body) {
    pass(kSecondMs);
    write_alone([&](store::Session& s) -> Result<> {
      journal_.record(s, text(sid, body), "twilio", false, "a fault of ours");
      return {};
    });
  }
  void take_up_the_journal() {
    pass(kMinuteMs);
    ASSERT_EQ(intake().tick().value_or(0), 1U);
  }
  bool silenced() {
    bool out = false;
    write_alone([&](store::Session& s) -> Result<> {
      out = !store::optouts::in_force(s, kPerson).empty();
      return {};
    });
    return out;
  }

 private:
  void write_alone(const store::Database::Work& work) {
    const auto done = database().write(work);
    ASSERT_TRUE(done) << done.error().describe();
  }
  intake::IntakeStage intake() {
    return {world_.env, database(), lookup_,
            [this](store::Session& s, const carrier::WebhookEvent& event, std::string_view carrier) -> Result<> {
              TRY(inbox_.apply(s, event, carrier, world_.clock.now()));
              return {};
            }};
  }

  std::unique_ptr<carrier::Carrier> twilio_;
  intake::CarrierLookup lookup_ = [this](std::string_view) { return twilio_.get(); };
  intake::WebhookJournal journal_{world_.env, lookup_};
  inbox::Inbox inbox_{world_.env};
};

TEST_F(Overtaken, ByAStopThatWasActedOn) {
  says_in_vain("SM1", "START");
  says("SM2", "STOP");
  take_up_the_journal();
  EXPECT_TRUE(silenced());
}

// The second STOP makes no new entry: it is the text that tells.
TEST_F(Overtaken, AlsoByOneThatSaidNothingNew) {
  says("SM0", "STOP");
  says_in_vain("SM1", "START");
  says("SM2", "STOP");
  take_up_the_journal();
  EXPECT_TRUE(silenced());
}

TEST_F(Overtaken, ByNothing) {
  says("SM0", "STOP");
  says_in_vain("SM1", "START");
  take_up_the_journal();
  EXPECT_FALSE(silenced());
}

}  // namespace
}  // namespace tidings::regression
