#include "store/senders.h"

#include <charconv>

#include "store/sql.h"

namespace tidings::store::senders {

void known_to(Session& s, const std::vector<Person>& people, const std::function<void(size_t, SenderId)>& each) {
  constexpr size_t kWidth = 3;
  std::vector<Param> params;
  params.reserve(people.size() * kWidth);
  for (const auto& person : people) {
    params.emplace_back(person.workspace);
    params.emplace_back(person.contact);
    params.emplace_back(person.phone);
  }
  s.open_many(sql::senders::known_to, params, kWidth,
              [&](size_t i, Cursor& row) { each(i, row.next() ? row.id<SenderId>(0) : SenderId{}); });
}

void put_brand(Session& s, const Brand& brand) { s.exec(sql::senders::put_brand, brand.name, brand.daily_segments); }

std::vector<Brand> brands(Session& s) {
  std::vector<Brand> out;
  auto rows = s.query(sql::senders::brands);
  while (rows->next()) out.push_back({rows->string(0), rows->integer(1)});
  return out;
}

int64_t brand_used(Session& s, const std::string& brand, int64_t day) {
  return s.one(sql::senders::brand_used, brand, day).value_or(0);
}

void use_brand(Session& s, const std::string& brand, int64_t day, int64_t segments) {
  s.exec(sql::senders::use_brand, brand, day, segments);
}

std::string network_of(Session& s, std::string_view phone) {
  int64_t number = 0;
  if (phone.starts_with('+')) phone.remove_prefix(1);
  std::from_chars(phone.data(), phone.data() + phone.size(), number);
  auto rows = s.query(sql::senders::network_of, number);
  return rows->next() ? rows->string(0) : std::string();
}

}  // namespace tidings::store::senders
