"""Jinja2's sandbox, made narrower: plain data only, and bounds on time, text and values.

What a template can call is known, so each operator, filter and method is held to its bounds by a rule of its
own. That works on every system and in every thread, and an ordinary rendering hardly notices; a process with
limits of its own would cost a tenth of a second each time, and Windows has no such limits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import BuiltinMethodType, FunctionType, MethodType
from typing import Any, Final

import jinja2
from jinja2 import nodes, pass_context, pass_eval_context
from jinja2.filters import do_join
from jinja2.runtime import BlockReference, LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Cycler, Joiner, Namespace

from llm_summarise.sandbox.bounded_syntax import BUILT, JOINED, WORK_DONE, with_bounds
from llm_summarise.sandbox.operations import (
    METHODS,
    OPERATORS,
    bounded_filters,
    bounded_method,
    bounded_operator,
    bounded_tests,
)
from llm_summarise.sandbox.work import TooMuch, Work, size_of

MOST_SOURCE: Final = 256 * 1024
"""Characters a template may have."""

MOST_TAGS: Final = 4_000
"""Marks that begin a statement or a value in a template: each is compiled, which takes longer than text."""

_JINJAS_OWN: Final = (BlockReference, Cycler, Joiner, LoopContext, Macro)
_MADE: Final = (range, dict, Cycler, Joiner, Namespace)
_FORMAT: Final = "BoundedEnvironment.wrap_str_format.<locals>.bounded"
_FAULTS: Final = (
    *(jinja2.TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError),
    *(RecursionError, MemoryError, SyntaxError, AssertionError),
)


class BoundedEnvironment(ImmutableSandboxedEnvironment):
    """An environment for templates of other people. Filters are given at once, for each gets its bounds."""

    intercepted_binops = frozenset(OPERATORS)

    def __init__(self, filters: Mapping[str, Any] | None = None, **options: Any) -> None:
        self.work = Work()
        super().__init__(undefined=jinja2.StrictUndefined, finalize=self._printed, **options)
        self.globals = {name: each for name, each in self.globals.items() if name != "lipsum"}
        self.filters = bounded_filters(self.work, {**self.filters, **(filters or {})})
        tests: dict[str, Any] = {**self.tests}
        self.tests = dict[str, Any](bounded_tests(self.work, tests))
        self.filters |= {WORK_DONE: self._work_done(), BUILT: self._built, JOINED: self._joined()}

    @contextmanager
    def bounded(self) -> Iterator[None]:
        """One rendering. Whatever a template does wrong comes out as an error of Jinja2's: TooMuch, or what
        it was."""
        self.work.start()
        try:
            yield
        except jinja2.TemplateError:
            raise
        except RecursionError:
            raise TooMuch("calls itself without an end, or is nested too deeply") from None
        except MemoryError:
            raise TooMuch("needs more memory than there is") from None
        except SyntaxError as error:  # Python's own bounds, on blocks within blocks
            raise TooMuch(str(error.msg)) from None
        except _FAULTS as error:
            raise jinja2.TemplateRuntimeError(str(error)) from error

    def compile(self, source: Any, *args: Any, **named: Any) -> Any:
        if isinstance(source, str) and len(source) > MOST_SOURCE:
            raise TooMuch(f"has more than {MOST_SOURCE:,} characters")
        if isinstance(source, str) and source.count("{%") + source.count("{{") > MOST_TAGS:
            raise TooMuch(f"has more than {MOST_TAGS:,} tags")
        return super().compile(source, *args, **named)

    def _generate(self, source: nodes.Template, *args: Any, **named: Any) -> str:
        return super()._generate(with_bounds(source), *args, **named)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A key before a method: `data.items` is a field of that name, if there is one."""
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        for kind, names in METHODS.items():
            if isinstance(obj, kind):
                return attr in names
        own = type(obj).__module__.startswith("jinja2.")
        return own and super().is_safe_attribute(obj, attr, value)

    def is_safe_callable(self, obj: Any) -> bool:
        if isinstance(obj, BuiltinMethodType | MethodType):
            return isinstance(obj.__self__, (*METHODS, *_JINJAS_OWN))
        if isinstance(obj, FunctionType) and obj.__qualname__ == _FORMAT:
            return True
        return isinstance(obj, _JINJAS_OWN) or any(obj is one for one in (*_MADE, *self.globals.values()))

    def wrap_str_format(self, value: Any) -> Any:
        """`str.format`, which keys and attributes are read with as in templates, within bounds."""
        wrapped = super().wrap_str_format(value)
        if wrapped is None:
            return None

        def bounded(*args: Any, **named: Any) -> str:
            bounded_method(self.work, value.__self__, "format", args, named)
            text: str = str_type(wrapped(*args, **named))
            return text

        str_type = type(value.__self__)
        return bounded

    def call(__self, __context: Any, __obj: Any, *args: Any, **named: Any) -> Any:
        __self.work.step()
        if isinstance(__obj, jinja2.Undefined):
            __obj()  # says what is not there, as it does wherever else it is used
        owner = getattr(__obj, "__self__", None)
        if isinstance(owner, str):
            bounded_method(__self.work, owner, __obj.__name__, args, named)
        result = super().call(__context, __obj, *args, **named)
        if isinstance(result, str):
            __self.work.step(len(result))
        elif isinstance(result, list | dict) and __obj is dict:
            __self.work.step(size_of(result))
        return result

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        bounded_operator(self.work, operator, left, right)
        return super().call_binop(context, operator, left, right)

    def _printed(self, value: Any) -> Any:
        self.work.step(len(value) if isinstance(value, str) else size_of(value))
        return value

    def _built(self, value: Any) -> Any:
        self.work.step()
        size_of(value, printed=False)
        return value

    def _work_done(self) -> Any:
        @pass_context
        def work_done(_context: Any, characters: int) -> str:
            self.work.step(characters)
            return ""

        return work_done

    def _joined(self) -> Any:
        @pass_eval_context
        def joined(context: Any, parts: list[Any]) -> str:
            self.work.step(size_of(parts))
            whole: str = do_join(context, parts)
            return whole

        return joined
