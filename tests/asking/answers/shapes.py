"""Shapes of answers, as models write them: the text, and what is to come of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final, Literal

from tests.asking.answers.thought_shapes import FINAL_WINS, NOTHING_FINAL, NOTHING_SAID

Verdict = Literal["invalid", "incomplete", "ambiguous"]


@dataclass(frozen=True)
class Shape:
    """`wanted` is the answer as JSON, or why there is none; `mended` are words for what is put right."""

    name: str
    text: str
    wanted: dict[str, Any] | Verdict
    mended: tuple[str, ...] = ()
    dropped: int = 0
    form: str = "whole"


A: Final = {"name": "a"}
TWO: Final = {"name": "a", "parts": [{"n": 1}, {"n": 2}]}


def _thoughts() -> list[Shape]:
    """Each form of thoughts around two objects, of which the second is meant."""
    texts = {"DRAFT": '{"name": "draft"}', "FINAL": '{"name": "a"}', "HALF": '{"name": "a'}

    def filled(text: str) -> str:
        for word, json_text in texts.items():
            text = text.replace(word, json_text)
        return text

    rows = [Shape(f"thoughts: {name}", filled(text), A) for name, text in FINAL_WINS.items()]
    rows += [Shape(f"thoughts: {name}", filled(text), "incomplete") for name, text in NOTHING_FINAL.items()]
    return rows + [Shape(f"thoughts: {name}", filled(text), "invalid") for name, text in NOTHING_SAID.items()]


def _said(text: str) -> dict[str, Any]:
    return {"name": text}


MARKERS_IN_ANSWERS: Final = [
    Shape(
        "a closing marker is said", '{"name": "he typed </think> twice"}', _said("he typed </think> twice")
    ),
    Shape("a pair is said", '{"name": "<think>a</think>"}', _said("<think>a</think>")),
    Shape("an opening marker is said", '{"name": "a <think> b"}', _said("a <think> b")),
    Shape(
        "a marker is said after thoughts", '<think>x</think>{"name": "a </think> b"}', _said("a </think> b")
    ),
    Shape(
        "a marker is said in prose around",
        'Here: {"name": "[THINK] and </think>"} Done.',
        _said("[THINK] and </think>"),
    ),
    Shape(
        "a channel is said", '{"name": "<|channel|>final<|message|>"}', _said("<|channel|>final<|message|>")
    ),
    Shape(
        "mangled channels are said", '{"name": "analysis, assistantfinal"}', _said("analysis, assistantfinal")
    ),
    Shape(
        "a marker and a trailing comma",
        '{"name": "a </think> b",}',
        _said("a </think> b"),
        ("trailing comma",),
    ),
    Shape("other tags", '<answer>{"name": "a"}</answer>', A),
    Shape("end of turn", '{"name": "a"}<|end|>', A),
    Shape("end of turn, Llama", '{"name": "a"}<|eot_id|>', A),
    Shape("analysis as a heading", 'Analysis: short. {"name": "a"}', A),
    Shape("a sound in brackets", '[thinking aloud] {"name": "a"}', A),
]

SEVERAL: Final = [
    Shape("two that differ", '{"name": "a"} {"name": "b"}', "ambiguous"),
    Shape(
        "two that differ, in fences",
        '```json\n{"name": "a"}\n```\nor\n```json\n{"name": "b"}\n```',
        "ambiguous",
    ),
    Shape("two that are equal", '{"name": "a"} {"name": "a"}', A),
    Shape("two that are equal as values", '{"name": "a"}\n{ "parts": [], "name":"a" }', A),
    Shape("three, the middle one differs", '{"name": "a"} {"name": "b"} {"name": "a"}', "ambiguous"),
    Shape("one broken, then one", '{"name": "b" "parts"} then {"name": "a"}', A),
    Shape("one, then one broken", '{"name": "a"} then {"name": "b" "parts"}', "invalid"),
    Shape("one wrong, then one", '{"name": 5} then {"name": "a"}', A),
    Shape("one, then one wrong", '{"name": "a"} then {"name": 5}', "invalid"),
    Shape("one, then one cut off", '{"name": "a"} then {"name": "b", "parts": [{"n": 1}', "incomplete"),
    Shape("one, then one cut off in a key", '{"name": "a"} then {"na', "incomplete"),
    Shape("one, then one wrong in a wrapper", '{"name": "a"} then {"response": {"name": 5}}', "invalid"),
    Shape("one, then one without a colon", '{"name": "a"} then {"name" "b"}', "invalid"),
    Shape(
        "one, then one broken with other letters", '{"name": "a"} then {"Name": b, "parts": []}', "invalid"
    ),
    Shape("one, then one encoded and cut off", '{"name": "a"} then "{\\"name\\": \\"b', "invalid"),
    Shape("one, then one encoded", '{"name": "a"} then "{\\"name\\": \\"b\\"}"', "invalid"),
    Shape("one, then an example", '{"name": "a"} as in {"name": "..."}', A),
    Shape("one, then words about a field", '{"name": "a"}. In it, {"name"} is set.', A),
    Shape("one, then something else", '{"name": "a"} {"confidence": 0.9}', A),
    Shape("two in a list", '[{"name": "a"}, {"name": "b"}]', "ambiguous"),
    Shape("a draft and a final one by name", '{"draft": {"name": "b"}, "final": {"name": "a"}}', A),
    Shape(
        "a first and a second one by name", '{"first": {"name": "b"}, "second": {"name": "a"}}', "ambiguous"
    ),
    Shape("a draft alone, by name", '{"draft": {"name": "b"}}', "invalid"),
    Shape("an example alone, by name", '{"example": {"name": "b"}}', "invalid"),
    Shape("thoughts and an answer by name", '{"thinking": {"name": "b"}, "answer": {"name": "a"}}', A),
    Shape("a thought that holds a draft", json.dumps({"reasoning": '{"name": "b"}', "answer": A}), A),
    Shape(
        "the schema with an example",
        '{"type": "object", "properties": {"name": {"type": "string"}}, "examples": [{"name": "b"}]}',
        "invalid",
    ),
    Shape("one put right and one that differs", '{"name": "a",} {"name": "b"}', "ambiguous"),
    Shape("one put right and the same", '{"name": "a",} {"name": "a"}', A),
    Shape("dicts that differ", '{"items": []} {"items": [{"title": "x"}]}', "ambiguous", form="books"),
    Shape("a part of one cut off", '{"whole": {"name": "a"}, "more": ', "incomplete"),
    Shape("a part of a list cut off", '[{"name": "a"}, {"name": "b"', "incomplete"),
    Shape("a part of one broken", '{"drafts" : [{"name": "a"} {"name": "b"}]}', "invalid"),
    Shape("a part of one broken without an end", '{"drafts": [{"name": "a"} oh {"name": "b"}', "invalid"),
    Shape("a part of one that is wrong", '{"name": 5, "parts": [{"n": 1}], "was": {"name": "b"}}', "invalid"),
    Shape(
        "a note that looks like an answer", '{"topics": [], "x": {"notes": [1]}}', "invalid", form="episode"
    ),
    Shape(
        "the schema first", '{"type": "object", "properties": {"name": {"type": "string"}}} {"name": "a"}', A
    ),
    Shape("the schema alone", '{"type": "object", "properties": {"name": {"type": "string"}}}', "invalid"),
    Shape("an example first", 'Like {"name": "..."}: {"name": "a"}', A),
    Shape("an example alone", '{"name": "..."}', "invalid"),
    Shape("an example with types", '{"name": "string", "parts": [{"n": 0}]}', "invalid"),
    Shape("an example in brackets", '{"name": "<the name>"}', "invalid"),
    Shape("an example that differs", '{"name": "example"}\nMine: {"name": "a"}', "ambiguous"),
    Shape("a lone brace before", 'Begin with { here, {"name": "a"}', A),
    Shape("two lone braces before", 'Use {{ and }}: {"name": "a"}', A),
    Shape("an ellipsis in braces", 'Not {...} but {"name": "a"}', A),
    Shape("a template in braces", 'Not {{name}} but {"name": "a"}', A),
    Shape("a lone brace after", '{"name": "a"} without { or } around', A),
    Shape("a set", 'One of {"x", "y"}: {"name": "a"}', A),
    Shape("an interval", 'In [0, 1) I say {"name": "a"}', A),
    Shape("a footnote", '[1] says: {"name": "a"} [2]', A),
    Shape("doubled braces", '{{"name": "a"}}', A),
    Shape("a brace too many", '{"name": "a"}}', A),
    Shape("code before", '```python\nx = {"y": 1}\n```\n{"name": "a"}', A),
    Shape("a broken thing before", 'Like {"y": oops} {"name": "a"}', A),
]

CUT: Final = [
    Shape(f"cut: {text[-14:]}", text, "incomplete")
    for text in (
        "{",
        '{"',
        '{"name',
        '{"name"',
        '{"name":',
        '{"name": "a',
        '{"name": "a"',
        '{"name": "a",',
        '{"name": "a\\',
        '{"name": "a", "parts": [',
        '{"name": "a", "parts": [{"n": 1}',
        '{"name": "a", "parts": [{"n": 1}]',
        '{"name": "a", "share": 1.',
        '{"name": "a", "share": -',
        '{"name": "a", "sure": tr',
        '{"name": "a", "remark": nul',
        "{'name': 'a",
        "{name: ",
        '{"name": "a", // and',
        '{"name": "a", /* and',
        "{“name”: “a",
        '```json\n{"name": "a"',
        'Here: {"name": "a"',
        '[{"name": "a"}',
        '{"response": {"name": "a"}',
        '"{\\"name\\": \\"a\\"}',
        '<tool_call>{"name": "f", "arguments": {"name": "a"}',
        '{"name": "f", "arguments": "{\\"name\\": \\"a\\"}',
    )
]

WRAPPED: Final = [
    Shape("bare", '{"name": "a"}', A),
    Shape("a fence", '```json\n{"name": "a"}\n```', A),
    Shape("a fence without a language", '```\n{"name": "a"}\n```', A),
    Shape("a fence not closed", '```json\n{"name": "a"}', A),
    Shape("a fence of tildes", '~~~json\n{"name": "a"}\n~~~', A),
    Shape("a fence of JSON5", '```JSON5\n{name: "a",}\n```', A, ("keys without quotes", "trailing comma")),
    Shape("a fence of four", '````json\n{"name": "a"}\n````', A),
    Shape("a fence in one line", '```json {"name": "a"} ```', A),
    Shape("a fence in a text", json.dumps('```json\n{"name": "a"}\n```'), A),
    Shape("prose around", 'Here you are:\n{"name": "a"}\nAnything {else}?', A),
    Shape("the word json", 'json\n{"name": "a"}', A),
    Shape("a name before", 'result = {"name": "a"};', A),
    Shape("response", '{"response": {"name": "a"}}', A),
    Shape("result", '{"result": {"name": "a"}}', A),
    Shape("a wrapper with more in it", '{"status": "ok", "data": {"name": "a"}}', A),
    Shape("the schema's name", '{"Whole": {"name": "a"}}', A),
    Shape("two wrappers", '{"output": {"result": {"name": "a"}}}', A),
    Shape("a list of one", '[{"name": "a"}]', A),
    Shape("a list in a wrapper", '{"results": [{"name": "a"}]}', A),
    Shape("answer where there is none", '{"answer": {"name": "a"}}', A),
    Shape("answer", '{"answer": {"name": "a"}}', A | {"name": "a"}, form="answer"),
    Shape("answer is missing", '{"name": "a"}', A, form="answer"),
    Shape("answer is missing, the other branch", '{"n": 3}', {"n": 3}, form="answer"),
    Shape("answer in a wrapper", '{"response": {"answer": {"name": "a"}}}', A, form="answer"),
    Shape("answer twice", '{"answer": {"answer": {"name": "a"}}}', A, form="answer"),
    Shape(
        "answer is missing in a chunk",
        '{"nothing_to_say": "music"}',
        {"nothing_to_say": "music"},
        form="chunk",
    ),
    Shape("call", '{"name": "f", "arguments": {"name": "a"}}', A),
    Shape("call with a text", json.dumps({"name": "f", "arguments": '{"name": "a"}'}), A),
    Shape("call of Llama", '{"name": "f", "parameters": {"name": "a"}}', A),
    Shape(
        "call of OpenAI",
        json.dumps({"type": "function", "id": "1", "function": {"name": "f", "arguments": '{"name": "a"}'}}),
        A,
    ),
    Shape(
        "calls", json.dumps({"tool_calls": [{"function": {"name": "f", "arguments": '{"name": "a"}'}}]}), A
    ),
    Shape("function_call", json.dumps({"function_call": {"name": "f", "arguments": '{"name": "a"}'}}), A),
    Shape("tool and tool_input", '{"tool": "f", "tool_input": {"name": "a"}}', A),
    Shape("action and action_input", '{"action": "f", "action_input": {"name": "a"}}', A),
    Shape("tool_use of Anthropic", '{"type": "tool_use", "id": "t", "name": "f", "input": {"name": "a"}}', A),
    Shape("tags of a call", '<tool_call>\n{"name": "f", "arguments": {"name": "a"}}\n</tool_call>', A),
    Shape("tags of a call, closing only", '{"name": "f", "arguments": {"name": "a"}}</tool_call>', A),
    Shape("call of Mistral", '[TOOL_CALLS][{"name": "f", "arguments": {"name": "a"}}]', A),
    Shape("call of Mistral, newer", '[TOOL_CALLS]f[ARGS]{"name": "a"}', A),
    Shape("python tag", '<|python_tag|>{"type": "function", "name": "f", "parameters": {"name": "a"}}', A),
    Shape("function tag", '<function=f>{"name": "a"}</function>', A),
    Shape(
        "Kimi's call",
        '<|tool_call_begin|>functions.f:0<|tool_call_argument_begin|>{"name": "a"}<|tool_call_end|>',
        A,
    ),
    Shape(
        "DeepSeek's call",
        '<｜tool▁call▁begin｜>function<｜tool▁sep｜>f\n```json\n{"name": "a"}\n```<｜tool▁call▁end｜>',
        A,
    ),
    Shape(
        "two calls that differ",
        '<tool_call>{"name": "f", "arguments": {"name": "a"}}</tool_call>'
        '<tool_call>{"name": "f", "arguments": {"name": "b"}}</tool_call>',
        "ambiguous",
    ),
    Shape("twice encoded", json.dumps('{"name": "a"}'), A),
    Shape("three times encoded", json.dumps(json.dumps('{"name": "a"}')), A),
    Shape("encoded in a wrapper", json.dumps({"response": '{"name": "a"}'}), A),
    Shape("encoded with thoughts", json.dumps('<think>{"name": "b"}</think>{"name": "a"}'), A),
    Shape("quotes escaped", '{\\"name\\": \\"a\\"}', A, ("escaped quotes",)),
    Shape("quotes and lines escaped", '{\\n  \\"name\\": \\"a\\"\\n}', A, ("escaped quotes",)),
    Shape("the schema filled", '{"type": "object", "properties": {"name": "a"}}', A),
    Shape(
        "properties filled",
        '{"properties": {"name": "a", "parts": [{"n": 1}]}}',
        {"name": "a", "parts": [{"n": 1}]},
    ),
    Shape(
        "the schema filled, with its name",
        '{"title": "Whole", "type": "object", "properties": {"name": "a"}, "required": ["name"]}',
        A,
    ),
    Shape("a bare list of numbers", "[1, 2]", {"notes": [1, 2]}, form="keep"),
    Shape("a bare list in a fence", "```json\n[1, 2]\n```", {"notes": [1, 2]}, form="keep"),
    Shape(
        "a bare list of objects",
        '[{"title": "x"}, {"title": "y"}]',
        {"items": [{"title": "x"}, {"title": "y"}]},
        form="books",
    ),
    Shape(
        "a bare list under another name",
        '{"books": [{"title": "x"}]}',
        {"items": [{"title": "x"}]},
        form="books",
    ),
    Shape(
        "one item for the list",
        '{"title": "x", "year": 1999}',
        {"items": [{"title": "x", "year": 1999}]},
        ("one for a list of one",),
        form="books",
    ),
    Shape("a bare list where more is needed", '[{"n": 1}]', "invalid"),
    Shape("prose only", "I am sorry, I cannot.", "invalid"),
    Shape("nothing", "", "invalid"),
    Shape("a bare text", '"a"', "invalid"),
    Shape("a bare number", "5", "invalid"),
    Shape("null", "null", "invalid"),
    Shape("an empty object", "{}", "invalid"),
    Shape("an empty object for lists", "{}", "invalid", form="keep"),
    Shape("an empty answer for lists", '{"answer": {}}', "invalid", form="chunk"),
    Shape("an error", '{"error": {"message": "overloaded"}}', "invalid"),
]

MENDED: Final = [
    Shape("trailing comma", '{"name": "a",}', A, ("trailing comma",)),
    Shape(
        "trailing comma in a list", '{"name": "a", "parts": [{"n": 1}, {"n": 2},]}', TWO, ("trailing comma",)
    ),
    Shape("raw line break", '{"name": "a\nb"}', _said("a\nb"), ("raw line break",)),
    Shape("raw tab", '{"name": "a\tb"}', _said("a\tb"), ("raw line break or tab",)),
    Shape("comment of a line", '{"name": "a" // the name\n}', A, ("comment",)),
    Shape("comment of Python", '{"name": "a" # the name\n}', A, ("comment",)),
    Shape("comment between", '{/* the name */ "name": "a"}', A, ("comment",)),
    Shape("an address is no comment", '{"name": "https://a.example/#x"}', _said("https://a.example/#x")),
    Shape("single quotes", "{'name': 'a'}", A, ("other quotes",)),
    Shape(
        "single quotes with double ones inside", "{'name': 'say \"a\"'}", _said('say "a"'), ("other quotes",)
    ),
    Shape("single quotes, escaped", "{'name': 'it\\'s'}", _said("it's"), ("other quotes",)),
    Shape("single quotes, not escaped", "{'name': 'it's'}", "invalid"),
    Shape("curly quotes", "{“name”: “a”}", A, ("other quotes",)),
    Shape("Swedish quotes", "{”name”: ”a”}", A, ("other quotes",)),
    Shape("German quotes", "{„name“: „a“}", A, ("other quotes",)),
    Shape("curly quotes inside are kept", '{"name": "“a”"}', _said("“a”")),
    Shape("Python's literals", '{"name": "a", "remark": None, "sure": True}', A, ("Python",)),
    Shape("a dict of Python", "{'name': 'a', 'sure': True, 'remark': None}", A, ("Python", "other quotes")),
    Shape("backslash", '{"name": "\\d \\(x\\)"}', _said("\\d \\(x\\)"), ("backslash",)),
    Shape("an escaped apostrophe", '{"name": "it\\\'s"}', _said("it's"), ("backslash",)),
    Shape("half an escape", '{"name": "\\u12"}', _said("\\u12"), ("backslash",)),
    Shape("keys without quotes", '{name: "a", parts: [{n: 1}, {n: 2}]}', TWO, ("keys without quotes",)),
    Shape("odd blanks", '{\u00a0"name": "a"}', A, ("odd blanks",)),
    Shape("quotes not escaped", '{"name": "he said "hi" to"}', "invalid"),
    Shape("a comma missing", '{"name": "a" "parts": []}', "invalid"),
    Shape("a colon missing", '{"name" "a"}', "invalid"),
    Shape("a value missing", '{"name": , "parts": []}', "invalid"),
    Shape("the wrong bracket", '{"name": "a", "parts": [{"n": 1}}', "invalid"),
    Shape("NaN", '{"name": "a", "share": NaN}', "invalid"),
    Shape("Infinity", '{"name": "a", "share": -Infinity}', "invalid"),
    Shape("a number too large", '{"name": "a", "share": 1e400}', "invalid"),
    Shape("5,000 digits", '{"name": "a", "parts": [{"n": ' + "9" * 5000 + "}]}", "invalid"),
    Shape("a zero first", '{"name": "a", "parts": [{"n": 05}]}', "invalid"),
    Shape("a key twice, the same", '{"name": "a", "name": "a"}', A, ("a key given twice",)),
    Shape("a key twice, different", '{"name": "b", "name": "a"}', "invalid"),
    Shape("a key twice, 1 and true", '{"name": "a", "sure": true, "sure": 1}', "invalid"),
    Shape("half a character", '{"name": "\\ud83d"}', "invalid"),
    Shape("a whole character in two escapes", '{"name": "\\ud83d\\ude00"}', _said("😀")),
    Shape(
        "a word in capitals",
        '{"name": "a", "colour": "RED"}',
        {"name": "a", "colour": "red"},
        ("fixed word",),
    ),
    Shape(
        "a word with a hyphen",
        '{"name": "a", "colour": "Dark-Blue"}',
        {"name": "a", "colour": "dark blue"},
        ("fixed word",),
    ),
    Shape(
        "a word with an underscore",
        '{"name": "a", "colour": "DARK_BLUE"}',
        {"name": "a", "colour": "dark blue"},
        ("fixed word",),
    ),
    Shape(
        "a word with a blank",
        '{"name": "a", "colour": " red "}',
        {"name": "a", "colour": "red"},
        ("fixed word",),
    ),
    Shape(
        "a word in a list",
        '{"name": "a", "colour": ["red"]}',
        {"name": "a", "colour": "red"},
        ("a list of one",),
    ),
    Shape("another word", '{"name": "a", "colour": "green"}', "invalid"),
    Shape(
        "a number in a text", '{"name": "a", "parts": [{"n": "1"}, {"n": "2"}]}', TWO, ("a number in a text",)
    ),
    Shape(
        "a number in brackets in a text",
        '{"name": "a", "parts": [{"n": "[1]"}, {"n": "[2]"}]}',
        TWO,
        ("a number in a text",),
    ),
    Shape("a number in a list", '{"name": "a", "parts": [{"n": [1]}, {"n": 2}]}', TWO, ("a list of one",)),
    Shape("a number with a point", '{"name": "a", "parts": [{"n": 1.0}, {"n": 2}]}', TWO, ("with a point",)),
    Shape("a number with a fraction", '{"name": "a", "parts": [{"n": 1.5}]}', "invalid"),
    Shape("a number in words", '{"name": "a", "parts": [{"n": "one"}]}', "invalid"),
    Shape("true for a number", '{"name": "a", "parts": [{"n": true}]}', "invalid"),
    Shape(
        "a share in a text",
        '{"name": "a", "share": "0.5"}',
        {"name": "a", "share": 0.5},
        ("a number in a text",),
    ),
    Shape(
        "true in a text", '{"name": "a", "sure": "False"}', {"name": "a", "sure": False}, ("true or false",)
    ),
    Shape(
        "one for a list",
        '{"name": "a", "parts": {"n": 1}}',
        {"name": "a", "parts": [{"n": 1}]},
        ("one for a list of one",),
    ),
    Shape("one number for a list", '{"notes": 7}', {"notes": [7]}, ("one for a list of one",), form="keep"),
    Shape("one number in a text for a list", '{"notes": "[7]"}', {"notes": [7]}, ("text",), form="keep"),
    Shape(
        "numbers in a text", '{"notes": "1, 2, 3"}', {"notes": [1, 2, 3]}, ("a list in a text",), form="keep"
    ),
    Shape(
        "numbers in brackets in a text",
        '{"notes": "[1] [2]"}',
        {"notes": [1, 2]},
        ("a list in a text",),
        form="keep",
    ),
    Shape(
        "numbers in texts",
        '{"notes": ["[1]", "2", 3]}',
        {"notes": [1, 2, 3]},
        ("a number in a text",),
        form="keep",
    ),
    Shape("null for a list", '{"notes": null}', {"notes": []}, ("null for an empty list",), form="keep"),
    Shape("null for a list that may be left out", '{"name": "a", "parts": null}', A, ("null",)),
    Shape(
        "null for a text that may be left out",
        '{"items": [{"title": "x", "remark": null}]}',
        {"items": [{"title": "x"}]},
        ("null",),
        form="books",
    ),
    Shape("null where it is allowed", '{"name": "a", "remark": null}', A),
    Shape("null for a text that is needed", '{"name": null}', "invalid"),
    Shape("a list for a text", '{"name": ["a"]}', A, ("a list of one",)),
    Shape("a list of two for a text", '{"name": ["a", "b"]}', "invalid"),
    Shape(
        "a list in a text",
        json.dumps({"name": "a", "parts": '[{"n": 1}, {"n": 2}]'}),
        TWO,
        ("JSON in a text",),
    ),
    Shape(
        "extra keys",
        '{"items": [{"title": "x", "isbn": "1"}]}',
        {"items": [{"title": "x"}]},
        ("extra keys",),
        form="books",
    ),
    Shape(
        "extra keys outside", '{"items": [], "note": "none"}', {"items": []}, ("extra keys",), form="books"
    ),
    Shape("a key in capitals", '{"Name": "a"}', "invalid"),
    Shape(
        "one key in capitals",
        '{"items": [{"Title": "x", "year": 1}]}',
        {"items": [{"title": "x", "year": 1}]},
        ("spelling of a key",),
        form="books",
    ),
    Shape(
        "a word of a recipe",
        '{"items": [{"title": "x", "kind": "Non Fiction"}]}',
        {"items": [{"title": "x", "kind": "non-fiction"}]},
        ("fixed word",),
        form="books",
    ),
    Shape(
        "a year in a text",
        '{"items": [{"title": "x", "year": "1999"}]}',
        {"items": [{"title": "x", "year": 1999}]},
        ("a number in a text",),
        form="books",
    ),
    Shape("items are left out", '{"note": "none"}', "invalid", form="books"),
    Shape("a text that is needed", '{"items": [{"year": 1999}]}', "invalid", form="books"),
]


def _notes(bad: list[Any], good: int) -> dict[str, Any]:
    """Points of a chunk, the bad ones first."""
    points = [{"cue": n, "quote": f"words {n}", "text": f"Point {n}."} for n in range(good)]
    empty: dict[str, Any] = {name: [] for name in ("topics", "mentions", "quotes", "people", "sponsors")}
    return {"answer": {**empty, "points": [*bad, *points]}}


_BAD: Final[list[Any]] = [
    {"cue": 1, "quote": "no text"},
    {"cue": "first", "quote": "q", "text": "t"},
    "a bare text",
    None,
    [],
    {"cue": None, "quote": "q", "text": "t"},
    {"cue": 1, "quote": 5, "text": "t"},
]

DROPPED: Final = [
    *(
        Shape(f"one bad of ten: {bad}", json.dumps(_notes([bad], 9)), _notes([], 9), dropped=1, form="chunk")
        for bad in _BAD
    ),
    Shape("two bad of twenty", json.dumps(_notes(_BAD[:2], 18)), _notes([], 18), dropped=2, form="chunk"),
    Shape("two bad of ten", json.dumps(_notes(_BAD[:2], 8)), "invalid", form="chunk"),
    Shape("one bad of nine", json.dumps(_notes(_BAD[:1], 8)), "invalid", form="chunk"),
    Shape("one bad of three", json.dumps(_notes(_BAD[:1], 2)), "invalid", form="chunk"),
    Shape("one bad alone", json.dumps(_notes(_BAD[:1], 0)), "invalid", form="chunk"),
    Shape(
        "NaN in one of ten",
        json.dumps(_notes([{"cue": float("nan"), "quote": "q", "text": "t"}], 9)),
        _notes([], 9),
        dropped=1,
        form="chunk",
    ),
    Shape(
        "half a character in one of ten",
        json.dumps(_notes([{"cue": 1, "quote": "\ud83d", "text": "t"}], 9)),
        _notes([], 9),
        dropped=1,
        form="chunk",
    ),
    Shape(
        "a key twice in one of ten",
        json.dumps(_notes([{"cue": 1, "quote": "q", "text": "t", "TEXT": "u"}], 9)).replace("TEXT", "text"),
        _notes([], 9),
        ("a key given twice",),
        dropped=1,
        form="chunk",
    ),
    Shape(
        "one bad of ten, recipe",
        json.dumps({"items": [{"title": str(n)} for n in range(9)] + [{"year": 5}]}),
        {"items": [{"title": str(n)} for n in range(9)]},
        dropped=1,
        form="books",
    ),
    Shape(
        "one bad of three, recipe",
        json.dumps({"items": [{"title": "x"}, {"title": "y"}, {"year": 5}]}),
        "invalid",
        form="books",
    ),
    Shape(
        "ten good notes and no headline",
        json.dumps(
            {
                "title": "t",
                "summary": [{"text": str(n), "notes": [n]} for n in range(10)],
                "takeaways": [],
                "chapters": [],
                "people": [],
            }
        ),
        "invalid",
        form="episode",
    ),
    Shape(
        "a list left out of a chunk",
        '{"answer": {"topics": [{"cue": 1, "quote": "q", "title": "t"}]}}',
        {
            "answer": {
                "topics": [{"cue": 1, "quote": "q", "title": "t"}],
                "points": [],
                "mentions": [],
                "quotes": [],
                "people": [],
                "sponsors": [],
            }
        },
        ("an empty list left out",),
        form="chunk",
    ),
    Shape(
        "a bad verdict among ten",
        json.dumps(
            {
                "statements": [{"statement": n, "verdict": "Supported"} for n in range(9)]
                + [{"statement": 9, "verdict": "perhaps"}]
            }
        ),
        {"statements": [{"statement": n, "verdict": "supported"} for n in range(9)]},
        ("fixed word",),
        1,
        "verdicts",
    ),
]

NOT_THE_LAST_WORD: Final = [
    *(
        Shape(f"taken back: {said[:30]}", f'{{"name": "draft"}}\n\n{said}', "invalid")
        for said in (
            "Wait, the second one is wrong.",
            "Hmm. Is that all?",
            "But wait: line 4 says more.",
            "Now I will write the final version.",
            "Let me double-check the quotes.",
            "Next, I need to verify each of them.",
            "I have to revise this.",
            "[continued in the next message]",
            "The remaining notes are omitted.",
            "等等，第二条不对。",
        )
    ),
    *(
        Shape(f"followed by: {said[:30]}", f'{{"name": "a"}}\n\n{said}', A)
        for said in (
            "Let me know if you need more.",
            "I must admit that this was hard to hear.",
            "Waiting rooms are not mentioned.",
            "If you like, I can revise it.",
            "Note: no advertisement was found.",
        )
    ),
    Shape("under a draft's key", '{"first_draft": {"name": "draft"}}', "invalid"),
    Shape("under a key of thoughts", '{"myThoughts": {"name": "draft"}}', "invalid"),
    Shape("under a plan", '{"plan": {"name": "draft"}, "status": "in progress"}', "invalid"),
    Shape(
        "a comment for what is missing", '{"name": "a", "parts": [{"n": 1} // ... more parts\n]}', "invalid"
    ),
    Shape("a comment that says more", '{"name": "a", "parts": [{"n": 1} /* remaining parts */]}', "invalid"),
    Shape("a title without any list", '{"title": "t", "headline": "h"}', "invalid", form="episode"),
    Shape(
        "escaped quotes around an empty list",
        '{\\"name\\": \\"a\\", \\"parts\\": []}',
        A,
        ("escaped quotes",),
    ),
]

SHAPES: Final = (
    *_thoughts(),
    *MARKERS_IN_ANSWERS,
    *SEVERAL,
    *CUT,
    *WRAPPED,
    *MENDED,
    *DROPPED,
    *NOT_THE_LAST_WORD,
)
