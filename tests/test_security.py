"""The threat model: each promise has a test, and each test that it names is there."""

import re
from pathlib import Path

TEXT = (Path(__file__).parent.parent / "SECURITY.md").read_text(encoding="utf-8")
PROMISES = TEXT.split("\n## Promises\n")[1].split("\n## ")[0]
NAMED = re.findall(r"`(tests/\w+\.py)::(\w+)`", TEXT)


def test_each_promise_names_a_test() -> None:
    """They are numbered, from one on."""
    promises = re.split(r"\n(?=\d+\. )", PROMISES)[1:]

    assert [int(promise.split(".")[0]) for promise in promises] == list(range(1, len(promises) + 1))
    assert len(promises) >= 20
    for promise in promises:
        assert "`tests/" in promise, promise


def test_each_test_that_is_named_is_there(root: Path) -> None:
    """A promise whose test was renamed or dropped is none."""
    for file, name in NAMED:
        assert f"\ndef {name}(" in (root / file).read_text(encoding="utf-8"), f"{file}::{name}"
