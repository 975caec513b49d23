"""Templates of other people, in the three places where they run: they end, in little memory, in one line."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from llm_summarise.domain.errors import SummariseError
from llm_summarise.episode.prompts.templates import Prompts
from llm_summarise.recipes.recipe import parse_recipe
from llm_summarise.render import View, render_template
from llm_summarise.sandbox import work
from tests.deadline import comes_to_an_end
from tests.samples import sample_result

FRONT = "---\ndescription: x\nschema-multi: title\n---\n"


def doubled(start: str, step: str, end: str) -> str:
    return start + step * 60 + end


LONG = "{% set a = 'a' * 1000000 %}"
TOO_MUCH = {
    "loops": "{% for a in range(9999) %}" * 6 + "{% endfor %}" * 6,
    "a loop that prints": "{% for a in range(99999) %}{{ 'a' * 1000 }}{% endfor %}",
    "a loop that filters": "{% for a in range(99999) if range(99999) | sum %}{% endfor %}",
    "a literal": "{% for a in range(9999) %}{% for b in range(9999) %}"
    + "x" * 1000
    + "{% endfor %}{% endfor %}",
    "times": "{{ 'a' * 10**10 }}",
    "times, turned round": "{{ 10**10 * 'a' }}",
    "a list": "{{ [1] * 10**9 }}",
    "a power": "{{ 2 ** 1000000000 }}",
    "a wide format": "{{ '%1000000000d' % 1 }}",
    "a width that is a value": "{{ '%*d' % (1000000000, 1) }}",
    "a precision": "{{ '%.1000000000f' | format(1.5) }}",
    "a brace format": "{{ '{:>1000000000}'.format(1) }}",
    "a brace width that is a value": "{{ '{:{}}'.format(1, 10**9) }}",
    "a format map": "{{ '{a:>1000000000}'.format_map({'a': 1}) }}",
    "center": "{{ 'a' | center(10**9) }}",
    "center, called": "{{ 'a'.center(10**9) }}",
    "ljust": "{{ 'a'.ljust(10**9) }}",
    "zfill": "{{ 'a'.zfill(10**9) }}",
    "center in map": "{{ ['a', text] | map('center', 10**9) | list }}",
    "indent": "{{ 'a' | indent(10**9, true) }}",
    "replace": LONG + "{{ a | replace('a', a) }}",
    "replace, called": LONG + "{{ a.replace('', a) }}",
    "join": LONG + "{{ a | join(a) }}",
    "join, called": LONG + "{{ a.join(a) }}",
    "wordwrap": LONG + "{{ a | wordwrap(1, wrapstring=a) }}",
    "batch": "{{ [1] | batch(10**9, 'x') | list }}",
    "slice": "{{ [1] | slice(10**9) | list }}",
    "round": "{{ 1 | round(10**8, 'ceil') }}",
    "tojson": "{{ [1, text] | tojson(indent=10**9) }}",
    "sum of lists": "{{ ([[1] * 1000] * 9000) | sum(start=[]) | length }}",
    "tilde": doubled("{% set a = 'aaaa' %}", "{% set a = a ~ a %}", "{{ a }}"),
    "plus": doubled("{% set a = 'aaaa' %}", "{% set a = a + a %}", "{{ a }}"),
    "a block": doubled("{% set a = 'aaaa' %}", "{% set a %}{{ a }}{{ a }}{% endset %}", "{{ a }}"),
    "lists of lists": doubled("{% set a = ['a'] %}", "{% set a = [a, a] %}", "{{ a }}"),
    "dicts of dicts": doubled("{% set a = {} %}", "{% set a = dict(a=a, b=a) %}", "{{ a | length }}"),
    "comparing": doubled(
        "{% set a = [1] %}{% set b = [1] %}", "{% set a = (a, a) %}{% set b = (b, b) %}", "{{ a == b }}"
    ),
    "a macro that calls itself": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "a loop that calls itself": "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}",
    "brackets": "{{ " + "(" * 50_000 + "1" + ")" * 50_000 + " }}",
    "blocks": "{% for a in [1] %}" * 60 + "{% endfor %}" * 60,
    "a long template": "x" * 300_000,
    "a template of many tags": "{{ 1 }}" * 30_000,
    "a template of many blocks": "".join(f"{{% block b{n} %}}{{% endblock %}}" for n in range(8_000)),
    "digits of another script": "{{ '{:>\u0669\u0669\u0669\u0669\u0669\u0669\u0669}'.format(1) }}",
    "a search in a search": "{% set a = range(99999) | list %}{{ a | reject('in', a) | list }}",
    "sorting by many keys": "{{ range(99999) | sort(attribute='a,' * 100000) | length }}",
    "sorting by many keys, in place": "{{ range(99999) | sort(false, true, 'a,' * 100000) | length }}",
    "a path without an end": "{{ ['a'] | map(attribute='0.' * 1000000 ~ '0') | list }}",
    "selecting by a long path": "{{ ['a'] | selectattr('0.' * 1000000 ~ '0', 'eq', 'a') | list }}",
    "lists that are kept": "{% set n = namespace(k=none) %}{% for i in range(9999) %}"
    "{% set n.k = namespace(a=n.k, b=range(99999) | list) %}{% endfor %}",
    "a negative length": "{{ 'abc' | truncate(-5, true, '') }}",
}
ESCAPES = {
    "class": "{{ ''.__class__.__mro__ }}",
    "class by key": "{{ ''['__class__'] }}",
    "attr": "{{ '' | attr('__class__') }}",
    "attr in map": "{{ [''] | map('attr', '__class__') | list }}",
    "a format": "{{ '{0.__class__}'.format('') }}",
    "a format kept": "{% set f = '{0.__class__}'.format %}{{ f('') }}",
    "a format map": "{{ '{a.__class__}'.format_map({'a': ''}) }}",
    "a format of keys": "{{ '{0[__class__]}'.format('') }}",
    "globals of cycler": "{{ cycler.__init__.__globals__.os }}",
    "globals of joiner": "{{ joiner.__init__.__globals__ }}",
    "globals of namespace": "{{ namespace.__init__.__globals__ }}",
    "globals of lipsum": "{{ lipsum.__globals__ }}",
    "lipsum": "{{ lipsum(n=3) }}",
    "the context": "{{ self._TemplateReference__context }}",
    "self": "{{ self.__init__ }}",
    "mro": "{{ dict.mro() }}",
    "fromkeys": "{{ dict.fromkeys([1]) }}",
    "sort by class": "{{ [1, 2] | sort(attribute='__class__') }}",
    "group by class": "{{ [1, 2] | groupby('__class__') }}",
    "another file": "{% include '/etc/passwd' %}",
    "a module": "{% import 'os' as os %}{{ os.name }}",
    "a base": "{% extends '/etc/passwd' %}",
    "what changes data": "{{ [1].append(2) }}",
    "bytes": "{{ 'a'.encode() }}",
    "tables": "{{ 'a'.translate({97: 'b'}) }}",
    "a function": "{{ range }}",
    "a namespace": "{% set n = namespace(a=1) %}{{ n }}",
}
HONEST = [
    (
        "{% for a in [3, 1] | sort %}{{ loop.index }}:{{ a }}{{ ', ' if not loop.last }}{% endfor %}",
        "1:1, 2:3",
    ),
    ("{% set n = namespace(s=0) %}{% for i in range(9) %}{% set n.s = n.s + i %}{% endfor %}{{ n.s }}", "36"),
    ("{{ 'a' ~ 1 ~ 'b' }} {{ [1, 'x' | upper] | join('-') }} {{ {'items': [7]}.items[0] }}", "a1b 1-X 7"),
    ("{{ '%s %5.2f' % ('a', 2) }} {{ '{:.1f}%'.format(2.25) }} {{ 'ab'.ljust(4) }}|", "a  2.00 2.2% ab  |"),
    ("{% macro m(a) %}<{{ a }}{{ caller() }}>{% endmacro %}{% call m(1) %}x{% endcall %}", "<1x>"),
    ("{% set b %}{% filter upper %}abc{% endfilter %}{% endset %}{{ b | replace('B', 'x') }}", "AxC"),
    ("{{ range(5) | batch(2, 0) | map('join', '+') | join(' ') }}", "0+1 2+3 4+0"),
    ("{{ ['ab'] | map('replace', 'a', 'x' * 200) | join | length }} {{ [{'a': 2}] | sum('a') }}", "201 2"),
    ("{{ {'a': 1} | tojson(indent=2) | length }} {{ 'a\n b' | indent(2, true) | wordcount }}", "12 2"),
]


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "SECONDS", 0.5)


@pytest.fixture(scope="module")
def places() -> dict[str, Callable[[str], str]]:
    """The three places by name: each renders a template."""
    result = sample_result()

    def as_recipe(template: str) -> str:
        return parse_recipe(FRONT + template, "mine", "mine.j2").prompt("some words").system

    return {
        "prompt": lambda text: Prompts({"a.j2": text}, {"a.j2": "mine.j2"}).render("a.j2", text="some words"),
        "template": lambda text: render_template(
            text.replace("text", "result.title"), result, View(), name="mine.j2"
        ),
        "recipe": as_recipe,
    }


@pytest.mark.parametrize("place", ["prompt", "template", "recipe"])
@pytest.mark.parametrize("name", [*TOO_MUCH, *ESCAPES])
def test_a_hostile_template_is_refused_in_one_line(place, name, places):
    template = (TOO_MUCH | ESCAPES)[name]
    with comes_to_an_end(), pytest.raises(SummariseError) as refused:
        places[place](template)
    assert refused.value.exit_code == 2
    assert str(refused.value).startswith("mine.j2")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("place", ["prompt", "template", "recipe"])
@pytest.mark.parametrize(("template", "printed"), HONEST)
def test_an_honest_template_says_what_it_says_in_jinja(place, template, printed, places):
    assert places[place](template) == printed
