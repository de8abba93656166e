#include "store/sqlite/sqlite_database.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <unistd.h>

#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <thread>

#include "base/check.h"
#include "store/sqlite/beside.h"
#include "store/sqlite/checkpointer.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/group.h"

namespace tidings::store::sqlite {
namespace {

Error stopped() { return {ErrorCode::unavailable, "the store is shutting down", {}, "try again after the restart"}; }

class SqliteDatabase final : public Database {
 public:
  SqliteDatabase(Env env, Options options, int lock, std::unique_ptr<Connection> writer)
      : options_(std::move(options)),
        lock_(lock),
        writer_(std::move(writer)),
        group_size_(env.metrics.histogram("store_commit_group_writes", "writes that shared one commit",
                                          {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000})) {
    for (size_t i = 0; i < (options_.inline_writes ? 1 : options_.readers); ++i) {
      readers_.push_back(std::make_unique<Connection>(options_.path, true));
      readers_.back()->number_keys = options_.number_keys.get();
    }
    if (!options_.inline_writes) checkpointer_.emplace(options_.path, *writer_);
    if (!options_.inline_writes) thread_ = std::thread([this] { write_loop(); });
  }
  ~SqliteDatabase() override { stop(); }

  Result<> write(const Work& work) override { return write_and_wait(work, queue_); }
  Result<> write_first(const Work& work) override { return write_and_wait(work, first_); }

  Result<> write_and_wait(const Work& work, std::deque<PendingWrite>& lane) {
    if (options_.inline_writes) return write_inline(work);
    check(std::this_thread::get_id() != thread_.get_id(), "a write never waits for another write");
    std::mutex mutex;
    std::condition_variable changed;
    std::optional<Result<>> result;
    const auto done = [&](Result<> r) {
      std::lock_guard lock(mutex);
      result = std::move(r);
      changed.notify_one();
    };
    enqueue(lane, work, done);
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return result.has_value(); });
    return std::move(*result);
  }

  void write_async(Work work, Done done) override {
    if (options_.inline_writes) {
      done(write_inline(work));
      return;
    }
    enqueue(queue_, std::move(work), std::move(done));
  }

  Result<> read(const Work& work) override {
    std::unique_ptr<Connection> reader;
    {
      std::unique_lock lock(read_mutex_);
      reader_back_.wait(lock, [&] { return !readers_.empty() || readers_gone_; });
      if (readers_gone_) return std::unexpected(stopped());
      reader = std::move(readers_.back());
      readers_.pop_back();
    }
    Result<> result;
    try {
      reader->plain("BEGIN");
      result = work(*reader);
    } catch (const StoreFailure& failure) {
      result = std::unexpected(failure.error);
    }
    try {
      if (reader->in_transaction()) reader->plain("COMMIT");
    } catch (const StoreFailure& failure) {
      if (result) result = std::unexpected(failure.error);
    }
    std::lock_guard lock(read_mutex_);
    readers_.push_back(std::move(reader));
    reader_back_.notify_one();
    return result;
  }

  Result<> backup(const std::string& path) override { return backup_file(options_.path, path); }

  void stop() override {
    {
      std::lock_guard lock(mutex_);
      stopping_ = true;
      arrived_.notify_all();
      space_.notify_all();
    }
    if (thread_.joinable()) thread_.join();
    checkpointer_.reset();
    {
      std::unique_lock lock(read_mutex_);
      const size_t all = options_.inline_writes ? 1 : options_.readers;
      reader_back_.wait(lock, [&] { return readers_gone_ || readers_.size() == all; });
      readers_gone_ = true;
      readers_.clear();
      reader_back_.notify_all();
    }
    writer_.reset();
    if (lock_ >= 0) ::close(std::exchange(lock_, -1));
  }

  size_t queued_writes() const override {
    std::lock_guard lock(mutex_);
    return queue_.size() + first_.size();
  }

  // A small write may still fit where the next real one does not.
  Result<> room() const override {
    std::error_code unknown;
    const auto space = std::filesystem::space(std::filesystem::path(options_.path).parent_path(), unknown);
    if (!unknown && space.available < limits::kLeastFreeBytes)
      return std::unexpected(error_of(SQLITE_FULL, "", "space"));
    return {};
  }

 private:
  void enqueue(std::deque<PendingWrite>& lane, Work work, Done done) {
    std::unique_lock lock(mutex_);
    // A full queue makes callers wait, so nothing grows without bound.
    space_.wait(lock, [&] { return stopping_ || lane.size() < limits::kWriteQueue; });
    if (stopping_) {
      lock.unlock();
      done(std::unexpected(stopped()));
      return;
    }
    lane.push_back({std::move(work), std::move(done), {}});
    if (&lane == &first_ || lane.size() == 1 || lane.size() >= limits::kWriteGroup) arrived_.notify_one();
  }

  // Who hurries and comes while others are written shares their commit instead of waiting for it.
  void join(std::vector<PendingWrite>& running) {
    const std::lock_guard lock(mutex_);
    if (running.size() < limits::kWriteGroup) take(first_, running);
  }

  static void take(std::deque<PendingWrite>& lane, std::vector<PendingWrite>& group) {
    while (!lane.empty() && group.size() < limits::kWriteGroup) {
      group.push_back(std::move(lane.front()));
      lane.pop_front();
    }
  }

  Result<> write_inline(const Work& work) {
    if (!writer_) return std::unexpected(stopped());
    check(!inside_, "a write never starts another write");
    inside_ = true;
    std::vector<PendingWrite> group;
    group.push_back({work, nullptr, {}});
    commit_group(*writer_, group);
    inside_ = false;
    return std::move(group.front().result);
  }

  void write_loop() {
    std::vector<PendingWrite> group;
    while (true) {
      {
        std::unique_lock lock(mutex_);
        arrived_.wait(lock, [&] { return stopping_ || !queue_.empty() || !first_.empty(); });
        if (queue_.empty() && first_.empty()) return;
        // Under load a short wait lets many writes share one fsync; alone, a write does not wait.
        if (!stopping_ && first_.empty() && last_group_ >= limits::kCommitCompany &&
            queue_.size() < limits::kWriteGroup) {
          arrived_.wait_for(lock, std::chrono::microseconds(options_.linger_us),
                            [&] { return stopping_ || !first_.empty() || queue_.size() >= limits::kWriteGroup; });
        }
        // Those somebody waits for have a commit of their own: the others may hold the writer for long. The others get
        // their turn, however many hurry.
        const bool alone = !first_.empty() && (queue_.empty() || ++hurried_in_a_row_ < limits::kCommitsFirst);
        take(first_, group);
        if (!alone) {
          take(queue_, group);
          hurried_in_a_row_ = 0;
          last_group_ = group.size();
        }
        space_.notify_all();
      }
      commit_group(*writer_, group, [this](std::vector<PendingWrite>& running) { join(running); });
      group_size_.observe(static_cast<double>(group.size()));
      for (auto& write : group) write.done(std::move(write.result));
      checkpointer_->committed();
      group.clear();
    }
  }

  Options options_;
  int lock_;
  std::unique_ptr<Connection> writer_;
  std::optional<Checkpointer> checkpointer_;
  Histogram& group_size_;
  std::thread thread_;
  mutable std::mutex mutex_;
  std::condition_variable arrived_, space_;
  std::deque<PendingWrite> first_, queue_;
  size_t last_group_ = 0, hurried_in_a_row_ = 0;
  bool stopping_ = false;
  bool inside_ = false;
  std::mutex read_mutex_;
  std::condition_variable reader_back_;
  std::vector<std::unique_ptr<Connection>> readers_;
  bool readers_gone_ = false;
};

}  // namespace

Result<> Options::validate() const {
  if (path.empty()) return fail(ErrorCode::invalid_argument, "the database needs a path", "store.path");
  if (linger_us < 0 || linger_us > 100'000) {
    return fail(ErrorCode::invalid_argument, "the commit linger must be 0 to 100000 microseconds", "store.linger_us");
  }
  if (readers < 1 || readers > 64)
    return fail(ErrorCode::invalid_argument, "1 to 64 read connections", "store.readers");
  return {};
}

Result<std::unique_ptr<Database>> open(Env env, const Options& options) {
  TRY(options.validate());
  // Two servers on one file would each believe themselves alone: their buckets and leases would not add up.
  const std::string lock_path = options.path + ".lock";
  const int lock = ::open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) {
    return fail(ErrorCode::unavailable, "the data folder cannot be written", lock_path,
                "check that it exists and its permissions");
  }
  if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    ::close(lock);
    return fail(ErrorCode::unavailable, "another tidings process uses this database", options.path,
                "stop it first, or give this one another data folder");
  }
  try {
    auto writer = std::make_unique<Connection>(options.path, false);
    writer->number_keys = options.number_keys.get();
    if (options.check_integrity && writer->bytes() <= options.check_up_to) writer->quick_check(options.path);
    return std::make_unique<SqliteDatabase>(env, options, lock, std::move(writer));
  } catch (const StoreFailure& failure) {
    ::close(lock);
    return std::unexpected(failure.error);
  }
}

}  // namespace tidings::store::sqlite
