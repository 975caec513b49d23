"""What is wrong with a command is said first, in one line, before any work, and with the right exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from llm_summarise import ask, read_transcript, summarise
from llm_summarise.domain.errors import InputError, SettingsError
from tests.command import EXAMPLE, lines
from tests.inprocess import Program

BASELINE = "no model is set"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "args",
    [
        ("",),
        (EXAMPLE, "--output", ""),
        (EXAMPLE, "--cache-dir", ""),
        ("batch", "", "-O", "out"),
        ("batch", EXAMPLE, "-O", ""),
        ("index", EXAMPLE, ""),
        ("index", EXAMPLE, "-O", ""),
        ("chunks", ""),
        ("run", "books", ""),
        ("compare", EXAMPLE, ""),
        ("compare", EXAMPLE, "--prompts", ""),
        ("eval", ""),
        ("hook", "summaries", ""),
        ("cache", "stats", "--cache-dir", ""),
    ],
    ids=lambda args: " ".join(str(arg) if arg is not EXAMPLE else "FILE" for arg in args) or "''",
)
def test_an_empty_path_is_wrong_usage_and_not_the_folder_one_is_in(
    args: tuple[str, ...], program: Program, here: Path
) -> None:
    code, out, err = program(*args)
    assert (code, out) == (2, "")
    assert "a path cannot be empty" in err
    assert list(here.iterdir()) == []


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        ((EXAMPLE, "-f", "bogus"), 2, "unknown format 'bogus'"),
        ((EXAMPLE, "--template", "none.j2"), 2, "none.j2: cannot be read: No such file"),
        ((EXAMPLE, "--glossary", "none"), 2, "none: cannot be read: No such file"),
        ((EXAMPLE, "-o", "temperature", "0"), 2, "extractive has no option temperature"),
        ((EXAMPLE, "--output", "none/notes.md"), 1, "none/notes.md: cannot be written: no such folder"),
        ((EXAMPLE, "--samples", "0"), 2, "--samples: Input should be greater"),
        (("batch", EXAMPLE, "-O", "out", "--shard", "4/3"), 2, "--shard 4/3"),
        (("batch", EXAMPLE, "-O", "out", "--option", "temperature", "0"), 2, "extractive has no option"),
        (("batch", EXAMPLE, "-O", "out", "--option", "temperature"), 2, "--option temperature: needs"),
        (("run", "books", EXAMPLE, "-p", "x"), 2, "-p x: needs a key and a value"),
        (("compare", EXAMPLE, "--output", "none/x.md"), 1, "no such folder"),
    ],
)
def test_a_mistake_is_one_line_and_nothing_is_said_or_done_before_it(
    args: tuple[str, ...], code: int, said: str, program: Program, here: Path
) -> None:
    for _ in range(2):  # with an empty cache, and after a good run
        found, out, err = program(*args)
        assert (found, out) == (code, "")
        assert len(err.splitlines()) == 1
        assert said in err
        assert list(here.iterdir()) == []
        assert program(EXAMPLE, "-q")[0] == 0


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_a_folder_that_is_none_stops_a_batch_before_its_first_file(
    place: str, program: Program, here: Path
) -> None:
    (here / "file").write_text("x")
    code, _, err = program("batch", EXAMPLE, EXAMPLE.parent, "-O", place, "-m", "extractive")
    assert code == 1
    assert err.splitlines() == [f"llm-summarise: {err.partition(': ')[2].strip()}"]
    assert f"{place}: cannot be written into" in err
    assert "is no folder" in err


@pytest.mark.parametrize(
    "args", [(EXAMPLE,), ("compare", EXAMPLE), ("batch", EXAMPLE, "-O", "out"), ("doctor",)]
)
def test_a_model_nobody_knows_is_a_wrong_setting(args: tuple[str, ...], program: Program, here: Path) -> None:
    code, _, err = program(*args, "-m", "gpt-4o-minni")
    assert code == 2
    assert "no model is called gpt-4o-minni; did you mean" in err


def test_a_missing_file_is_a_failure_and_not_wrong_usage(program: Program, here: Path) -> None:
    assert program("none.vtt")[0] == 1
    assert program("search", "x", "--db", "none.db")[0] == 1


@pytest.fixture
def indexed(program: Program, here: Path) -> Path:
    assert program("index", EXAMPLE, "-m", "extractive")[0] == 0
    return here


def test_a_word_with_a_dash_must_not_occur(program: Program, indexed: Path) -> None:
    def quotes(*args: str) -> set[str]:
        code, out, err = program("search", "--json", *args)
        assert code == 0, err
        return {hit["quote"] for hit in json.loads(out)}

    all_of_them = quotes("tide")
    without = quotes("tide", "-station")
    assert without < all_of_them
    assert without == quotes("tide -station") == quotes("-station", "tide", "--limit", "0")
    assert all("station" not in quote.lower() for quote in without)
    assert quotes("tide", "--limit", "1", "-hello") == quotes("tide", "-hello", "--limit", "1")


def test_words_to_leave_out_alone_are_nothing_to_look_for(program: Program, indexed: Path) -> None:
    code, _, err = program("search", "-station")
    assert (code, err.count("\n")) == (2, 1)
    assert "no word to look for - llm-summarise search duckdb -spark" in err
    assert program("search", "tide", "-q")[0] == 2
    assert program("search", "tide", "--limitt", "3")[0] == 2
    assert program("search", "-h")[0] == 0


@pytest.mark.parametrize("since", ["2024-13", "2024-02-30", "2024-00", "24", "2024-1", "may"])
@pytest.mark.parametrize("command", ["search tide", "tools"])
def test_since_takes_dates_that_exist(command: str, since: str, program: Program, indexed: Path) -> None:
    code, out, err = program(*command.split(), "--since", since)
    assert (code, out) == (2, "")
    assert f"--since {since}: is no date - write 2024, 2024-05 or 2024-05-17" in err
    for right in ("2024", "2024-12", "2024-02-29"):
        assert program(*command.split(), "--since", right)[0] == 0


@pytest.mark.parametrize(
    "command", ["stats", "list", "verify", "export", "prune --older-than 1d", "clear --yes"]
)
def test_a_folder_without_a_cache_is_said_to_be_none_and_stays_as_it_was(
    command: str, program: Program, here: Path
) -> None:
    (here / "mine").mkdir()
    for folder in ("mine", "none"):
        code, out, err = program("cache", *command.split(), "--cache-dir", folder)
        assert (code, out) == (1, "")
        assert err == f"llm-summarise: no cache at {here / folder}\n"
    assert [list(path.iterdir()) for path in here.iterdir()] == [[]]


def test_an_import_makes_the_cache_it_needs(program: Program, here: Path) -> None:
    assert program(EXAMPLE, "-q")[0] == 0
    assert program("cache", "export", "answers.jsonl")[0] == 0
    assert program("cache", "import", "answers.jsonl", "--cache-dir", "new")[0] == 0
    assert json.loads(program("cache", "stats", "--json", "--cache-dir", "new")[1])["entries"] == 2


def test_a_gold_file_that_is_nested_too_deeply_is_called_so(program: Program, here: Path) -> None:
    (here / "deep.json").write_text("[" * 100_000)
    code, _, err = program("eval", "deep.json", "-m", "extractive")
    assert code == 1
    assert lines(err.encode())[-1].endswith("deep.json: file: is nested too deeply for a gold file")
    assert len(err.splitlines()) == 1


def test_the_library_names_the_argument_that_is_wrong() -> None:
    with pytest.raises(SettingsError, match=r"\Aconcurrency: Input should be greater"):
        summarise(EXAMPLE, concurrency=-1)
    with pytest.raises(SettingsError, match=r"concurency - did you mean concurrency\?"):
        summarise(EXAMPLE, concurency=1)
    with pytest.raises(SettingsError, match=r"\Acache_dir: a path cannot be empty"):
        summarise(EXAMPLE, cache_dir="")
    with pytest.raises(SettingsError, match=r"\Atimeout: ") as error:
        ask("a colour", dict, timeout="soon", key="sk-secret")
    assert "secret" not in str(error.value)


@pytest.mark.parametrize("wrong", [None, 3, b"talk.vtt", ["talk.vtt"]])
def test_what_is_no_path_is_called_so(wrong: object) -> None:
    with pytest.raises(TypeError, match="from a path"):
        summarise(wrong)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="from a path"):
        read_transcript(wrong)  # type: ignore[arg-type]


def test_an_empty_path_is_none() -> None:
    with pytest.raises(InputError, match="a path cannot be empty"):
        summarise("")


@pytest.mark.parametrize("schema", [{"type": "object"}, None, "Colour", 3, object()])
def test_a_question_needs_a_type_for_its_answer(schema: object) -> None:
    with pytest.raises(TypeError, match=r"\Aask: schema must be a Pydantic model"):
        ask("a colour", schema)  # type: ignore[call-overload]


def test_a_type_that_has_no_schema_is_called_so() -> None:
    class Opaque:
        pass

    with pytest.raises(TypeError, match=r"Opaque.* cannot be asked for: Unable to generate"):
        ask("a colour", Opaque)


@pytest.mark.parametrize("prompt", [None, {"role": "user"}, b"a colour"])
def test_a_question_is_a_text(prompt: object) -> None:
    with pytest.raises(TypeError, match=r"\Aask: prompt must be a str"):
        ask(prompt, dict)  # type: ignore[call-overload]


def test_a_line_with_an_unwanted_word_is_left_out_of_names_too(program: Program, here: Path) -> None:
    (here / "talk.txt").write_text(
        "0:00 Ana: We began with Flask and Django on one server.\n0:20 Ana: Later only Flask was left.\n"
    )
    assert program("index", "talk.txt", "-m", "extractive", "--with-cues")[0] == 0

    def quotes(*args: str) -> list[str]:
        return [hit["quote"] for hit in json.loads(program("search", "--json", *args)[1])]

    assert any("Django" in quote for quote in quotes("flask"))
    left = quotes("flask", "-django")
    assert left
    assert not any("Django" in quote for quote in left)
    assert quotes("--tool", "Flask", "flask", "-django") == [q for q in left if "Later only" in q]


def test_an_index_of_nothing_that_can_be_read_is_not_made(program: Program, here: Path) -> None:
    code, _, err = program("index", "none.vtt", "-O", "new.db", "-m", "extractive")
    assert code == 1
    assert len(err.splitlines()) == 1
    assert "none.vtt: no such file" in err
    assert list(here.iterdir()) == []


def test_a_batch_of_nothing_that_exists_ends_in_one_line(program: Program, here: Path) -> None:
    code, out, err = program("batch", "nosuch", "-O", "notes", "-m", "extractive")
    assert (code, out) == (1, "")
    assert len(err.splitlines()) == 1
    assert "nosuch: no such file - " in err
    assert list(here.iterdir()) == []


def test_of_several_files_the_missing_is_named_and_the_others_done(program: Program, here: Path) -> None:
    (here / "talk.txt").write_text("Ana: We began with Flask on one server.\nBo: Why Flask, of all things?\n")
    code, _, err = program("batch", "nosuch", "talk.txt", "-O", "notes", "-m", "extractive")
    assert code == 3
    assert "nosuch: no such file" in err
    assert (here / "notes" / "talk.md").exists()
