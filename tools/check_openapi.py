#!/usr/bin/env python3
"""Holds answers of the API against its description.

usage: check_openapi.py openapi.yaml FOLDER

FOLDER has *.jsonl files the tests of http write: one answer a line, {method, path, request, status, type, body}. Each
must be described: path, method, status, content type; JSON must fit the schema, and so must requests that were
accepted. The description itself is checked too: every $ref leads somewhere, every object says which fields it has.
"""
import glob
import json
import re
import sys

import yaml

TYPES = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "array": list,
    "object": dict,
}


class Checker:
    def __init__(self, api):
        self.api = api

    def follow(self, node):
        while "$ref" in node:
            at = self.api
            for part in node["$ref"].removeprefix("#/").split("/"):
                at = at[part]
            node = at
        return node

    def misfits(self, schema, value, where):
        """Every way in which the value does not fit."""
        schema = self.follow(schema)
        if value is None and schema.get("nullable"):
            return
        if "oneOf" in schema:
            found = [list(self.misfits(one, value, where)) for one in schema["oneOf"]]
            if all(found):
                yield f"{where}: fits none of {len(found)}: {found[0][0]}"
            return
        for part in schema.get("allOf", []):
            yield from self.misfits(part, value, where)
        kind = schema.get("type")
        if kind:
            wrong = not isinstance(value, TYPES[kind]) or (isinstance(value, bool) and kind in ("integer", "number"))
            if wrong:
                yield f"{where}: is {json.dumps(value)[:60]}, not of type {kind}"
                return
        if "enum" in schema and value not in schema["enum"]:
            yield f"{where}: {json.dumps(value)} is none of {schema['enum']}"
        if "pattern" in schema and isinstance(value, str) and not re.search(schema["pattern"], value):
            yield f"{where}: {value!r} does not look like {schema['pattern']}"
        if schema.get("format") == "date-time" and isinstance(value, str):
            if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z", value):
                yield f"{where}: {value!r} is no time"
        if isinstance(value, list) and "items" in schema:
            for i, one in enumerate(value):
                yield from self.misfits(schema["items"], one, f"{where}[{i}]")
        if isinstance(value, dict):
            yield from self.misfits_of_object(schema, value, where)

    def misfits_of_object(self, schema, value, where):
        known = schema.get("properties", {})
        for name in schema.get("required", []):
            if name not in value:
                yield f"{where}: {name} is missing"
        more = schema.get("additionalProperties", True)
        for name, one in value.items():
            if name in known:
                yield from self.misfits(known[name], one, f"{where}.{name}")
            elif more is False:
                yield f"{where}: {name} is not described"
            elif isinstance(more, dict):
                yield from self.misfits(more, one, f"{where}.{name}")

    def operation(self, answer):
        return self.api["paths"].get(answer["path"], {}).get(answer["method"].lower())

    def misfits_of_answer(self, answer):
        operation = self.operation(answer)
        if operation is None:
            yield "is not described"
            return
        responses = operation["responses"]
        response = responses.get(str(answer["status"])) or responses.get("default")
        if response is None:
            yield f"status {answer['status']} is not described"
            return
        content = self.follow(response).get("content", {})
        kind = answer["type"].split(";")[0]
        if kind not in content and ("*/*" if kind else "") not in content and (kind or content):
            yield f"status {answer['status']} with {kind or 'no content type'} is not described"
            return
        if kind.endswith(("/json", "+json")):
            yield from self.misfits(content[kind].get("schema", {}), json.loads(answer["body"]), "answer")
        if answer["status"] < 300 and answer["request"]:
            asked = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
            if asked is None:
                yield "takes a JSON body that is not described"
            else:
                yield from self.misfits(asked, json.loads(answer["request"]), "request")

    def misfits_of_description(self):
        def walk(node, where):
            if isinstance(node, dict):
                if isinstance(node.get("$ref"), str):
                    try:
                        self.follow(node)
                    except KeyError:
                        yield f"{where}: {node['$ref']} leads nowhere"
                for name, one in node.items():
                    yield from walk(one, f"{where}.{name}")
            elif isinstance(node, list):
                for i, one in enumerate(node):
                    yield from walk(one, f"{where}[{i}]")

        yield from walk(self.api, "openapi")
        ids = [o.get("operationId") for p in self.api["paths"].values() for m, o in p.items() if m != "parameters"]
        for one in sorted({i for i in ids if ids.count(i) > 1}, key=str):
            yield f"operationId {one} is missing or stands twice"


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8") as file:
        checker = Checker(yaml.safe_load(file))
    faults = [f"openapi.yaml: {m}" for m in checker.misfits_of_description()]
    seen, n = set(), 0
    for path in sorted(glob.glob(sys.argv[2] + "/*.jsonl")):
        with open(path, encoding="utf-8") as file:
            for line in file:
                answer = json.loads(line)
                n += 1
                if answer["status"] < 300:
                    seen.add((answer["method"], answer["path"]))
                for misfit in checker.misfits_of_answer(answer):
                    faults.append(f"{path.split('/')[-1]}: {answer['method']} {answer['path']}: {misfit}")
    for path, methods in checker.api["paths"].items():
        for method, operation in methods.items():
            # Webhooks and streams have no JSON of ours to be seen.
            unseen = (method.upper(), path) not in seen and "x-not-json" not in operation
            if unseen and method != "parameters":
                faults.append(f"{method.upper()} {path}: no test saw an answer of success")
    for fault in faults:
        print(fault)
    print(f"{n} answers, {len(faults)} faults")
    sys.exit(1 if faults or n == 0 else 0)


if __name__ == "__main__":
    main()
