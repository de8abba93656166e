// A simulated world: one product (killed and started again on the same file), the network, the carrier, the people who
// answer, the operators who step in, a clock that may jump. run() lives it from the scenario's start to the point where
// everything has come to rest, and gives the history for the checkers. One thread; the same scenario gives the same
// history, event by event.
#pragma once

#include <memory>
#include <set>

#include "base/random.h"
#include "store/consents.h"
#include "tests/sim/product.h"
#include "tests/sim/scenario.h"
#include "tests/sim/sim_network.h"
#include "tests/support/test_env.h"

namespace tidings::sim {

class World final : private Moment {
 public:
  explicit World(Scenario scenario);
  ~World() override;

  const History& run();
  double virtual_days() const;
  uint64_t events() const { return events_; }
  uint64_t crashes() const { return crashes_; }
  uint64_t store_faults() const { return store_faults_; }

 private:
  When now() override { return {next_order_++, true_ms_, env_.clock.now()}; }
  int64_t true_ms() const override { return true_ms_; }
  Instant true_now() const override { return scenario_.start + true_ms_; }

  // world.cc: time and processes
  void run_until(int64_t true_ms);
  void guarded(const EventQueue::Event& event);
  void boot();
  void crash();
  void end_process();
  void move_files();
  void often(double a_day, void (World::*happening)());  // puts the next one on the agenda, and so on
  void may_crash();
  void may_jump();
  void may_fill_disk();
  void send_webhooks();
  void deliver(carrier::sandbox::Webhook hook);
  void deliver_together();
  void answered(int64_t id, int status);
  int post(const HttpRequest& request);
  void note_told(const HttpRequest& request, const std::string& token, bool acted);
  void calm_down();

  // world_people.cc: who is there, what operators and people do
  void populate();
  void add_people(store::Session& s, WorkspaceId workspace, ListId list);
  void plan_campaigns();
  void create_campaign();
  void operator_acts();
  void act_on_campaign();
  void change_campaign(CampaignId id);
  void edit_campaign(CampaignId id);
  void note_setting(const Campaign& campaign);
  void foretell(CampaignId id);
  void told_of(CampaignId id, const std::function<void()>& change);
  void act(CampaignId id, flow::CampaignAction action);
  void act_on_number();
  void act_on_review();
  void act_on_sender();
  void set_again(std::function<Result<>(bool)> set);
  void act_on_contact();
  void act_on_consent();
  store::consents::Event some_consent();
  void ask_for_consent();
  void single_send();
  void somebody_texts();
  std::string picture_url(uint64_t n) const;
  std::string somebodys_phone();
  std::string busy_phone();  // of a message that is claimed or under way, if there is one

  // world_ending.cc: what the store holds at the end
  std::set<int64_t> on_their_way();
  void come_to_rest();
  void reconcile();
  void trace_moves();
  void read_ending();
  static std::map<int64_t, std::string> facts_of_people(store::Session& s);
  void read_pieces(store::Session& s);

  // The world's own look at the store, through the living product; a write is an operator's and may meet its crash.
  // then: once it is committed, also when the process does not live to say so.
  Result<> write(const std::function<Result<>(store::Session&)>& work, const std::function<void()>& then = {});
  void read(const std::function<void(store::Session&)>& work);
  uint64_t below(uint64_t n) { return random_.below(n); }

  Scenario scenario_;
  test::TempFolder folder_;
  test::TestEnv env_;
  Random random_;
  History history_;
  EventQueue queue_;
  carrier::sandbox::SandboxCarrier sandbox_;
  SimNetwork network_;
  dispatch::CarrierSet carriers_;
  std::unique_ptr<Product> product_;
  uint64_t process_ = 0;  // counts products
  std::string database_path_;
  int64_t true_ms_ = 0;
  uint64_t next_order_ = 1;
  uint64_t events_ = 0, crashes_ = 0, store_faults_ = 0;
  int files_ = 0, campaigns_made_ = 0;
  bool populated_ = false, calm_ = false;
  std::vector<carrier::sandbox::Webhook> together_;  // receipts that reached the product while its store was busy
  std::vector<WorkspaceId> workspaces_;
  std::vector<SenderId> senders_;
  std::vector<std::string> phones_;
  uint64_t pictures_ = 0;  // texts while people send pictures too
};

}  // namespace tidings::sim
