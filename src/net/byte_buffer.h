// A growing byte buffer for one connection's incoming bytes: contiguous, read from the front, filled at the back.
// Owned by one connection, used on its I/O thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>

namespace tidings::net {

class ByteBuffer {
 public:
  std::string_view view() const { return {data_.get() + begin_, end_ - begin_}; }
  size_t size() const { return end_ - begin_; }
  bool empty() const { return begin_ == end_; }
  size_t capacity() const { return capacity_; }

  // Makes room for at least `least` bytes at the back.
  void make_room(size_t least) {
    if (capacity_ - end_ >= least) return;
    if (capacity_ - size() >= least && begin_ > 0) {
      std::memmove(data_.get(), data_.get() + begin_, size());
    } else {
      const size_t wanted = std::max(capacity_ * 2, size() + least);
      auto bigger = std::make_unique_for_overwrite<char[]>(wanted);
      if (size() > 0) std::memcpy(bigger.get(), data_.get() + begin_, size());
      data_ = std::move(bigger);
      capacity_ = wanted;
    }
    end_ -= begin_;
    begin_ = 0;
  }
  char* room() { return data_.get() + end_; }
  size_t room_size() const { return capacity_ - end_; }
  void filled(size_t n) { end_ += n; }
  void consume(size_t n) {
    begin_ += n;
    if (begin_ == end_) begin_ = end_ = 0;
  }
  // Gives the memory back when nothing is held and it grew beyond `keep`.
  void shrink(size_t keep) {
    if (!empty() || capacity_ <= keep) return;
    data_.reset();
    begin_ = end_ = capacity_ = 0;
  }

 private:
  std::unique_ptr<char[]> data_;
  size_t begin_ = 0, end_ = 0, capacity_ = 0;
};

}  // namespace tidings::net
