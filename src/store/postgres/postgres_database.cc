#include "store/postgres/postgres_database.h"

#include <fmt/format.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "base/check.h"
#include "store/postgres/look.h"
#include "store/postgres/writer.h"

namespace tidings::store::postgres {
namespace {

Error stopped() { return {ErrorCode::unavailable, "the store is shutting down", {}, "try again after the restart"}; }

class PostgresPresence final : public Presence {
 public:
  PostgresPresence(const std::string& url, int64_t key) : connection_(url, Connection::Role::reader) {
    connection_.hold(key);
  }
  bool there() override {
    try {
      connection_.plain("SELECT 1");
      return true;
    } catch (const StoreFailure&) {
      return false;
    }
  }

 private:
  Connection connection_;
};

class PostgresDatabase final : public Database {
 public:
  PostgresDatabase(Env env, Options options, std::unique_ptr<Connection> writer)
      : options_(std::move(options)),
        writer_(options_.url, std::move(writer)),
        group_size_(env.metrics.histogram("store_commit_group_writes", "writes that shared one commit",
                                          {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000})) {
    readers_.resize(options_.inline_writes ? 1 : options_.readers);  // each connects when it is first needed
    all_readers_ = readers_.size();
    if (!options_.inline_writes) thread_ = std::thread([this] { write_loop(); });
  }
  ~PostgresDatabase() override { stop(); }

  bool shared() const override { return true; }
  std::unique_ptr<Presence> presence(int64_t key) override {
    try {
      return std::make_unique<PostgresPresence>(options_.url, key);
    } catch (const StoreFailure&) {
      return nullptr;
    }
  }

  Result<> write(const Work& work) override {
    if (options_.inline_writes) return write_inline(work);
    check(std::this_thread::get_id() != thread_.get_id(), "a write never waits for another write");
    std::mutex mutex;
    std::condition_variable changed;
    std::optional<Result<>> result;
    write_async(work, [&](Result<> r) {
      std::lock_guard lock(mutex);
      result = std::move(r);
      changed.notify_one();
    });
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return result.has_value(); });
    return std::move(*result);
  }

  void write_async(Work work, Done done) override {
    if (options_.inline_writes) {
      done(write_inline(work));
      return;
    }
    std::unique_lock lock(mutex_);
    // A full queue makes callers wait, so nothing grows without bound.
    space_.wait(lock, [&] { return stopping_ || queue_.size() < limits::kWriteQueue; });
    if (stopping_) {
      lock.unlock();
      done(std::unexpected(stopped()));
      return;
    }
    queue_.push_back({std::move(work), std::move(done), {}});
    if (queue_.size() == 1 || queue_.size() >= limits::kWriteGroup) arrived_.notify_one();
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
      begin(reader);
      result = work(*reader);
    } catch (const StoreFailure& failure) {
      result = std::unexpected(failure.error);
    }
    try {
      if (reader && reader->in_transaction()) reader->plain("COMMIT");
    } catch (const StoreFailure& failure) {
      if (result) result = std::unexpected(failure.error);
    }
    if (reader && (reader->lost() || reader->in_transaction())) reader.reset();
    std::lock_guard lock(read_mutex_);
    readers_.push_back(std::move(reader));
    reader_back_.notify_one();
    return result;
  }

  Result<> backup(const std::string& path) override {
    return fail(ErrorCode::invalid_argument, "PostgreSQL has its own tools for backups", path,
                fmt::format("pg_dump --format=custom --file={} {}", path, shown_url(options_.url)));
  }

  void stop() override {
    {
      std::lock_guard lock(mutex_);
      stopping_ = true;
      writer_.stop();
      arrived_.notify_all();
      space_.notify_all();
    }
    if (thread_.joinable()) thread_.join();
    std::unique_lock lock(read_mutex_);
    reader_back_.wait(lock, [&] { return readers_gone_ || readers_.size() == all_readers_; });
    readers_gone_ = true;
    readers_.clear();
    reader_back_.notify_all();
  }

  size_t queued_writes() const override {
    std::lock_guard lock(mutex_);
    return queue_.size();
  }

 private:
  void begin(std::unique_ptr<Connection>& reader) {
    static constexpr const char* kBegin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    if (reader) {
      try {
        reader->plain(kBegin);
        return;
      } catch (const StoreFailure&) {
        if (!reader->lost()) throw;
      }
    }
    reader = std::make_unique<Connection>(options_.url, Connection::Role::reader);
    reader->number_keys = options_.number_keys.get();
    reader->plain(kBegin);
  }

  Result<> write_inline(const Work& work) {
    if (stopping_) return std::unexpected(stopped());
    check(!inside_, "a write never starts another write");
    inside_ = true;
    std::vector<PendingWrite> group;
    group.push_back({work, nullptr, {}});
    writer_.commit_group(group);
    inside_ = false;
    return std::move(group.front().result);
  }

  void write_loop() {
    std::vector<PendingWrite> group;
    while (true) {
      {
        std::unique_lock lock(mutex_);
        arrived_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
        if (queue_.empty()) return;
        // Under load a short wait lets many writes share one fsync; alone, a write does not wait.
        if (!stopping_ && last_group_ > 1 && queue_.size() < limits::kWriteGroup) {
          arrived_.wait_for(lock, std::chrono::microseconds(options_.linger_us),
                            [&] { return stopping_ || queue_.size() >= limits::kWriteGroup; });
        }
        const size_t n = std::min(queue_.size(), limits::kWriteGroup);
        for (size_t i = 0; i < n; ++i) {
          group.push_back(std::move(queue_.front()));
          queue_.pop_front();
        }
        space_.notify_all();
      }
      last_group_ = group.size();
      writer_.commit_group(group);
      group_size_.observe(static_cast<double>(group.size()));
      for (auto& write : group) write.done(std::move(write.result));
      group.clear();
    }
  }

  Options options_;
  Writer writer_;
  Histogram& group_size_;
  std::thread thread_;
  mutable std::mutex mutex_;
  std::condition_variable arrived_, space_;
  std::deque<PendingWrite> queue_;
  size_t last_group_ = 0;
  std::atomic<bool> stopping_ = false;
  bool inside_ = false;
  std::mutex read_mutex_;
  std::condition_variable reader_back_;
  std::vector<std::unique_ptr<Connection>> readers_;  // null: to be connected
  size_t all_readers_ = 0;
  bool readers_gone_ = false;
};

}  // namespace

Result<> Options::validate() const {
  if (url.empty()) return fail(ErrorCode::invalid_argument, "the database needs a URL", "store.database");
  if (linger_us < 0 || linger_us > 100'000) {
    return fail(ErrorCode::invalid_argument, "the commit linger must be 0 to 100000 microseconds", "store.linger_us");
  }
  if (readers < 1 || readers > 64)
    return fail(ErrorCode::invalid_argument, "1 to 64 read connections", "store.readers");
  return {};
}

Result<std::unique_ptr<Database>> open(Env env, const Options& options) {
  TRY(options.validate());
  try {
    auto writer = std::make_unique<Connection>(options.url, Connection::Role::writer);
    writer->number_keys = options.number_keys.get();
    look_at(*writer);
    return std::make_unique<PostgresDatabase>(env, options, std::move(writer));
  } catch (const StoreFailure& failure) {
    return std::unexpected(failure.error);
  }
}

}  // namespace tidings::store::postgres
