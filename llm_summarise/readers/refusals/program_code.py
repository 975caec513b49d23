"""Source code, style sheets, recipes of build tools, and diffs."""

from __future__ import annotations

import re
from typing import Final

from llm_summarise.readers.refusals.excerpt import Excerpt
from llm_summarise.readers.refusals.reasons import NotATranscript

_DIFF: Final = re.compile(
    r"diff --git |@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@|Index: \S+$|(?:---|\+\+\+) [ab]/\S"
)
_COMMIT: Final = re.compile(r"commit [0-9a-f]{40}\b")
_TARGET: Final = re.compile(r"[\w.\-/%$(){}]+(?: [\w.\-/%$(){}]+)*\s*:{1,2}(?:\s|$)(?!.*[.?!]$)")
_DOCKER: Final = re.compile(
    r"(?:FROM|RUN|COPY|ADD|CMD|ENTRYPOINT|ENV|ARG|WORKDIR|EXPOSE|LABEL|USER|VOLUME)\s+\S"
)
_DECLARES: Final = re.compile(
    r"\s*(?:from\s+[\w.]+\s+import\s+[\w(*]|import\s+(?:[\w.]+(?:\s+as\s+\w+|\s*,\s*[\w.]+|;)?\s*$|"
    r"[{*\"'(]|[\w]+\s+from\s+[\"'])"
    r"|(?:async\s+)?def\s+\w+\s*[\(\[]|def\s+\w+[?!]?\s*$|class\s+\w+[\w<>\[\](), .:]*[:{]\s*$|"
    r"class\s+[A-Z]\w*(?:\s*<\s*\w+)?\s*$"
    r"|(?:export\s+)?(?:default\s+)?(?:async\s+)?function\b[\s*]*\w*\s*\(|(?:export\s+)?(?:const|"
    r"let|var)\s+[\w{\[$][^=]*(?:=|;)"
    r"|(?:public|private|protected|internal|static|final|abstract|sealed)\s+[\w<>\[\], ]+(?:[({;=]|\s*$)"
    r"|#\s*(?:include\s*[<\"]|define\s|ifn?def\s|endif\b|pragma\s)|(?:pub(?:\([a-z]+\))?\s+)?(?:fn|"
    r"struct|enum|trait|mod|impl|use)\b.*[{;(]\s*$"
    r"|(?:func|fun)\s+(?:\([^)]*\)\s*)?\w+\s*[\(<]|package\s+[\w.]+;?\s*$|using\s+[\w.:= ]+;|"
    r"namespace\s+[\w.\\:]+\s*[;{]?\s*$"
    r"|type\s+\w+\s+(?:struct|interface)\b|(?:sub|my|our)\s+[\w$@%].*[{;]|<\?php|#!\s*/|"
    r"[\w-]+\s*\(\)\s*\{\s*$|if\s+\[{1,2}\s|for\s+\w+\s+in\b.*;\s*do|module\s+[A-Z][\w.]*(?:\s+where)?\s*$"
    r"|\(def\w*\s|(?:data|newtype|instance)\s+\w+.*(?:=|where)|[\w.]+\s*(?:<-|:=)\s*\S+.*|"
    r"require(?:_once)?\s*[\"'(])"
)
_LINE: Final = re.compile(
    r"\s*(?:[}\])]+[;,)]*\s*$|//|/\*|\*/|\*\s|\"\"\"|'''|#\s|#$|--\s|;;|@\w+(?:\(.*\))?\s*$|"
    r"@(?:media|import|charset|include)\b"
    r"|(?:return|raise|throw|yield|await|del|assert|echo|print)\b.*[\w)\]\"'};]\s*$|(?:end|done|fi|"
    r"esac|else|try|pass|break|continue|finally|do|then|begin)\b[\s:{;]*$"
    r"|(?:if|elif|else if|for|while|with|switch|case|except|catch|unless|when|match|"
    r"foreach)\b.*(?:[:{]|\bthen|\bdo)\s*$"
    r"|[\w.$@>\[\]\"'*-]+(?:\s*,\s*[\w.$]+)*\s*(?:[-+*/|&]?=|:=|<-|=>)\s*\S|"
    r"[\w.$:>-]+\s*\(.*(?:[)({\[,;])\s*$"
    r"|.*[{;]\s*$|[\w.\"'-]+\s*:\s*.+[,;]\s*$|.*=>\s*[{(]?\s*$|.*\)\s*(?:->\s*[\w\[\], .]+)?:\s*$|"
    r"\s*[\"'\w.(\[{-].*,\s*$)"
)
_STYLE: Final = re.compile(
    r"\s*(?:[^{}]*\{[^{}:]+(?::[^{}:]+)+\}\s*$|/?\*|"
    r"[\w.#:@*>\[\]=\"'(), ~+-]+\{\s*$|[\w-]+\s*:\s*[^;]+;\s*$|\}\s*$)"
)
_RULE: Final = re.compile(r"[\w-]{2,40}:[^;:{}\s][^;{}]{0,80}[;}]")
_FENCE: Final = re.compile(r"\s*(?:```|~~~)")


def judged(excerpt: Excerpt) -> NotATranscript | None:
    """What kind of code `excerpt` is."""
    if excerpt.count(_DIFF) >= 2 and excerpt.share(re.compile(r"[-+ @\\]|diff |index |Index: |===")) >= 0.4:
        return NotATranscript("a diff", "llm-summarise run commit-message reads diffs")
    if excerpt.count(_COMMIT) >= 2 and "Author: " in excerpt.head:
        return NotATranscript(
            "a log of commits", "llm-summarise run reads other texts, with a recipe of your own"
        )
    if excerpt.head.startswith("#!") and "/" in excerpt.lines[0]:
        return NotATranscript("a script")
    if _is_minified(excerpt):
        return NotATranscript("minified code")
    return None if len(excerpt.lines) < 4 or excerpt.count(_FENCE) else _of_many_lines(excerpt)


def _of_many_lines(excerpt: Excerpt) -> NotATranscript | None:
    if excerpt.count(_DOCKER) >= 3 and excerpt.share(_DOCKER) >= 0.4:
        return NotATranscript("a recipe for a container")
    if _is_makefile(excerpt):
        return NotATranscript("a makefile")
    if excerpt.count(_STYLE) >= 4 and excerpt.share(_STYLE) >= 0.8 and "{" in excerpt.head:
        return NotATranscript("a style sheet or source code")
    return NotATranscript("source code") if _is_code(excerpt) else None


def _is_makefile(excerpt: Excerpt) -> bool:
    targets = sum(
        below.startswith("\t") and _TARGET.match(line) is not None
        for line, below in zip(excerpt.lines, excerpt.lines[1:], strict=False)
    )
    return targets >= 2 or (targets == 1 and ".PHONY" in excerpt.head)


def _is_code(excerpt: Excerpt) -> bool:
    """Most lines are of code, and some of them are nothing else."""
    signs = sum(excerpt.head.count(sign) for sign in "(){}[]=;<>_") / max(len(excerpt.head), 1)
    if signs < 0.02:
        return False
    others = [line for line in excerpt.lines if not _DECLARES.match(line)]
    declared = len(excerpt.lines) - len(others)
    share = (declared + sum(map(_is_statement, others))) / len(excerpt.lines)
    return any(
        declared >= lines and share >= coded and signs >= full
        for lines, coded, full in ((2, 0.5, 0.0), (5, 0.3, 0.03), (1, 0.7, 0.06))
    )


def _is_statement(line: str) -> bool:
    if len(line) >= 160 or not _LINE.match(line):
        return False
    return any(sign in line for sign in "(){}[]=;:#@/*<>\"'-,")


def _is_minified(excerpt: Excerpt) -> bool:
    """Long lines that are mostly signs."""
    head = excerpt.head[:4000]
    if len(head) < 200 or len(max(excerpt.lines, key=len, default="")) < 200:
        return False
    if sum(map(len, _RULE.findall(head))) > 0.5 * len(head):
        return True
    signs = sum(head.count(sign) for sign in "(){}[]=;,.:!&|+<>")
    blanks = sum(map(str.isspace, head))
    return (
        signs > 0.12 * len(head)
        and blanks < 0.1 * len(head)
        and any(s in head for s in ("function", "=>", "var ", "){", ":{", "}."))
    )
