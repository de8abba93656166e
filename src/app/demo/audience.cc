#include "app/demo/audience.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/random.h"

namespace tidings::app::demo {
namespace {

constexpr std::array<std::array<std::string_view, 12>, 7> kFirst{{
    {"Alice", "Ben", "Carla", "David", "Emma", "Frank", "Grace", "Henry", "Ivy", "Jack", "Kate", "Liam"},
    {"Anna", "Bernd", "Clara", "Dieter", "Eva", "Felix", "Greta", "Hans", "Ida", "Jonas", "Karl", "Lena"},
    {"Ana", "Bruno", "Camila", "Diego", "Elena", "Fernando", "Inés", "João", "Lucía", "Mateo", "Paula", "Rafael"},
    {"Amélie", "Bastien", "Chloé", "Denis", "Élise", "Fabien", "Inès", "Jules", "Louise", "Marc", "Nina", "Paul"},
    {"Aarav", "Diya", "Farah", "Hassan", "Ishaan", "Kavya", "Layla", "Omar", "Priya", "Rohan", "Sara", "Zain"},
    {"Aiko", "Haruto", "Hina", "Kenji", "Mei", "Ren", "Sakura", "Takumi", "Wei", "Yui", "Yuto", "Zhi"},
    {"Amina", "Baraka", "Chidi", "Dalisu", "Esther", "Femi", "Imani", "Kofi", "Lindiwe", "Naledi", "Sipho", "Thandi"},
}};
constexpr std::array<std::array<std::string_view, 10>, 7> kLast{{
    {"Adams", "Baker", "Clark", "Davis", "Evans", "Hill", "King", "Moore", "Reed", "Walker"},
    {"Bauer", "Fischer", "Huber", "Keller", "Lang", "Meyer", "Schmidt", "Vogel", "Wagner", "Weber"},
    {"Alves", "Costa", "García", "Lima", "López", "Martín", "Moreno", "Rocha", "Silva", "Torres"},
    {"Bernard", "Dubois", "Durand", "Fontaine", "Lambert", "Laurent", "Martin", "Moreau", "Petit", "Roux"},
    {"Ahmed", "Chopra", "Gupta", "Haddad", "Khan", "Mehta", "Nasser", "Patel", "Rao", "Singh"},
    {"Chen", "Ito", "Kato", "Lee", "Lim", "Nakamura", "Sato", "Suzuki", "Tan", "Yamada"},
    {"Abebe", "Dlamini", "Kamau", "Khumalo", "Mensah", "Mwangi", "Nkosi", "Okafor", "Otieno", "Zulu"},
}};

// Weights: checked by a test against the hours of a whole week. Countries whose mobile numbers may be in far apart
// zones are not among them: their windows are narrower than a newcomer would guess.
constexpr Place kPlaces[] = {
    {"United States", "New York", "US", "America/New_York", "+1212555", 4, 100, 7, 0, "+1646555"},
    {"United States", "Chicago", "US", "America/Chicago", "+1312555", 4, 100, 5, 0},
    {"United States", "Denver", "US", "America/Denver", "+1303555", 4, 100, 3, 0},
    {"United States", "Los Angeles", "US", "America/Los_Angeles", "+1213555", 4, 100, 6, 0, "+1310555"},
    {"United States", "Honolulu", "US", "Pacific/Honolulu", "+1808555", 4, 100, 5, 0},
    {"Canada", "Toronto", "CA", "America/Toronto", "+1416555", 4, 100, 4, 0},
    {"Canada", "Vancouver", "CA", "America/Vancouver", "+1604555", 4, 100, 3, 0},
    {"Brazil", "São Paulo", "BR", "America/Sao_Paulo", "+551190000", 4, 0, 7, 2},
    {"United Kingdom", "London", "GB", "Europe/London", "+44740000", 4, 0, 7, 0},
    {"Germany", "Berlin", "DE", "Europe/Berlin", "+49171392", 4, 0, 5, 1},
    {"France", "Lyon", "FR", "Europe/Paris", "+3360000", 4, 0, 5, 3},
    {"Italy", "Torino", "IT", "Europe/Rome", "+39320000", 4, 0, 4, 2},
    {"South Africa", "Durban", "ZA", "Africa/Johannesburg", "+2771000", 4, 0, 5, 6},
    {"Kenya", "Nairobi", "KE", "Africa/Nairobi", "+25471200", 4, 0, 3, 6},
    {"United Arab Emirates", "Dubai", "AE", "Asia/Dubai", "+9715000", 5, 0, 4, 4},
    {"India", "Pune", "IN", "Asia/Kolkata", "+91900000", 4, 0, 7, 4},
    {"Singapore", "Singapore", "SG", "Asia/Singapore", "+658100", 4, 0, 4, 5},
    {"Japan", "Osaka", "JP", "Asia/Tokyo", "+8190100", 5, 0, 6, 5},
    {"South Korea", "Busan", "KR", "Asia/Seoul", "+82101200", 4, 0, 3, 5},
    {"Philippines", "Cebu", "PH", "Asia/Manila", "+63905000", 4, 0, 3, 2},
    {"New Zealand", "Auckland", "NZ", "Pacific/Auckland", "+642100", 4, 0, 6, 0},
};
constexpr int kScoreLeast = 85;  // a workspace's usual threshold

// A permutation of the numbers of a place: neighbours in the file are not neighbours in number. The first hundred of
// each beginning are those set aside for fiction; they are used up before others.
std::string number_at(const Place& place, int index) {
  const auto number = [&](std::string_view begins, int last) {
    return fmt::format("{}{:0{}}", begins, last, place.digits);
  };
  const int within = place.first + index % 100 * 37 % 100;
  if (index < 100) return number(place.number, within);
  if (index < 200 && !place.second.empty()) return number(place.second, within);
  return number(place.number, place.first + index);
}

std::string row(const Person& person, std::string_view phone) {
  const Place& at = kPlaces[person.place];
  return fmt::format("{},{},{},\"{}, {}\",{},{},{}\r\n", person.first_name, person.last_name, phone, at.city,
                     at.country, at.region, at.zone, person.score);
}

}  // namespace

std::vector<Place> places() { return {std::begin(kPlaces), std::end(kPlaces)}; }

AudienceFile make_audience(int count, uint64_t seed) {
  AudienceFile out;
  Random random(seed);
  int all = 0;
  for (const Place& place : kPlaces) all += place.weight;
  std::array<int, std::size(kPlaces)> used{};
  out.csv = "first name,last name,phone,home,country,time zone,score\r\n";
  for (int i = 0; i < count; ++i) {
    // Evenly through the weights, so that few people are spread like many.
    int at = static_cast<int>((static_cast<int64_t>(i) * 53) % all);
    size_t place = 0;
    while (at >= kPlaces[place].weight) at -= kPlaces[place++].weight;
    const Place& home = kPlaces[place];
    Person person;
    person.place = place;
    const auto names = static_cast<size_t>(home.names);
    person.first_name = kFirst[names][random.below(kFirst[names].size())];
    person.last_name = kLast[names][random.below(kLast[names].size())];
    person.phone = number_at(home, used[place]++);
    // Some score too low for marketing: the gate has something to say.
    person.score = random.chance(0.02) ? static_cast<int>(40 + random.below(kScoreLeast - 40))
                                       : static_cast<int>(kScoreLeast + random.below(16));
    out.csv += row(person, person.phone);
    if (i % 150 == 149) {
      out.csv += row(person, person.phone);
      ++out.duplicates;
    }
    if (i % 250 == 249) {
      out.csv += row(person, i % 500 == 499 ? "no phone" : "12345");
      ++out.broken;
    }
    out.people.push_back(std::move(person));
  }
  return out;
}

}  // namespace tidings::app::demo
