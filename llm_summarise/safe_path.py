"""No code is taken from the folder one works in: that holds transcripts, or a repository, of other people.

This is imported before anything else, so it takes nothing but what Python has loaded by itself, which
`__future__` is not.
"""
# pathlib is not there yet, and the folder might have a file of that name.
# ruff: noqa: PTH100, PTH109, PTH113, PTH117, PTH118, PTH119, PTH120

import os
import sys

_PROGRAMS = ("llm-summarise", "llm-summarise.exe", "llm", "llm.exe")
_MODULES = ("llm_summarise", "llm")
"""What our program is started as; with `python -m`, Python puts the current folder before its own modules."""


def keep_out_of_program() -> None:
    """As `keep_out_working_folder` where this process is our program, and nothing where it is somebody's who
    imports us."""
    if _is_module() or os.path.basename((getattr(sys, "argv", None) or [""])[0]) in _PROGRAMS:
        keep_out_working_folder()


def keep_out_working_folder() -> None:
    """Take the current folder out of the places where our program looks for modules and other programs: it is
    there because of `python -m`, or of an empty or relative entry of PYTHONPATH or PATH."""
    here = _here()
    dropped = {os.path.abspath(e) for e in _entries("PYTHONPATH") if here and not os.path.isabs(e)}
    named = {os.path.normpath(e) for e in _entries("PYTHONPATH") if os.path.isabs(e)}
    if _is_module() and not sys.flags.safe_path and sys.path[:1] in ([""], [here]):
        del sys.path[0]
    sys.path[:] = [entry for entry in sys.path if entry in named or entry not in dropped]
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    if package not in sys.path:  # of a checkout: last, so that nothing in there stands in for anything else
        sys.path.append(package)
    os.environ.update(safe_environment())


def safe_environment() -> dict[str, str]:
    """Variables for a process of its own, with which neither Python nor the system looks for modules and
    programs in its current folder."""
    absolute = {
        name: os.pathsep.join(entry for entry in _entries(name) if os.path.isabs(entry))
        for name in ("PYTHONPATH", "PATH")
        if name in os.environ
    }
    return {**absolute, "PYTHONSAFEPATH": "1", "NoDefaultCurrentDirectoryInExePath": "1"}


def find_program(name: str) -> str:
    """The whole path of a program on PATH, which is not looked for in the current folder, as Windows does.
    Raises FileNotFoundError."""
    endings = (".exe", ".cmd", ".bat") if os.name == "nt" else ("",)
    for folder in _entries("PATH"):
        for ending in endings:
            path = os.path.join(folder, name + ending)
            if os.path.isabs(folder) and os.path.isfile(path) and os.access(path, os.X_OK):
                return path
    raise FileNotFoundError(f"no program {name} on PATH")


def _entries(variable: str) -> list[str]:
    text = os.environ.get(variable, "")
    return text.split(os.pathsep) if text else []


def _is_module() -> bool:
    """Whether this process is `python -m llm_summarise` or `python -m llm`. Before the module itself is
    there, Python calls the process "-m"."""
    if getattr(sys, "argv", None) and sys.argv[0] == "-m":
        return any(word in (name, f"-m{name}") for word in sys.orig_argv for name in _MODULES)
    spec = getattr(sys.modules.get("__main__"), "__spec__", None)
    return spec is not None and spec.name.partition(".")[0] in _MODULES


def _here() -> str | None:
    try:
        return os.getcwd()
    except OSError:  # the folder was removed
        return None
