"""Diffs that have to be cut to a budget: every file is named, and begun."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from llm_summarise.domain.text import estimate_tokens
from llm_summarise.recipes.diff import cut_diff, parse_diff

CHANGE = """diff --git a/src/pump.py b/src/pump.py
index 111..222 100644
--- a/src/pump.py
+++ b/src/pump.py
@@ -1,2 +1,2 @@
 import time
-SPEED = 1
+SPEED = 2
@@ -40,1 +40,2 @@ def run():
     pump()
+    rest()
diff --git a/uv.lock b/uv.lock
index 111..222 100644
--- a/uv.lock
+++ b/uv.lock
@@ -1,1 +1,2 @@
-secret-lock-line
+secret-lock-line 2
+secret-lock-line 3
diff --git a/logo.png b/logo.png
index 111..222 100644
Binary files a/logo.png and b/logo.png differ
diff --git a/old name.py b/new name.py
similarity index 100%
rename from old name.py
rename to new name.py
"""


def test_a_diff_that_fits_is_shown_but_for_lock_files_and_binary_ones() -> None:
    text, left_out = cut_diff(CHANGE, 5000)
    assert left_out == 0
    assert (
        "  src/pump.py +2 -1\n  uv.lock +2 -1 (lock file)\n  logo.png +0 -0 (binary)\n  new name.py +0 -0"
        in text
    )
    assert "+SPEED = 2" in text
    assert "+    rest()" in text
    assert "rename from old name.py" in text
    assert "secret-lock-line" not in text
    assert "Binary files" not in text


def test_every_file_gets_its_first_hunk_before_any_gets_its_second() -> None:
    hunk = "@@ -1,1 +1,9 @@\n" + "\n".join(f"+line {n} of a hunk" for n in range(30)) + "\n"
    diff = "".join(
        f"diff --git a/{name} b/{name}\n--- a/{name}\n+++ b/{name}\n{hunk}{hunk}{hunk}"
        for name in ("a.py", "b.py")
    )
    text, left_out = cut_diff(diff, 3 * estimate_tokens(hunk))
    assert left_out == 4
    assert text.count("@@ -1,1") == 2
    assert "[2 more hunks of a.py are not shown]" in text
    assert "[2 more hunks of b.py are not shown]" in text


def test_a_hunk_larger_than_everything_ends_at_a_line_and_says_so() -> None:
    lines = "\n".join(f"+line {n} of a new file" for n in range(1000))
    text, left_out = cut_diff(
        f"diff --git a/x b/x\n--- /dev/null\n+++ b/x\n@@ -0,0 +1,1000 @@\n{lines}\n", 300
    )
    assert left_out == 1
    assert "+line 0 of a new file\n" in text
    assert "more lines are not shown]" in text
    assert estimate_tokens(text) <= 320


def test_a_diff_without_git_is_read_too() -> None:
    _, files = parse_diff("--- a.txt\t2020\n+++ b.txt\t2021\n@@ -1 +1 @@\n-x\n+y\n")
    assert [(file.path, file.added, file.removed) for file in files] == [("b.txt", 1, 1)]


@settings(max_examples=80)
@given(
    st.lists(
        st.tuples(st.sampled_from(["a.py", "b/uv.lock", "ü.txt"]), st.lists(st.integers(0, 40), max_size=4)),
        max_size=6,
    ),
    st.integers(0, 900),
)
def test_a_cut_diff_keeps_to_its_budget_and_names_every_file(
    files: list[tuple[str, list[int]]], budget: int
) -> None:
    diff = ""
    for name, hunks in files:
        diff += f"diff --git a/{name} b/{name}\n--- a/{name}\n+++ b/{name}\n"
        for size in hunks:
            diff += "@@ -1 +1 @@\n" + "+a line that was added to it\n" * size
    text, _ = cut_diff(diff, budget)
    overhead = 40 + 60 * len(files)  # the list of files and the notes on what is not shown
    assert estimate_tokens(text) <= budget + overhead
    if files and budget > 400:
        assert all(name in text for name, _ in files)


@given(st.text(max_size=300), st.integers(0, 50))
def test_any_text_can_be_cut_as_a_diff(text: str, budget: int) -> None:
    cut, left_out = cut_diff(text, budget)
    assert left_out or text.strip("\n") in cut or "diff --git" in text or "+++" in text
    json.dumps(cut)
