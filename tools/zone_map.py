#!/usr/bin/python3
"""Writes the zone map of phone prefixes (sms/zone_map.inc) from Debian's python3-phonenumbers, made safe.

The raw map is too sure of itself: it was made for landlines and for numbers that stay where they were issued. Four repairs
(each widens a set, none narrows one):
  1. +1: one entry an area code, the union of all its exchange rows (numbers are ported, so an exchange says little).
  2. Overlay codes get the union of the code they overlay.
  3. Mobiles of countries whose mobiles carry no area code get every zone of the country.
  4. +1 codes the map does not know, and non-geographic ones, get the zones of the US states and DC.
Zone names that are only aliases are replaced by their canonical names.

usage: zone_map.py OUT --checksum FILE [--write-checksum]
The checksum is of the generated table, so a changed package cannot change who may be texted when without a commit.
"""
import argparse
import hashlib
import pathlib
import sys

OVERLAYS = {"448": "850", "930": "812", "364": "270", "458": "541", "236": "250", "672": "250", "778": "250",
            "367": "418", "581": "418"}

# Mobile prefixes (no plus), and the entry that holds every zone of the country.
MOBILES = {
    "614": "61",                                             # Australia
    "5939": "593",                                           # Ecuador
    "346": "34", "347": "34",                                # Spain
    "2992": "299", "2994": "299", "2995": "299",             # Greenland
    "770": "7", "774": "7", "776": "7", "777": "7", "778": "7",  # Kazakhstan
    "97655": "976", "97650": "976", "97660": "976", "97666": "976", "97669": "976", "9768": "976", "9769": "976",  # Mongolia
    "642": "64",                                             # New Zealand
    "26269": "262", "262639": "262", "262976": "262",        # Réunion, Mayotte
    "79": "7",                                               # Russia
}

US_STATES = ["America/Adak", "America/Anchorage", "America/Boise", "America/Chicago", "America/Denver", "America/Juneau",
             "America/Los_Angeles", "America/New_York", "America/North_Dakota/Center", "America/Phoenix",
             "Pacific/Honolulu"]

ALIASES = {
    "Africa/Asmera": "Africa/Asmara", "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
    "America/Catamarca": "America/Argentina/Catamarca", "America/Cordoba": "America/Argentina/Cordoba",
    "America/Godthab": "America/Nuuk", "America/Indianapolis": "America/Indiana/Indianapolis",
    "America/Jujuy": "America/Argentina/Jujuy", "America/Louisville": "America/Kentucky/Louisville",
    "America/Mendoza": "America/Argentina/Mendoza", "America/Montreal": "America/Toronto",
    "Asia/Calcutta": "Asia/Kolkata", "Asia/Choibalsan": "Asia/Ulaanbaatar", "Asia/Katmandu": "Asia/Kathmandu",
    "Asia/Rangoon": "Asia/Yangon", "Asia/Saigon": "Asia/Ho_Chi_Minh", "Atlantic/Faeroe": "Atlantic/Faroe",
    "Europe/Kiev": "Europe/Kyiv", "Pacific/Enderbury": "Pacific/Kanton", "Pacific/Johnston": "Pacific/Honolulu",
    "Pacific/Ponape": "Pacific/Pohnpei", "Pacific/Truk": "Pacific/Chuuk", "Pacific/Yap": "Pacific/Chuuk",
}


def safe_map(raw):
    """prefix -> sorted tuple of canonical zone names, with the four repairs."""
    rows = {p: {ALIASES.get(z, z) for z in zones} for p, zones in raw.items()}
    result = {p: set(zones) for p, zones in rows.items() if not p.startswith("1")}
    for prefix, zones in rows.items():
        if prefix.startswith("1") and len(prefix) >= 4:
            result.setdefault(prefix[:4], set()).update(zones)
    for overlay, parent in OVERLAYS.items():
        result.setdefault("1" + overlay, set()).update(result["1" + parent])
    for prefix, country in MOBILES.items():
        if country not in rows:
            sys.exit(f"zone_map.py: the package has no row for country {country}; repair 3 needs looking at")
        for longer in [p for p in result if p.startswith(prefix) and p != prefix]:
            del result[longer]
        result[prefix] = set(rows[country])
    result["1"] = set(US_STATES)
    return {p: tuple(sorted(z)) for p, z in sorted(result.items())}


def table(entries):
    zones = sorted({z for s in entries.values() for z in s})
    index = {z: i for i, z in enumerate(zones)}
    sets = sorted(set(entries.values()))
    set_index = {s: i for i, s in enumerate(sets)}
    out = ["// Made by tools/zone_map.py; do not edit."]
    out.append("inline constexpr std::string_view kZoneNames[] = {")
    out += [f'    "{z}",' for z in zones]
    out.append("};")
    out.append("// the members of all sets, one after the other: kZoneSets[i] .. kZoneSets[i + 1]")
    members, starts = [], [0]
    for s in sets:
        members += [zones[index[z]] for z in s]
        starts.append(len(members))
    out.append("inline constexpr std::string_view kZoneMembers[] = {")
    out += ["    " + ", ".join(f'"{z}"' for z in members[i:i + 4]) + "," for i in range(0, len(members), 4)]
    out.append("};")
    out.append("inline constexpr uint16_t kZoneSets[] = {")
    out += ["    " + ", ".join(map(str, starts[i:i + 20])) + "," for i in range(0, len(starts), 20)]
    out.append("};")
    longest = max(map(len, entries))
    by_length = [sorted(int(p) for p in entries if len(p) == n) for n in range(1, longest + 1)]
    out.append("struct ZonePrefix {\n  uint32_t prefix;\n  uint16_t set;\n};")
    out.append("// sorted by number of digits, then by prefix; those of n digits: kZoneLengths[n - 1] .. kZoneLengths[n]")
    out.append("inline constexpr ZonePrefix kZonePrefixes[] = {")
    flat, lengths = [], [0]
    for prefixes in by_length:
        flat += [f"{{{p}, {set_index[entries[str(p)]]}}}" for p in prefixes]
        lengths.append(len(flat))
    out += ["    " + ", ".join(flat[i:i + 8]) + "," for i in range(0, len(flat), 8)]
    out.append("};")
    out.append("inline constexpr uint16_t kZoneLengths[] = {" + ", ".join(map(str, lengths)) + "};")
    return "\n".join(out) + "\n", len(flat), len(sets)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--checksum", type=pathlib.Path, required=True)
    parser.add_argument("--write-checksum", action="store_true")
    args = parser.parse_args()
    try:
        from phonenumbers.tzdata import TIMEZONE_DATA
    except ImportError:
        sys.exit("zone_map.py: python3-phonenumbers is not installed for /usr/bin/python3 (apt-get install python3-phonenumbers)")
    text, prefixes, sets = table(safe_map(TIMEZONE_DATA))
    digest = hashlib.sha256(text.encode()).hexdigest()
    if args.write_checksum:
        args.checksum.write_text(digest + "\n")
        print(f"zone_map.py: {prefixes} prefixes, {sets} sets, checksum written to {args.checksum}")
    wanted = args.checksum.read_text().strip() if args.checksum.exists() else ""
    if digest != wanted:
        sys.exit(f"zone_map.py: the generated zone map has sha256 {digest}, but {args.checksum} says {wanted or '(nothing)'}.\n"
                 "python3-phonenumbers or this script changed. Look at what changed in the map, then accept it with --write-checksum.")
    if not args.out.exists() or args.out.read_text() != text:
        args.out.write_text(text)


main()
