"""What a project file may set, whose it must be, and what is read of it: it may be anybody's."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest

from llm_summarise.config import checked, gather
from llm_summarise.config.project_settings import PROJECT_MAY, PROJECT_MAY_NOT, SAMPLING
from llm_summarise.domain.errors import FileIgnored, SettingsError
from llm_summarise.domain.settings import Settings
from tests.batch_samples import talk
from tests.fault_server import FaultServer
from tests.inprocess import inside

WRITTEN = {
    "key": '"sk-theirs"',
    "samples": "9",
    "chunk_tokens": "100",
    "concurrency": "1000",
    "timeout": "1",
    "keep_going": "true",
    "log": "true",
    "tokens_per_minute": "1000",
    "requests_per_minute": "10",
    "cache_dir": '"/"',
    "no_cache": "true",
    "refresh": "true",
    "cached_only": "true",
    "model": '"m"',
    "options": "{temperature = 0.5}",
    "seed": "3",
    "min_support": "0.7",
    "length": '"short"',
    "language": '"German"',
    "mentions": '"tools"',
    "chapters": '"few"',
    "verify": "true",
    "skip_sponsors": "true",
    "prompts": '"prompts"',
    "glossary": '"names.txt"',
    "speakers": '{S1 = "Nora"}',
    "max_cost": "0.5",
}
"""A value for each setting, as TOML."""


def load(folder: Path, text: str | None = None, user: str = "", **flags: Any) -> Settings:
    """The settings with this text in the project file of `folder`, and in the user's own."""
    if text is not None:
        (folder / "llm-summarise.toml").write_text(text)
    own = folder / "own.toml"
    own.write_text(user)
    return checked(gather(flags, environment={}, folder=folder, user_file=own))


def refused(folder: Path, text: str, user: str = "") -> str:
    with pytest.raises(SettingsError) as error:
        load(folder, text, user)
    assert "\n" not in str(error.value)
    assert error.value.exit_code == 2
    return str(error.value)


def test_every_setting_says_whether_a_project_may_set_it() -> None:
    assert set(Settings.model_fields) <= PROJECT_MAY.keys() | PROJECT_MAY_NOT.keys()
    assert PROJECT_MAY.keys().isdisjoint(PROJECT_MAY_NOT)
    assert WRITTEN.keys() >= Settings.model_fields.keys()


@pytest.mark.parametrize("name", sorted(PROJECT_MAY))
def test_what_shapes_the_result_may_be_set(tmp_path: Path, name: str) -> None:
    (tmp_path / "prompts").mkdir()
    (tmp_path / "names.txt").write_text("Tide Ledger\n")
    assert getattr(load(tmp_path, f"{name} = {WRITTEN[name]}"), name) != getattr(Settings(), name)


@pytest.mark.parametrize("spelling", ["{}", "{} "])
@pytest.mark.parametrize("name", sorted(PROJECT_MAY_NOT & Settings.model_fields.keys()))
def test_what_is_the_users_own_is_refused(tmp_path: Path, name: str, spelling: str) -> None:
    written = spelling.format(name if spelling == "{}" else name.replace("_", "-"))
    said = refused(tmp_path, f"{written} = {WRITTEN[name]}")
    assert said.startswith(f"{tmp_path / 'llm-summarise.toml'}: {name} cannot be set by a project")
    for place in (f"--{name.replace('_', '-')}", f"LLM_SUMMARISE_{name.upper()}", str(tmp_path / "own.toml")):
        assert place in said
    assert "sk-theirs" not in said


OPTIONS = (
    "max_tokens stop logit_bias reasoning_effort service_tier user metadata store key api_key api_base "
    "base_url host endpoint headers extra_headers extra_body proxy num_ctx num_predict think tools file"
).split()


@pytest.mark.parametrize("name", [*OPTIONS, "Temperature", "top-p", "temperature "])
def test_other_options_than_those_of_sampling_are_refused(tmp_path: Path, name: str) -> None:
    said = refused(tmp_path, f'[options]\n"{name}" = 1')
    assert f"options.{name} cannot be set by a project" in said
    assert f"-o {name} VALUE" in said


@pytest.mark.parametrize("value", ['"0"', "true", "[1]", "{a = 1}", "nan", "inf", "0x" + "f" * 4000])
def test_an_option_of_sampling_is_a_number(tmp_path: Path, value: str) -> None:
    assert "options.top_p: a number is expected" in refused(tmp_path, f"[options]\ntop_p = {value}")


def test_every_option_of_sampling_may_be_set(tmp_path: Path) -> None:
    options = dict.fromkeys(sorted(SAMPLING), 1)
    text = "[options]\n" + "\n".join(f"{name} = 1" for name in options)
    assert load(tmp_path, text, "[options]\nmax_tokens = 9").options == {"max_tokens": 9, **options}


def test_of_two_limits_the_lower_counts_unless_one_is_typed(tmp_path: Path) -> None:
    assert load(tmp_path, "max_cost = 5", "max_cost = 1").max_cost == 1
    assert load(tmp_path, "max-cost = 0.5", "max_cost = 1").max_cost == 0.5
    assert load(tmp_path, "max_cost = inf", "max_cost = 1").max_cost == 1
    assert load(tmp_path, "max_cost = nan", "max_cost = 1").max_cost == 1
    assert load(tmp_path, "max_cost = 0.5", "max_cost = 1", max_cost=2).max_cost == 2
    assert "max_cost: " in refused(tmp_path, 'max_cost = "much"', "max_cost = 1")


def test_the_users_key_is_not_sent_to_a_model_of_the_projects_choice(tmp_path: Path) -> None:
    with pytest.warns(FileIgnored, match="the key in .* is not used"):
        assert load(tmp_path, 'model = "theirs"', 'model = "mine"\nkey = "sk-mine"').key is None
    assert load(tmp_path, 'model = "theirs"', 'key = "sk-mine"', model="mine").key == "sk-mine"
    assert load(tmp_path, 'model = "theirs"', 'model = "mine"', key="sk-typed").key == "sk-typed"


@pytest.mark.parametrize(
    "name", ["/etc/passwd", "http://127.0.0.1:9", "gguf:/etc/passwd", "./m", "t:books", "%x"]
)
def test_a_models_name_is_looked_up_and_never_opened(
    tmp_path: Path, fault_server: FaultServer, name: str
) -> None:
    (tmp_path / "llm-summarise.toml").write_text(f'model = "{name}"')
    (tmp_path / "a.vtt").write_text(talk(1))
    done = inside("a.vtt", cwd=tmp_path, check=2)
    assert done.stderr.decode().startswith(f"llm-summarise: no model is called {name}")
    assert fault_server.calls == 0


# Paths


@pytest.mark.parametrize("name", ["prompts", "glossary"])
@pytest.mark.parametrize(
    "value", ["../x", "/etc", "in/../../x", "link", "link/below", "~/../../etc", "a\\u0000b"]
)
def test_a_path_stays_in_the_folder_of_the_file(tmp_path: Path, name: str, value: str) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    (tmp_path / "x").mkdir()
    (folder / "link").symlink_to(tmp_path / "x")
    said = refused(folder, f'{name} = "{value}"')
    assert f"llm-summarise.toml: {name}" in said


def test_a_template_does_not_lead_out_through_a_link(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    (folder / "prompts" / "recipes").mkdir(parents=True)
    (tmp_path / "secret").write_text("sk-secret {{")
    for place in ("prompts/chunk.system.j2", "prompts/recipes/mine.j2"):
        (folder / place).symlink_to(tmp_path / "secret")
        said = refused(folder, 'prompts = "prompts"')
        assert "prompts leads out of the folder" in said
        assert "sk-secret" not in said
        (folder / place).unlink()
    (folder / "prompts" / "real").write_text("{{ text }}")
    (folder / "prompts" / "chunk.system.j2").symlink_to("real")
    assert load(folder).prompts == folder / "prompts"


def test_what_a_file_names_is_a_regular_file_of_a_size(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "is no regular file" in refused(tmp_path, 'glossary = "pipe"')
    (tmp_path / "sparse").touch()
    os.truncate(tmp_path / "sparse", 2**40)
    assert "at most 16 MB" in refused(tmp_path, 'glossary = "sparse"')
    (tmp_path / "prompts").mkdir()
    os.mkfifo(tmp_path / "prompts" / "chunk.user.j2")
    assert "is no regular file" in refused(tmp_path, 'prompts = "prompts"')


# Whose it is


def ignored(folder: Path, why: str, project: Path | None = None) -> None:
    """No settings are found in `folder`, and it is said once why."""
    with pytest.warns(FileIgnored) as said:
        assert load(folder) == Settings()
    (warning,) = said
    place = (project or folder) / "llm-summarise.toml"
    assert re.fullmatch(f"{place} is ignored: {why}", str(warning.message))


def written(folder: Path) -> Path:
    path = folder / "llm-summarise.toml"
    path.write_text('length = "short"')
    return path


def test_a_file_that_others_may_write_to_is_ignored(tmp_path: Path) -> None:
    written(tmp_path).chmod(0o646)
    ignored(tmp_path, "others may write to it")


def test_a_file_in_a_folder_of_everybody_is_ignored(tmp_path: Path) -> None:
    below = tmp_path / "all" / "mine"
    below.mkdir(parents=True)
    written(below.parent)
    below.parent.chmod(0o777)
    ignored(below, f"others may write to {below.parent}", below.parent)
    below.parent.chmod(0o1777)  # as /tmp: nobody else can replace what is mine
    assert load(below).length == "short"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root can give files away")
def test_a_file_or_folder_of_another_user_is_ignored(tmp_path: Path) -> None:
    below = tmp_path / "theirs" / "mine"
    below.mkdir(parents=True)
    path = written(below.parent)
    os.chown(path, 4321, 4321)
    ignored(below, "it belongs to another user", below.parent)
    os.chown(path, 0, 0)
    os.chown(below.parent, 4321, 4321)
    ignored(below, f"{below.parent} belongs to another user", below.parent)


def test_a_file_above_counts_where_the_nearest_is_ignored(tmp_path: Path) -> None:
    below = tmp_path / "a"
    below.mkdir()
    written(tmp_path)
    (below / "llm-summarise.toml").write_text('length = "long"')
    (below / "llm-summarise.toml").chmod(0o666)
    with pytest.warns(FileIgnored):
        assert load(below).length == "short"


def test_a_link_is_read_only_within_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    (tmp_path / "secret.toml").write_text('password = "hunter2"')
    (folder / "llm-summarise.toml").symlink_to(tmp_path / "secret.toml")
    ignored(folder, "it is a link that leads out of its folder")
    (folder / "llm-summarise.toml").unlink()
    (folder / "real.toml").write_text('length = "short"')
    (folder / "llm-summarise.toml").symlink_to("real.toml")
    assert load(folder).length == "short"


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir, lambda path: path.symlink_to("/dev/zero")])
def test_what_is_no_file_is_ignored_and_not_waited_for(tmp_path: Path, make: Any) -> None:
    make(tmp_path / "llm-summarise.toml")
    ignored(tmp_path, "it is (no regular file|a link that leads out of its folder)")


def test_the_command_line_says_once_what_it_ignores(tmp_path: Path) -> None:
    written(tmp_path).chmod(0o666)
    (tmp_path / "a.vtt").write_text(talk(1))
    done = inside("batch", "a.vtt", "--jsonl", cwd=tmp_path)
    assert done.stderr.count(b"llm-summarise.toml is ignored: others may write to it") == 1


HOSTILE = {
    "large": ("#" * 70_000, "has more than 65,536 bytes"),
    "nested": ("a = " + "[" * 60_000, "llm-summarise.toml: "),
    "digits": ("seed = " + "9" * 60_000, "llm-summarise.toml: "),
    "long hexadecimal": ("seed = 0x" + "f" * 60_000, "seed: "),
    "dotted": ("a." * 30_000 + "a = 1", "llm-summarise.toml: "),
    "quoting": ('password = hunter2"', "is not written as TOML (line 1)"),
    "twice": ("[hunter2]\n[hunter2]", "is not written as TOML (line 2)"),
    "bytes": ("a = 'hunter2\udcff'", "is not written in UTF-8"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_one_line_that_quotes_nothing(tmp_path: Path, case: str) -> None:
    text, said = HOSTILE[case]
    (tmp_path / "llm-summarise.toml").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(SettingsError) as error:
        load(tmp_path)
    assert said in str(error.value)
    assert "hunter2" not in str(error.value)
    assert len(str(error.value)) < 1000


def test_nothing_is_read_or_asked_before_a_file_is_refused(tmp_path: Path, fault_server: FaultServer) -> None:
    (tmp_path / "llm-summarise.toml").write_text('model = "fault"\nsamples = 99')
    os.mkfifo(tmp_path / "a.vtt")  # which would be waited for
    for command in (
        ["a.vtt"],
        ["batch", "a.vtt", "-O", "out"],
        ["index", "a.vtt"],
        ["run", "books", "a.vtt"],
    ):
        done = inside(*command, cwd=tmp_path, check=2)
        assert b"samples cannot be set by a project" in done.stderr
        assert done.stderr.count(b"\n") == 1
    assert fault_server.calls == 0
