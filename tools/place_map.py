#!/usr/bin/python3
"""Writes the places of +1 area codes (sms/place_map.inc) from Debian's python3-phonenumbers: area code -> ISO 3166-2.

A number tells where it was issued, not where its owner is: the gate joins this with what else is known. Codes that span provinces name them
all. Codes that are absent or of no place (800, 500, …) are left out: their place is the country, part unknown.

usage: place_map.py OUT --checksum FILE [--write-checksum]
"""
import argparse
import hashlib
import pathlib
import re
import sys

STATES = {
    "Alabama": "US-AL", "Alaska": "US-AK", "Arizona": "US-AZ", "Arkansas": "US-AR", "California": "US-CA", "Colorado": "US-CO",
    "Connecticut": "US-CT", "Delaware": "US-DE", "Florida": "US-FL", "Georgia": "US-GA", "Hawaii": "US-HI", "Idaho": "US-ID",
    "Illinois": "US-IL", "Indiana": "US-IN", "Iowa": "US-IA", "Kansas": "US-KS", "Kentucky": "US-KY", "Louisiana": "US-LA",
    "Maine": "US-ME", "Maryland": "US-MD", "Massachusetts": "US-MA", "Michigan": "US-MI", "Minnesota": "US-MN",
    "Mississippi": "US-MS", "Missouri": "US-MO", "Montana": "US-MT", "Nebraska": "US-NE", "Nevada": "US-NV",
    "New Hampshire": "US-NH", "New Jersey": "US-NJ", "New Mexico": "US-NM", "New York": "US-NY", "North Carolina": "US-NC",
    "North Dakota": "US-ND", "Ohio": "US-OH", "Oklahoma": "US-OK", "Oregon": "US-OR", "Pennsylvania": "US-PA",
    "Philadelphia": "US-PA", "Rhode Island": "US-RI", "South Carolina": "US-SC", "South Dakota": "US-SD", "Tennessee": "US-TN",
    "Texas": "US-TX", "Utah": "US-UT", "Vermont": "US-VT", "Virginia": "US-VA", "Washington D.C.": "US-DC",
    "Washington State": "US-WA", "West Virginia": "US-WV", "Wisconsin": "US-WI", "Wyoming": "US-WY",
    "Alberta": "CA-AB", "British Columbia": "CA-BC", "Manitoba": "CA-MB", "New Brunswick": "CA-NB",
    "Newfoundland and Labrador": "CA-NL", "Northwest Territories/Nunavut/Yukon": "CA-NT CA-NU CA-YT",
    "Nova Scotia/Prince Edward Island": "CA-NS CA-PE", "Ontario": "CA-ON", "Quebec": "CA-QC", "Saskatchewan": "CA-SK",
}
# The package splits these codes by exchange.
SPLIT = {"203": "US-CT", "310": "US-CA", "713": "US-TX", "718": "US-NY", "905": "CA-ON"}


def place_of(name):
    if name in STATES:
        return STATES[name]
    city = re.fullmatch(r".*, ([A-Z]{2})", name)  # "Chicago, IL"
    if city is None:
        sys.exit(f"place_map.py: nobody knows where '{name}' is")
    return next(p for p in STATES.values() if p in (f"US-{city[1]}", f"CA-{city[1]}"))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--checksum", type=pathlib.Path, required=True)
    parser.add_argument("--write-checksum", action="store_true")
    args = parser.parse_args()
    try:
        from phonenumbers.geodata import GEOCODE_DATA
    except ImportError:
        sys.exit("place_map.py: python3-phonenumbers is not installed for /usr/bin/python3 (apt-get install python3-phonenumbers)")
    codes = {k[1:]: place_of(v["en"]) for k, v in GEOCODE_DATA.items() if len(k) == 4 and k[0] == "1" and "en" in v}
    codes.update(SPLIT)
    lines = ["// Made by tools/place_map.py; do not edit.", "struct AreaPlaces {\n  uint16_t code;\n  std::string_view places;\n};",
             "// sorted by code", "constexpr AreaPlaces kAreaPlaces[] = {"]
    flat = [f'{{{code}, "{places}"}}' for code, places in sorted(codes.items())]
    lines += ["    " + ", ".join(flat[i:i + 6]) + "," for i in range(0, len(flat), 6)] + ["};"]
    text = "\n".join(lines) + "\n"
    digest = hashlib.sha256(text.encode()).hexdigest()
    if args.write_checksum:
        args.checksum.write_text(digest + "\n")
        print(f"place_map.py: {len(flat)} area codes, checksum written to {args.checksum}")
    wanted = args.checksum.read_text().strip() if args.checksum.exists() else ""
    if digest != wanted:
        sys.exit(f"place_map.py: the generated map has sha256 {digest}, but {args.checksum} says {wanted or '(nothing)'}.\n"
                 "python3-phonenumbers or this script changed. Look at what changed in the map, then accept it with --write-checksum.")
    if not args.out.exists() or args.out.read_text() != text:
        args.out.write_text(text)


main()
