"""Templates are rewritten before they are compiled, so that whatever can be repeated counts what it does.

Loops, macros and blocks begin with `work_done`, which counts a step and the literal text in them; `a ~ b` and
lists become filters, for these are within bounds.
"""

from __future__ import annotations

from typing import Any, Final

from jinja2 import nodes
from jinja2.visitor import NodeTransformer

WORK_DONE: Final = "_work_done"
BUILT: Final = "_built"
JOINED: Final = "_joined"

_REPEATED: Final = (nodes.For, nodes.Macro, nodes.CallBlock, nodes.Block)


def with_bounds(template: nodes.Template) -> nodes.Template:
    """The template that says the same and counts what it does. `template` is changed."""
    bounded: nodes.Template = _Rewriter().visit(template)
    repeated: list[Any] = [bounded, *bounded.find_all(_REPEATED)]
    for node in repeated:
        literal = sum(len(text.data) for text in node.find_all(nodes.TemplateData))
        counted = _filter(nodes.Const(literal), WORK_DONE, node)
        node.body.insert(0, nodes.Output([counted], lineno=node.lineno, environment=node.environment))
    return bounded


class _Rewriter(NodeTransformer):
    def visit_Concat(self, node: nodes.Concat) -> nodes.Expr:
        self.generic_visit(node)
        return _filter(nodes.List(node.nodes, lineno=node.lineno, environment=node.environment), JOINED, node)

    def _built(self, node: nodes.List | nodes.Tuple | nodes.Dict) -> nodes.Expr:
        self.generic_visit(node)
        if getattr(node, "ctx", "load") != "load" or all(
            isinstance(each, nodes.Const) for each in node.iter_child_nodes()
        ):
            return node
        return _filter(node, BUILT, node)

    visit_List = visit_Tuple = visit_Dict = _built


def _filter(value: nodes.Expr, name: str, at: Any) -> nodes.Filter:
    value.set_lineno(at.lineno)
    value.set_environment(at.environment)
    return nodes.Filter(value, name, [], [], None, None, lineno=at.lineno, environment=at.environment)
