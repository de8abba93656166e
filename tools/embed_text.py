#!/usr/bin/python3
"""Turns a text file into a C++ constant: embed_text.py FILE NAME OUT. In pieces, for compilers limit one literal's length."""
import pathlib
import sys

source, name, out = pathlib.Path(sys.argv[1]), sys.argv[2], pathlib.Path(sys.argv[3])
text = source.read_text()
if ')text"' in text:
    sys.exit(f"{source}: holds the raw-string delimiter")
pieces = [text[i:i + 8000] for i in range(0, len(text), 8000)]
made = f"// Made by tools/embed_text.py; do not edit.\nconstexpr std::string_view {name} =\n" + "\n".join(f'R"text({p})text"' for p in pieces) + ";\n"
if not out.exists() or out.read_text() != made:
    out.write_text(made)
