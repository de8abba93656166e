#include <mutex>

#include "net/server_connection.h"
#include "net/wire.h"

namespace tidings::net {

// ---- the connection's side: I/O thread, but for begin_stream ----

std::shared_ptr<EventStream> Connection::begin_stream(HttpHeaders headers) {
  auto state = std::make_shared<EventStreamState>(shared_from_this(), core_.options.event_buffer_bytes);
  if (shard_->on_io_thread() && in_handler_) {
    ready_stream_headers_ = std::move(headers);
    stream_ = state;
  } else if (!shard_->post([self = shared_from_this(), headers = std::move(headers), state]() mutable {
               if (self->state_ != State::handling) return state->ended();
               self->open_stream(std::move(headers), state);
             })) {
    state->ended();
  }
  return std::make_shared<EventStream>(std::move(state));
}

void Connection::open_stream(HttpHeaders headers, std::shared_ptr<EventStreamState> stream) {
  stream_ = std::move(stream);
  HttpHeaders all;
  all.add("Content-Type", "text/event-stream");
  all.add("Cache-Control", "no-cache");
  for (const auto& [name, value] : headers.all()) {
    if (!equal_no_case(name, "Content-Type") && !equal_no_case(name, "Cache-Control")) all.add(name, value);
  }
  keep_alive_ = false;
  if (core_.stopping || head_only_) {
    std::exchange(stream_, nullptr)->ended();
    if (begin_answer(HttpResponse{200, std::move(all), {}})) finish_message();
    return;
  }
  state_ = State::streaming;
  out_head_.clear();
  out_body_.clear();
  out_done_ = 0;
  write_response_head(out_head_, 200, all, {http_11_ ? BodyFraming::Kind::chunked : BodyFraming::Kind::until_close, 0},
                      false, http_11_, shard_->date());
  read();
  stream_writing_ = true;
  begin_writing();
  if (write_out()) on_written();
}

void Connection::flush_stream() {
  while (state_ == State::streaming && !stream_writing_) {
    if (stream_last_chunk_) return linger_after_stream();
    std::string text;
    const bool open = stream_->take(text);
    out_head_.clear();
    out_done_ = 0;
    if (!text.empty()) {
      if (http_11_) {
        write_chunk(out_head_, text);
      } else {
        out_head_ = std::move(text);
      }
    } else if (open) {
      return set_deadline(core_.options.event_heartbeat_ms);
    } else {
      stream_last_chunk_ = true;
      if (http_11_) out_head_ = kLastChunk;
    }
    stream_writing_ = true;
    begin_writing();
    if (!write_out()) return;
    stream_writing_ = false;
    stream_->written();
  }
}

void Connection::linger_after_stream() {
  std::exchange(stream_, nullptr)->ended();
  linger();
}

// ---- the sender's side: any thread ----

bool EventStreamState::send(std::string_view text) {
  std::shared_ptr<Connection> tell;
  bool too_slow = false;
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return false;
    too_slow = taken_ + pending_.size() + text.size() > most_;
    if (too_slow) {
      closed_ = true;
      tell = connection_;
    } else {
      pending_ += text;
      if (!std::exchange(flush_posted_, true)) tell = connection_;
    }
  }
  if (!tell) return !too_slow;
  if (too_slow) {
    tell->core_.dropped_readers.add();
    tell->core_.env.log.info("http.event_reader_too_slow", {{"bytes", most_}});
    tell->shard_->post([tell] { tell->close(); });
    return false;
  }
  tell->shard_->post([tell] { tell->flush_stream(); });
  return true;
}

bool EventStreamState::closed() {
  const std::lock_guard lock(mutex_);
  return closed_;
}

void EventStreamState::close() {
  std::shared_ptr<Connection> tell;
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(closed_, true)) return;
    tell = connection_;
  }
  if (tell) tell->shard_->post([tell] { tell->flush_stream(); });
}

void EventStreamState::on_close(std::function<void()> f) {
  {
    const std::lock_guard lock(mutex_);
    if (connection_) {
      on_close_ = std::move(f);
      return;
    }
  }
  f();
}

void EventStreamState::ended() {
  std::function<void()> f;
  std::shared_ptr<Connection> last;  // may be the connection's last owner: let it go outside the lock
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    pending_ = {};
    last = std::move(connection_);
    connection_ = nullptr;
    f = std::exchange(on_close_, nullptr);
  }
  if (f) f();
}

bool EventStreamState::take(std::string& into) {
  const std::lock_guard lock(mutex_);
  into = std::exchange(pending_, {});
  taken_ = into.size();
  flush_posted_ = false;
  return !closed_;
}

void EventStreamState::written() {
  const std::lock_guard lock(mutex_);
  taken_ = 0;
}

EventStream::EventStream(std::shared_ptr<EventStreamState> state) : state_(std::move(state)) {}
EventStream::~EventStream() { state_->close(); }
bool EventStream::send(std::string_view event_text) { return state_->send(event_text); }
bool EventStream::closed() const { return state_->closed(); }
void EventStream::close() { state_->close(); }
void EventStream::on_close(std::function<void()> closed) { state_->on_close(std::move(closed)); }

std::string format_event(std::string_view name, std::string_view data, std::string_view id) {
  std::string out;
  out.reserve(name.size() + data.size() + id.size() + 32);
  const auto line = [&out](std::string_view field, std::string_view value) {
    out += field;
    out += ": ";
    for (const char c : value) out += c == '\n' || c == '\r' ? ' ' : c;
    out += '\n';
  };
  if (!id.empty()) line("id", id);
  if (!name.empty()) line("event", name);
  while (true) {
    const size_t end = data.find('\n');
    line("data", data.substr(0, end));
    if (end == std::string_view::npos) break;
    data.remove_prefix(end + 1);
  }
  out += '\n';
  return out;
}

}  // namespace tidings::net
