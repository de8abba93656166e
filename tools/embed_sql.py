#!/usr/bin/python3
"""Turns src/store/sql/*.sql (named statements) and src/store/migrations/NNNN_*.sql into one C++ header.

`-- define: word = text` makes @word@ stand for text in that file. A statement begins with `-- name: resource.verb` and ends at the next such line. In C++ it is
tidings::store::sql::resource::verb, so a missing statement is a compile error.
"""
import pathlib
import re
import sys

store, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
names, constants, lines = set(), [], [
    "// Made by tools/embed_sql.py; do not edit.", "#pragma once", "", '#include "store/statement.h"', "",
    "namespace tidings::store::sql {", ""]
index = 0
for path in sorted((store / "sql").glob("*.sql")):
    text = path.read_text()
    for word, meaning in re.findall(r"^-- define: *(\w+) *= *(.+)$", text, flags=re.M):
        text = text.replace(f"@{word}@", meaning)
    statements = re.split(r"^-- name: *", text, flags=re.M)[1:]
    lines.append(f"namespace {path.stem} {{")
    for text in statements:
        name, body = text.split("\n", 1)
        resource, verb = name.strip().split(".")
        if resource != path.stem:
            sys.exit(f"{path}: {name.strip()} must begin with '{path.stem}.'")
        if name in names:
            sys.exit(f"{path}: {name.strip()} is there twice")
        names.add(name)
        body = "\n".join(l for l in body.strip().splitlines() if not l.strip().startswith("--")).rstrip(";\n ")
        if ")sql\"" in body:
            sys.exit(f"{path}: {name.strip()} holds the raw-string delimiter")
        lines.append(f'inline constexpr Statement {verb}{{{index}, "{resource}.{verb}", R"sql({body})sql"}};')
        constants.append(f"&{resource}::{verb}")
        index += 1
    lines += [f"}}  // namespace {path.stem}", ""]
lines.append(f"inline constexpr int kStatements = {index};")
lines += ["inline constexpr const Statement* kAll[] = {"] + [f"    {name}," for name in constants] + ["};"]
lines += ["", "inline constexpr Migration kMigrations[] = {"]
for path in sorted((store / "migrations").glob("*.sql")):
    match = re.fullmatch(r"(\d{4})_(\w+)", path.stem)
    if not match:
        sys.exit(f"{path}: migrations are named NNNN_words.sql")
    lines.append(f'    {{{int(match[1])}, "{match[2]}", R"sql({path.read_text()})sql"}},')
lines += ["};", "", "}  // namespace tidings::store::sql", ""]
text = "\n".join(lines)
if not out.exists() or out.read_text() != text:
    out.write_text(text)
