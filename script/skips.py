#!/usr/bin/env python3
"""Print what `go test -json` tells as `go test -v` would, and exit 1 if a test was skipped that need not have been.

The reasons that are let pass are given as arguments: a skip passes if one of them is part of what the test said.
"""

import json
import sys

allowed = sys.argv[1:]
said = {}
skipped = []
for line in sys.stdin:
    try:
        event = json.loads(line)
    except ValueError:
        sys.stdout.write(line)
        continue
    text = event.get("Output", "")
    sys.stdout.write(text)
    test = (event.get("Package"), event.get("Test"))
    if event.get("Action") == "output":
        said[test] = said.get(test, "") + text
    elif event.get("Action") == "skip" and test[1] and not any(a in said.get(test, "") for a in allowed):
        skipped.append(test)
    elif event.get("Action") in ("pass", "fail"):
        said.pop(test, None)
sys.stdout.flush()
for test in skipped:
    print("skipped, though all is here for it: %s %s\n%s" % (test[0], test[1], said.get(test, "")), file=sys.stderr)
sys.exit(1 if skipped else 0)
